/** A lab of emulated hosts, where it is asked for; else the sentence that says why it is not there. */
import { registerHosts } from '@/prisma/seed/seed-database';
import { findLabKind } from '@/tools/lab/kinds';
import type { LabName } from '@/tools/lab/lab-kind';
import { type Lab, missingForLab, openLab, startLab } from '@/tools/lab/start-lab';
import type { DataFolder } from '../data-folder';
import type { StageReport } from '../progress';

export type RaisedLab =
  | { readonly kind: 'up'; readonly title: string; readonly lab: Lab; readonly added: readonly string[] }
  | { readonly kind: 'absent'; readonly title: string; readonly reason: string };

export interface RaiseLabOptions {
  readonly folder: DataFolder;
  readonly databaseUrl: string;
  readonly report: StageReport;
  readonly signal: AbortSignal;
  /** Told before anything is started: a stop in the middle ends what there is. */
  readonly onRaised: (lab: Lab) => void;
}

/** Never rejects: without the lab the rest of Gridbox runs, and says so. */
export async function raiseLab(name: LabName, options: RaiseLabOptions): Promise<RaisedLab> {
  const kind = findLabKind(name);
  const { title } = kind;
  const missing = missingForLab(kind);
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((part) => part.debianPackage))].join(' ');
    return {
      kind: 'absent',
      title,
      reason: `this machine has no ${missing.map((part) => part.what).join(', no ')}. On Debian, as root: apt-get install --no-install-recommends ${packages}`,
    };
  }
  try {
    options.onRaised(await openLab(kind, options.folder.dir));
    const lab = await startLab(kind, {
      dir: options.folder.dir,
      log: (line) => options.report.update(line),
      signal: options.signal,
    });
    return { kind: 'up', title, lab, added: await registerHosts(options.databaseUrl, lab.hosts) };
  } catch (error) {
    return { kind: 'absent', title, reason: error instanceof Error ? error.message : String(error) };
  }
}
