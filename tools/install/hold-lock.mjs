/**
 * A lock that the kernel holds for us: it ends with our process, however that ends, so it can never be stale.
 * `flock` (util-linux, on every Linux) takes it on a file we opened; the lock belongs to the open file, not to `flock`.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * @param {string} file made if missing
 * @param {{ waitSeconds?: number }} [options] how long to wait for the one who has it; 0: not at all
 * @returns {(() => void) | undefined} gives the lock back; undefined when somebody else has it
 */
export function holdLock(file, options = {}) {
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, 'a');
  const FIRST_FREE = 3;
  const wait = options.waitSeconds ?? 0;
  const stdio = ['ignore', 'ignore', 'pipe', descriptor];
  const args = ['--exclusive', ...(wait > 0 ? ['--wait', String(wait)] : ['--nonblock']), String(FIRST_FREE)];
  const result = spawnSync('flock', args, { stdio });
  if (result.error !== undefined) {
    closeSync(descriptor);
    throw new Error(`flock (package util-linux) is needed and cannot run: ${result.error.message}`);
  }
  if (result.status !== 0) {
    closeSync(descriptor);
    return undefined;
  }
  return () => closeSync(descriptor);
}
