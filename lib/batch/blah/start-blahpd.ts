/** An existing `blahpd`, ours or another, as a process of its own that the client drives. */
import { spawn } from 'node:child_process';
import { DriverError } from '@/lib/drivers/errors';
import { type BlahClient, openBlahClient } from './client';
import { programEnvironment } from '@/lib/utils/program-environment';

/** After which one that does not end by itself is killed: its jobs go on in the batch system. */
const END_WITHIN_MS = 5_000;

export interface StartedBlahpd {
  readonly client: BlahClient;
  readonly pid: number;
  /** Resolves when it has ended. Idempotent. */
  stop(): Promise<void>;
}

export interface BlahpdStart {
  readonly argv: readonly [string, ...string[]];
  /** All of it. */
  readonly environment: Readonly<Record<string, string>>;
  /** What it says to a log, in pieces. */
  readonly onLog?: ((text: string) => void) | undefined;
}

/** @throws DriverError `unreachable` where it cannot be started or is no BLAH server, `timeout` */
export async function startBlahpd({
  argv: [program, ...args],
  environment,
  onLog,
}: BlahpdStart): Promise<StartedBlahpd> {
  const child = spawn(program, args, {
    cwd: '/',
    env: programEnvironment({ ...environment }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => onLog?.(text));
  // What it did not read any more is told by its end.
  child.stdin.on('error', () => undefined);
  const stop = async (): Promise<void> => {
    // A word of ours that comes after its last results: by it the server knows that they were read.
    child.stdin.end('QUIT\n');
    const timer = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  };
  try {
    const client = await openBlahClient((listener) => {
      child.stdout.on('data', listener.feed);
      child.once('error', (error) => listener.ended(error.message));
      child.once('close', (code, signal) => listener.ended(signal ?? `exit code ${code ?? 'none'}`));
      return { write: (text) => void child.stdin.write(text) };
    });
    if (child.pid === undefined) throw new DriverError('unreachable', `${program} cannot be started.`);
    return { client, pid: child.pid, stop };
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    throw error;
  }
}
