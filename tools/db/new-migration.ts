/**
 * `npm run migration -- add-something`: writes `prisma/migrations/<time>_add-something/migration.sql` from the difference
 * between the migrations so far and `schema.prisma`. Read it before you commit it. What Prisma cannot express (functions,
 * partial indexes) is added to that file by hand; `--empty` writes a file for nothing but that.
 * It works on a throw-away PostgreSQL of its own.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@/tools/postgres/start-postgres';
import { findFreePort } from '@/tools/shared/free-port';
import { openSchemaEngine } from './load-schema-engine';
import { LOCKFILE, MIGRATIONS_DIR, readMigrations, SCHEMA_FILE } from './read-migrations';

async function writeMigration(name: string, empty: boolean): Promise<string | undefined> {
  const sql = empty ? '-- Written by hand.\n' : await diff();
  if (sql.trim() === '' || sql.includes('This is an empty migration')) return undefined;
  const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const folder = join(MIGRATIONS_DIR, `${stamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(MIGRATIONS_DIR, 'migration_lock.toml'), LOCKFILE);
  writeFileSync(join(folder, 'migration.sql'), sql);
  return folder;
}

async function diff(): Promise<string> {
  const schema = { path: SCHEMA_FILE, content: readFileSync(SCHEMA_FILE, 'utf8') };
  const dataDir = mkdtempSync(join(tmpdir(), 'gridbox-migration-'));
  // The user that runs PostgreSQL must be able to enter.
  chmodSync(dataDir, 0o711);
  const postgres = await startPostgres({
    dataDir,
    port: await findFreePort(),
    logFile: join(dataDir, 'pg.log'),
    tuning: 'test',
  });
  try {
    const { engine, close } = await openSchemaEngine(postgres.url, [[schema.path, schema.content]]);
    const result = await engine.diff({
      from: { tag: 'migrations', ...readMigrations() },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    await close();
    return result.stdout ?? '';
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const [name, ...flags] = process.argv.slice(2);
if (name === undefined || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
  console.error('usage: npm run migration -- NAME [--empty]   (NAME in lower case with dashes)');
  process.exitCode = 2;
} else {
  const folder = await writeMigration(name, flags.includes('--empty'));
  console.log(
    folder === undefined ? 'Nothing to write: the migrations already make this schema.' : `Written: ${folder}`,
  );
}
