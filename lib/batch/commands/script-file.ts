import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OWNER_READS = 0o400;

/** A script as a file for as long as a command needs it, in a folder that nobody else may enter: for commands that take none from their input. */
export async function withScriptFile<T>(script: string, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'gridbox-job-'));
  try {
    const file = join(folder, 'job.sh');
    await writeFile(file, script, { mode: OWNER_READS, flag: 'wx' });
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
