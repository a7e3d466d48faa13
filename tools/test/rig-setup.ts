/** One rig for the whole run of the project `rig`: three real hosts with four real guests, thrown away at the end. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { missingForRig } from '@/tools/rig/prerequisites';
import { startRig } from '@/tools/rig/start-rig';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `rig-1`, `rig-2`, `rig-3`; guests `ce-01`, `se-01` start on the first, `wn-01` on the second, `wn-02` on the third. */
    rigHosts: readonly { readonly name: string; readonly uri: string; readonly migrationUri: string }[];
    /** Pass to `openRigFolder` or `startRig` for what the hosts alone do not tell. */
    rigDataDir: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = missingForRig();
  if (missing.length > 0) throw new Error(`no rig without ${missing.map((part) => part.what).join(', ')}`);
  const dataDir = mkdtempSync(join(tmpdir(), 'gridbox-test-rig-'));
  // The user that runs the hosts must be able to enter.
  const ENTER_ONLY = 0o711;
  chmodSync(dataDir, ENTER_ONLY);
  const rig = await startRig({ dir: dataDir, waitForGuests: true, log: (line) => console.log(`rig: ${line}`) });
  project.provide(
    'rigHosts',
    rig.hosts.map(({ name, uri, migrationUri }) => ({ name, uri, migrationUri })),
  );
  project.provide('rigDataDir', dataDir);
  return async () => {
    await rig.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
