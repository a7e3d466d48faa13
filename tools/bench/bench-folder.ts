import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for one bench. The service users of the rig and of PostgreSQL pass through it and may not list it. */
export function makeBenchFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'gridbox-bench-'));
  const ENTER_ONLY = 0o711;
  chmodSync(dir, ENTER_ONLY);
  return dir;
}
