/** PostgreSQL: the given one, or our own; then brought to the schema of this version. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyMigrations } from '@/tools/db/migrate';
import { type RunningPostgres, startPostgres } from '@/tools/postgres/start-postgres';
import { findFreePort } from '@/tools/shared/free-port';
import type { DataFolder } from '../data-folder';

export interface StartedDatabase {
  readonly url: string;
  /** Undefined where the PostgreSQL is not ours. */
  readonly own: RunningPostgres | undefined;
}

/** First choice for our own PostgreSQL, out of the way of one that the machine may have. */
const FIRST_PORT = 25_432;

export async function startDatabase(
  folder: DataFolder,
  givenUrl: string | undefined,
  signal: AbortSignal,
): Promise<StartedDatabase> {
  if (givenUrl !== undefined) return { url: givenUrl, own: undefined };
  const own = await startPostgres({
    dataDir: folder.dir,
    port: await choosePort(join(folder.dir, 'pg.port')),
    logFile: join(folder.logDir, 'postgres.log'),
    signal,
  });
  return { url: own.url, own };
}

/** The port of last time where it is free, so that an address written down somewhere stays right. */
async function choosePort(file: string): Promise<number> {
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN;
  const port = await findFreePort(Number.isInteger(last) && last > 0 ? last : FIRST_PORT);
  writeFileSync(file, String(port));
  return port;
}

export async function migrateDatabase(url: string): Promise<string> {
  try {
    const { applied } = await applyMigrations(url);
    return applied.length === 0 ? 'nothing to apply' : `${applied.length} applied`;
  } catch (error) {
    throw new Error(
      `the database could not be brought up to date: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}
