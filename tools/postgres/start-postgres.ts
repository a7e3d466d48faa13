/**
 * One PostgreSQL of our own on a data folder: made when new, taken over when a killed run left it behind, listening on
 * the loopback address only. The caller holds the lock that keeps a second start away from the folder.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { z } from 'zod';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { endProcess, isAlive, readCommandLine, readIdentity } from '@/tools/shared/process-identity';
import { mustRun } from '@/tools/shared/run-command';
import { commandAs, ensureServiceUser, serviceFolder, type ServiceUser } from '@/tools/shared/service-user';
import { waitUntil } from '@/tools/shared/wait-until';
import { findPostgresBinaries } from './find-binaries';

export interface StartPostgresOptions {
  /** Holds the cluster (`pg`), its password (`pg.json`) and its log; made if missing. */
  readonly dataDir: string;
  readonly port: number;
  /** Asked where somebody else took the port between its choice and the start; without it that ends the start. */
  readonly otherPort?: (() => Promise<number>) | undefined;
  readonly logFile: string;
  /** `test` trades durability for speed: a power cut may lose the cluster. */
  readonly tuning?: 'durable' | 'test' | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RunningPostgres {
  readonly pid: number;
  /** Connection URL of the database `gridbox`. */
  readonly url: string;
  urlOf(database: string): string;
  /** Settles when the server ends, however it ends. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Fast shutdown; after the deadline immediate shutdown, from which the next start recovers. Idempotent. */
  stop(): Promise<void>;
}

/** Recovery after a crash replays the log and may take long on a slow disk; given up too early a start would fail for no reason. */
const READY_DEADLINE_MS = 90_000;
/** Fast shutdown writes a checkpoint. */
const STOP_STEPS = [
  { signal: 'SIGINT', waitMs: 15_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 2_000 },
] as const;
/** After the death of the parent server its children see it and end by themselves, which holds the shared memory for a moment. */
const START_ATTEMPTS = 5;

/** PostgreSQL's own words. */
const PORT_TAKEN = 'could not create any TCP/IP sockets';

const USER = 'gridbox';
const DATABASE = 'gridbox';
const secretSchema = z.object({ password: z.string().min(20) });

export async function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres> {
  const user = await ensureServiceUser('gridbox-pg');
  const cluster = serviceFolder(options.dataDir, user, 'pg');
  mkdirSync(options.dataDir, { recursive: true });
  const binaries = findPostgresBinaries(user, join(cluster, '..', 'pg-programs'));
  const password = readOrMakePassword(join(options.dataDir, 'pg.json'));
  if (!existsSync(join(cluster, 'PG_VERSION'))) await makeCluster(cluster, binaries.initdb, user, password);
  await endLeftover(cluster);

  let { port } = options;
  for (let attempt = 1; ; attempt += 1) {
    const url = `postgresql://${USER}:${password}@127.0.0.1:${port}`;
    const urlOf = (database: string) => `${url}/${database}`;
    const server = launch(binaries.postgres, cluster, user, { ...options, port });
    try {
      await Promise.race([
        waitUntil('PostgreSQL answers', () => answers(urlOf('postgres')), {
          deadlineMs: READY_DEADLINE_MS,
          everyMs: 30,
          signal: options.signal,
        }),
        server.exited.then((end) => {
          throw new Error(`PostgreSQL ended with ${end.code ?? end.signal}: ${lastLines(options.logFile)}`);
        }),
      ]);
    } catch (error) {
      await server.stop();
      if (attempt >= START_ATTEMPTS || options.signal?.aborted === true) throw error;
      if (options.otherPort !== undefined && lastLines(options.logFile).includes(PORT_TAKEN))
        port = await options.otherPort();
      await new Promise((resolve) => setTimeout(resolve, 300 * attempt));
      continue;
    }
    await ensureDatabase(urlOf('postgres'));
    return { ...server, url: urlOf(DATABASE), urlOf };
  }
}

function launch(postgres: string, cluster: string, user: ServiceUser | undefined, options: StartPostgresOptions) {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '64MB',
    // Where the machine's shared memory is a small tmpfs (containers), queries must not fail for lack of it.
    dynamic_shared_memory_type: 'mmap',
    log_line_prefix: '%m [%p] ',
    ...(options.tuning === 'test' ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = commandAs(user, postgres, ['-D', cluster, ...flags]);
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(command.program, command.args, {
    // Not in our process group: Ctrl-C in a terminal must reach us first, and PostgreSQL last.
    detached: true,
    stdio: ['ignore', log, log],
    env: bareEnvironment({ TZ: 'UTC' }),
    cwd: '/',
  });
  closeSync(log);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  // The caller awaits it where it matters; elsewhere a failed start is not an unhandled rejection.
  exited.catch(() => undefined);
  const pid = child.pid ?? 0;
  const identity = pid === 0 ? undefined : readIdentity(pid);
  const stop = async () => {
    if (identity !== undefined) await endProcess(identity, { steps: STOP_STEPS });
  };
  return { pid, exited, stop };
}

async function makeCluster(
  cluster: string,
  initdb: string,
  user: ServiceUser | undefined,
  password: string,
): Promise<void> {
  // A folder without PG_VERSION is the remains of an initdb that was killed: nothing in it was ever used.
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(cluster, user.uid, user.gid);
  // initdb reads the password from a file only, and wants its folder empty: so the file lies beside it.
  const passwordFile = `${cluster}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== undefined) chownSync(passwordFile, user.uid, user.gid);
  const command = commandAs(user, initdb, [
    `--pgdata=${cluster}`,
    `--username=${USER}`,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--data-checksums',
  ]);
  try {
    await mustRun(command.program, command.args, { env: bareEnvironment(), cwd: '/' });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** A server of a run that was killed may still work on this folder; it is ours, by its command line, and is ended in good order. */
async function endLeftover(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const identity = Number.isInteger(pid) && pid > 0 ? readIdentity(pid) : undefined;
  const commandLine = identity === undefined ? [] : readCommandLine(identity.pid);
  if (identity !== undefined && isAlive(identity) && commandLine.includes(cluster)) {
    if (!(await endProcess(identity, { steps: STOP_STEPS }))) {
      throw new Error(`another PostgreSQL (process ${pid}) works on ${cluster} and does not end`);
    }
    return;
  }
  // The number belongs to nobody or to somebody else: the file is stale. PostgreSQL still guards the folder by its shared memory.
  rmSync(pidFile, { force: true });
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    // Not listening yet, or still recovering; the caller's deadline decides.
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function readOrMakePassword(file: string): string {
  if (existsSync(file)) return secretSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).password;
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, JSON.stringify({ password }), { mode: 0o600 });
  return password;
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-4).join(' | ') : '';
}
