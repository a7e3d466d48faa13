/**
 * Brings a database to the schema of this version. Safe to run at any time and by several starts at once: each waits for the one before.
 */
import { existsSync } from 'node:fs';
import { Client } from 'pg';
import { openSchemaEngine } from './load-schema-engine';
import { MIGRATIONS_DIR, readMigrations } from './read-migrations';

/** Any number that nothing else in this database locks: two starts at once take turns. */
const MIGRATION_LOCK = 5_106_442_001;

export interface MigrationOutcome {
  /** Names applied by this call, oldest first. */
  readonly applied: readonly string[];
}

/** @throws where a migration fails; the database then says which in `_prisma_migrations`. */
export async function applyMigrations(databaseUrl: string): Promise<MigrationOutcome> {
  if (!existsSync(MIGRATIONS_DIR)) throw new Error(`no migrations in ${MIGRATIONS_DIR}`);
  const guard = new Client({ connectionString: databaseUrl });
  await guard.connect();
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return { applied: (await isUpToDate(guard)) ? [] : await applyMissing(databaseUrl) };
  } finally {
    // Ending the session gives the lock back.
    await guard.end();
  }
}

/** The engine takes a second to load; an ordinary start has nothing to apply and does without. */
async function isUpToDate(client: Client): Promise<boolean> {
  const table = await client.query<{ found: boolean }>(`select to_regclass('_prisma_migrations') is not null as found`);
  if (table.rows[0]?.found !== true) return false;
  const done = await client.query<{ name: string }>(
    'select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  );
  const names = new Set(done.rows.map((row) => row.name));
  return readMigrations().migrationDirectories.every((migration) => names.has(migration.path));
}

async function applyMissing(databaseUrl: string): Promise<readonly string[]> {
  const { engine, close } = await openSchemaEngine(databaseUrl, undefined);
  try {
    const result = await engine.applyMigrations({
      migrationsList: readMigrations(),
      filters: { externalTables: [], externalEnums: [] },
    });
    return result.appliedMigrationNames;
  } finally {
    await close();
  }
}
