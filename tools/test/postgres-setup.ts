/**
 * One PostgreSQL per test run, thrown away at its end, with one database that holds every migration: the template of
 * which `createTestDatabase` takes copies (a copy takes some 20 ms, the migrations much longer).
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { applyMigrations } from '@/tools/db/migrate';
import { startPostgres } from '@/tools/postgres/start-postgres';
import { findFreePort } from '@/tools/shared/free-port';

const TEMPLATE = 'gridbox_template';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresAdminUrl: string;
    postgresTemplate: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gridbox-test-pg-'));
  // The user that runs PostgreSQL must be able to enter.
  const ENTER_ONLY = 0o711;
  chmodSync(dataDir, ENTER_ONLY);
  const postgres = await startPostgres({
    dataDir,
    port: await findFreePort(),
    otherPort: findFreePort,
    logFile: join(dataDir, 'pg.log'),
    tuning: 'test',
  });
  const admin = new Client({ connectionString: postgres.urlOf('postgres') });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  await applyMigrations(postgres.urlOf(TEMPLATE));
  project.provide('postgresAdminUrl', postgres.urlOf('postgres'));
  project.provide('postgresTemplate', TEMPLATE);
  return async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
