import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationList } from '@prisma/schema-engine-wasm';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const SCHEMA_FILE = join(root, 'prisma/schema.prisma');
export const MIGRATIONS_DIR = join(root, 'prisma/migrations');

/** Written beside the first migration: it tells Prisma's own program which database they are for. */
export const LOCKFILE = '# Written by Prisma: which database these migrations are for.\nprovider = "postgresql"\n';

/** The migrations folder as the schema engine wants it: one folder a migration, oldest first. */
export function readMigrations(): MigrationList {
  const folders = existsSync(MIGRATIONS_DIR) ? readdirSync(MIGRATIONS_DIR, { withFileTypes: true }) : [];
  const lockfile = join(MIGRATIONS_DIR, 'migration_lock.toml');
  return {
    baseDir: MIGRATIONS_DIR,
    lockfile: {
      path: 'migration_lock.toml',
      content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : LOCKFILE,
    },
    shadowDbInitScript: '',
    migrationDirectories: folders
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort()
      .map((path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok', value: readFileSync(join(MIGRATIONS_DIR, path, 'migration.sql'), 'utf8') },
        },
      })),
  };
}
