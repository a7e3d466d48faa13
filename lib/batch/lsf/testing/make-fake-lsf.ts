/** Commands of LSF that are none: each runs the stand-in beside this file. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXECUTABLE = 0o755;
const COMMANDS = ['bsub', 'bjobs', 'bkill', 'bstop', 'bresume', 'bhosts', 'bqueues'];

export interface FakeLsf {
  readonly root: string;
  readonly folder: string;
  readonly queue: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
  readonly open: () => Promise<void>;
  readonly stop: () => void;
}

export function makeFakeLsf(): FakeLsf {
  const root = mkdtempSync(join(tmpdir(), 'gridbox-lsf-'));
  const [bin, state, folder] = ['bin', 'state', 'jobs'].map((name) => join(root, name)) as [string, string, string];
  for (const each of [bin, state, folder]) mkdirSync(each);
  const program = fileURLToPath(new URL('fake-lsf.mjs', import.meta.url));
  for (const command of COMMANDS) {
    const file = join(bin, command);
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${program}' ${command} "$@"\n`);
    chmodSync(file, EXECUTABLE);
  }
  const closed = join(state, 'closed');
  return {
    root,
    folder,
    queue: 'atlas',
    environment: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, LSF_ENVDIR: state },
    close: async () => writeFileSync(closed, ''),
    open: async () => rmSync(closed),
    stop: () => rmSync(root, { recursive: true, force: true }),
  };
}
