/** The folder of everything kept: held by one `up` at a time, with the secrets that must outlive it. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { holdLock } from '@/tools/install/hold-lock.mjs';

export interface DataFolder {
  readonly dir: string;
  readonly secret: string;
  readonly logDir: string;
  readonly runDir: string;
  /** Says in the lock file where we can be found. */
  describe(text: string): void;
  /** Leaves the way to the database for tools that work beside us; gone when we release the folder. */
  keepDatabaseUrl(url: string): void;
  release(): void;
}

/** A run that is being stopped needs some seconds for its guests and its database; longer means that it will not end by itself. */
const STOPPING_SECONDS = 20;
const holderSchema = z.object({ pid: z.number(), text: z.string(), stopping: z.boolean() });

/** For files that live as long as a run does. */
export const runDirOf = (dir: string): string => join(dir, 'run');

/** @throws Error with a sentence when another run holds the folder. */
export function openDataFolder(dir: string): DataFolder {
  // Others may pass through it, not list it: service users have their folders below.
  const ENTER_ONLY = 0o711;
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, ENTER_ONLY);
  const holderFile = join(dir, 'up.json');
  const lockFile = join(dir, 'up.lock');
  const release = holdLock(lockFile) ?? waitWhileStopping(lockFile, holderFile);
  if (release === undefined) {
    throw new Error(
      `Gridbox already runs on ${dir}${describeHolder(holderFile)}. Stop it first, or name another folder with --data.`,
    );
  }
  const write = (text: string, stopping: boolean) =>
    writeFileSync(holderFile, JSON.stringify({ pid: process.pid, text, stopping }), { mode: 0o600 });
  write('', false);
  const logDir = join(dir, 'log');
  const runDir = runDirOf(dir);
  for (const each of [logDir, runDir]) mkdirSync(each, { recursive: true, mode: 0o700 });
  return {
    dir,
    secret: readOrMakeSecret(join(dir, 'secret')),
    logDir,
    runDir,
    describe: (text) => write(text, text === STOPPING),
    keepDatabaseUrl: (url) => writeFileSync(databaseUrlFile(dir), url, { mode: 0o600 }),
    release: () => {
      rmSync(databaseUrlFile(dir), { force: true });
      release();
    },
  };
}

/** Holds the URL of the database while Gridbox runs on the folder (after a crash too, until the next start). */
export const databaseUrlFile = (dir: string): string => join(dir, 'run', 'database-url');

/** Passed to `describe` when the stop begins. */
export const STOPPING = 'stopping';

function waitWhileStopping(lockFile: string, holderFile: string): (() => void) | undefined {
  if (readHolder(holderFile)?.stopping !== true) return undefined;
  return holdLock(lockFile, { waitSeconds: STOPPING_SECONDS });
}

function readHolder(file: string): z.infer<typeof holderSchema> | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Being written this moment; the lock itself is what counts.
    return undefined;
  }
}

function describeHolder(file: string): string {
  const holder = readHolder(file);
  return holder === undefined ? '' : ` (process ${holder.pid}${holder.text === '' ? '' : `, ${holder.text}`})`;
}

function readOrMakeSecret(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const BYTES = 48;
  const secret = randomBytes(BYTES).toString('base64url');
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}
