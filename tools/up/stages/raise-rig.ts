/** The rig of real hosts, where this machine has what it needs; else the sentence that says how to get it. */
import { rmSync, writeFileSync } from 'node:fs';
import { missingForRig } from '@/tools/rig/prerequisites';
import { type Rig, startRig } from '@/tools/rig/start-rig';
import type { DataFolder } from '../data-folder';

export type RaisedRig =
  | { readonly kind: 'up'; readonly rig: Rig }
  | { readonly kind: 'absent'; readonly reason: string };

/**
 * `file` is where the hosts are written for the seed; removed when there is no rig. Never rejects: without the rig the
 * rest of Gridbox runs, and says so.
 */
export async function raiseRig(
  file: string,
  folder: DataFolder,
  wanted: boolean,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<RaisedRig> {
  rmSync(file, { force: true });
  if (!wanted) return { kind: 'absent', reason: 'not asked for (--no-rig)' };
  const missing = missingForRig();
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((part) => part.debianPackage))].join(' ');
    return {
      kind: 'absent',
      reason: `this machine has no ${missing.map((part) => part.what).join(', no ')}. On Debian, as root: apt-get install --no-install-recommends ${packages}`,
    };
  }
  try {
    const rig = await startRig({ dir: folder.dir, log, signal });
    const hosts = rig.hosts.map(({ name, uri, migrationUri }) => ({ name, uri, migrationUri }));
    writeFileSync(file, JSON.stringify({ hosts }, undefined, 2), { mode: 0o600 });
    return { kind: 'up', rig };
  } catch (error) {
    return { kind: 'absent', reason: error instanceof Error ? error.message : String(error) };
  }
}
