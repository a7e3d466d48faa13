/** PostgreSQL: the given one, or our own; then brought to the schema of this version. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyMigrations } from '@/tools/db/migrate';
import { startPostgres } from '@/tools/postgres/start-postgres';
import { findFreePort } from '@/tools/shared/free-port';
import type { DataFolder } from '../data-folder';

export interface StartedDatabase {
  readonly url: string;
  /** Undefined where the PostgreSQL is not ours. */
  readonly stop: (() => Promise<void>) | undefined;
}

/** First choice for our own PostgreSQL, out of the way of one that the machine may have. */
const FIRST_PORT = 25_432;
const FIRST_PAUSE_MS = 500;
/** A disk that is full may be emptied: then the database is back within this time. */
const LONGEST_PAUSE_MS = 15_000;

export async function startDatabase(
  folder: DataFolder,
  givenUrl: string | undefined,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<StartedDatabase> {
  if (givenUrl !== undefined) return { url: givenUrl, stop: undefined };
  const portFile = join(folder.dir, 'pg.port');
  let port = await choosePort(portFile);
  // Two that start at the same moment find the same port free; the later one takes another. Once it runs it keeps its port.
  const otherPort = async () => (port = await choosePort(portFile));
  const start = async (other?: typeof otherPort) =>
    startPostgres({
      dataDir: folder.dir,
      port,
      otherPort: other,
      logFile: join(folder.logDir, 'postgres.log'),
      signal,
    });
  let server = await start(otherPort);
  const stopping = new AbortController();

  /** A server that died comes back at the same address; everybody else reconnects. */
  const keep = async (): Promise<void> => {
    let pause = FIRST_PAUSE_MS;
    while (!stopping.signal.aborted) {
      const end = await server.exited;
      while (!stopping.signal.aborted) {
        log(`PostgreSQL ended (${end.signal ?? `exit code ${end.code ?? '?'}`}); starting it again`);
        try {
          server = await start();
          pause = FIRST_PAUSE_MS;
          break;
        } catch (error) {
          log(`PostgreSQL: ${error instanceof Error ? error.message : String(error)}`);
          await sleep(pause);
          pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
        }
      }
    }
  };
  const keeping = keep();
  keeping.catch((error: unknown) => log(`PostgreSQL is no longer watched: ${String(error)}`));
  return {
    url: server.url,
    stop: async () => {
      stopping.abort();
      await server.stop();
    },
  };
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
