/** Runs a program of a build: words, never a line for a shell; its own process group, which ends with the build whatever happens. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { BuildFailure } from './build-failure';
import { LINE_CHARACTERS_MAX, TERM_GRACE_MS } from './tunables';
import { programEnvironment } from '@/lib/utils/program-environment';

export interface ProgramCall {
  readonly argv: readonly [string, ...string[]];
  /** What it is called in messages, where its first word only runs another. */
  readonly name?: string | undefined;
  readonly cwd: string;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Beside the few that every program gets: nothing of the agent's own environment, whose secrets are no package's business. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly onLine?: ((line: string, from: 'stdout' | 'stderr') => void) | undefined;
  /** Told as soon as there is one, so that whoever comes after a crash can end it. */
  readonly onStart?: ((pid: number) => void) | undefined;
}

/** Debian package of each program, for who has to install it. */
const PACKAGES: Readonly<Record<string, string>> = {
  mmdebstrap: 'mmdebstrap',
  'apt-get': 'apt',
  mke2fs: 'e2fsprogs',
  debugfs: 'e2fsprogs',
  e2fsck: 'e2fsprogs',
  'qemu-img': 'qemu-utils',
  setpriv: 'util-linux',
};

const LAST_LINES = 12;

/** @returns what it wrote to its standard output. @throws BuildFailure, or the signal's reason. */
export async function runProgram(call: ProgramCall): Promise<string> {
  call.signal?.throwIfAborted();
  const { name = call.argv[0] } = call;
  // Killed by the kernel when the agent is: what is left of an agent that was killed must not go on building.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...call.argv], {
    cwd: call.cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: programEnvironment({ ...bareEnvironment(), ...call.environment }),
  });
  if (child.pid !== undefined) call.onStart?.(child.pid);
  const said: string[] = [];
  const out: string[] = [];
  const reading = (['stdout', 'stderr'] as const).map(async (from) => {
    for await (const raw of createInterface({ input: child[from], crlfDelay: Infinity })) {
      const line = plain(raw);
      if (from === 'stdout') out.push(raw);
      said.push(line);
      if (said.length > LAST_LINES) said.shift();
      call.onLine?.(line, from);
    }
  });
  const ended = new Promise<{ readonly code: number | null; readonly by: NodeJS.Signals | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, by) => resolve({ code, by }));
  });
  const limit = AbortSignal.timeout(call.deadlineMs);
  const stop = call.signal === undefined ? limit : AbortSignal.any([limit, call.signal]);
  const kill = (): void => void endGroup(child);
  stop.addEventListener('abort', kill, { once: true });
  try {
    const { code, by } = await ended;
    await Promise.all(reading);
    if (call.signal?.aborted === true) throw call.signal.reason;
    if (limit.aborted) throw new BuildFailure('timeout', `${name} took longer than its limit.`);
    if (code === 0) return out.join('\n');
    throw failure(name, code, by, said);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw missing('setpriv', error);
    throw error;
  } finally {
    stop.removeEventListener('abort', kill);
  }
}

/** What setpriv, prlimit and unshare say of a program that is not there. */
const NOT_FOUND = /failed to execute (\S+): No such file/;

function failure(name: string, code: number | null, by: NodeJS.Signals | null, said: readonly string[]): BuildFailure {
  const absent = said.map((line) => NOT_FOUND.exec(line)?.[1]).find((found) => found !== undefined);
  if (absent !== undefined) return missing(absent);
  const how = by === null ? `ended with ${code ?? 'nothing'}` : `was ended by ${by}`;
  const errors = said.filter((line) => /^(E|error|dpkg: error)\b/i.test(line));
  const last = (errors.length > 0 ? errors : said.slice(-3)).join(' / ');
  return new BuildFailure('refused', `${name} ${how}${last === '' ? '' : `: ${last}`}`);
}

const missing = (name: string, cause?: unknown): BuildFailure =>
  new BuildFailure(
    'unsupported',
    `The agent has no ${name}, which builds images. Install it where the agent runs (Debian: ${PACKAGES[name] ?? name}).`,
    { cause },
  );

/** Asks the whole group to end, and kills what is left of it. */
async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  await sleep(TERM_GRACE_MS, undefined, { ref: false });
  signalGroup(pid, 'SIGKILL');
}

export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** Proxies are how some machines reach their mirror. */
const KEPT = ['PATH', 'http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
function bareEnvironment(): Record<string, string> {
  const kept = KEPT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  // Programs of administrators are not in everybody's path.
  const path = `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`;
  return { ...Object.fromEntries(kept), PATH: path, LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' };
}

/** Without colours and what moves a cursor: packages write what they like. */
function plain(line: string): string {
  const visible = line
    // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
    .replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
    // oxlint-disable-next-line no-control-regex -- as above
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
  return visible.length > LINE_CHARACTERS_MAX ? `${visible.slice(0, LINE_CHARACTERS_MAX)}…` : visible;
}
