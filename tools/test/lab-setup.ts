/** A lab for the whole run of a project, thrown away at its end: `xen` has Xen hosts, `kvm` KVM hosts. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { LabKind } from '@/tools/lab/lab-kind';
import { missingForLab, startLab } from '@/tools/lab/start-lab';

export interface ProvidedLabHost {
  readonly name: string;
  readonly uri: string;
  readonly migrationUri: string;
}

/** Set by whoever shares one lab between several runs, and takes it down after the last; the lab is raised by whoever comes first. */
export const LAB_DIR_VARIABLE = 'GRIDBOX_TEST_LAB_DIR';

/** An empty data folder that a lab can be raised in. */
export function makeLabDir(name: string): string {
  const dataDir = mkdtempSync(join(tmpdir(), `gridbox-test-${name}-`));
  // The user that runs the machines must be able to enter.
  const ENTER_ONLY = 0o711;
  chmodSync(dataDir, ENTER_ONLY);
  return dataDir;
}

/** @throws Error where this machine lacks something; then every test of the project fails by that name. */
export async function provideLab(
  kind: LabKind,
  project: TestProject,
  provide: (hosts: readonly ProvidedLabHost[], dataDir: string) => void,
): Promise<() => Promise<void>> {
  const missing = missingForLab(kind);
  if (missing.length > 0) throw new Error(`no ${kind.title} without ${missing.map((part) => part.what).join(', ')}`);
  const shared = process.env[LAB_DIR_VARIABLE];
  const dataDir = shared ?? makeLabDir(project.name);
  const lab = await startLab(kind, {
    dir: dataDir,
    waitForGuests: true,
    log: (line) => console.log(`${kind.name} lab: ${line}`),
  });
  provide(
    lab.hosts.map(({ name, uri, migrationUri }) => ({ name, uri, migrationUri })),
    dataDir,
  );
  return async () => {
    if (shared !== undefined) return;
    await lab.down();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
