import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { BenchGridbox } from './with-gridbox';

type BenchHost = BenchGridbox['hosts'][number];

/** The peer of a move by Gridbox: the same guest, live, defined at the target and no more at the source. Rejects where virsh fails. */
export async function virshMigrate(guest: string, from: BenchHost, to: BenchHost): Promise<void> {
  await promisify(execFile)('virsh', [
    '-q',
    '-c',
    from.uri,
    'migrate',
    '--live',
    '--persistent',
    '--undefinesource',
    guest,
    to.uri,
    '--migrateuri',
    to.migrationUri,
  ]);
}
