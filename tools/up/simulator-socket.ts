import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDirOf } from './data-folder';

/** Where the simulated testbed of a data folder listens. A path of a unix socket may have 107 bytes; a folder may lie deeper. */
export function simulatorSocketOf(dataDir: string): string {
  const LONGEST = 100;
  const path = join(runDirOf(dataDir), 'simulated.sock');
  if (Buffer.byteLength(path) <= LONGEST) return path;
  return join(tmpdir(), `gridbox-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.sock`);
}
