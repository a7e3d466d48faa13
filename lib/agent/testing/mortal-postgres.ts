/**
 * A PostgreSQL of one test's own, which that test stops in the middle of things and starts again: the one that all files share
 * must not go away under the others. For tests only.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations } from '@/tools/db/migrate';
import { startPostgres } from '@/tools/postgres/start-postgres';
import { findFreePort } from '@/tools/shared/free-port';
import { isAlive, readIdentity } from '@/tools/shared/process-identity';
import type { TestDatabase } from '@/tools/test/create-test-database';

export interface MortalPostgres {
  /** Migrated; dropping it ends the server and removes its files. */
  readonly database: TestDatabase;
  /**
   * Fast shutdown, as an administrator or a package's update does it: when this returns nothing of the server is left. Holds up
   * the whole process meanwhile, so that the caller's next statement meets no server.
   */
  stopNow(): void;
  /** Resolves when it answers again, on the port and the files that it had. */
  start(): Promise<void>;
}

/** A checkpoint of a small database takes a fraction of a second. */
const GONE_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 5;
/** The user that runs PostgreSQL must be able to enter. */
const ENTER_ONLY = 0o711;

export async function startMortalPostgres(): Promise<MortalPostgres> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gridbox-mortal-pg-'));
  chmodSync(dataDir, ENTER_ONLY);
  const where = { dataDir, port: await findFreePort(), logFile: join(dataDir, 'pg.log'), tuning: 'test' as const };
  let server = await startPostgres(where);
  await applyMigrations(server.url);
  return {
    database: {
      url: server.url,
      name: 'gridbox',
      drop: async () => {
        await server.stop();
        rmSync(dataDir, { recursive: true, force: true });
      },
    },
    stopNow: () => {
      const identity = readIdentity(server.pid);
      if (identity === undefined) throw new Error('PostgreSQL has ended already');
      process.kill(server.pid, 'SIGINT');
      const pause = new Int32Array(new SharedArrayBuffer(4));
      const giveUpAt = Date.now() + GONE_WITHIN_MS;
      while (isAlive(identity)) {
        if (Date.now() >= giveUpAt) throw new Error(`PostgreSQL did not end within ${GONE_WITHIN_MS} ms`);
        Atomics.wait(pause, 0, 0, LOOK_EVERY_MS);
      }
    },
    start: async () => {
      server = await startPostgres(where);
    },
  };
}
