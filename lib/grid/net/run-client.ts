/** A client program of the grid, run to its end without a shell: bounded in time by the signal, and in what it prints. */
import { spawn } from 'node:child_process';
import type { ProbeAsk } from '@/lib/grid/probe';
import { ProbeFault } from '@/lib/grid/probe-fault';
import { MOST_PROGRAM_BYTES } from './limits';
import { programEnvironment } from '@/lib/utils/program-environment';

export interface ClientEnd {
  /** Undefined where a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * @throws ProbeFault `unknown` where the program is not installed, `critical` where it prints without end; the signal's reason.
 */
export async function runClient(
  { clients, signal }: Pick<ProbeAsk, 'clients' | 'signal'>,
  program: string,
  args: readonly string[],
  input?: Buffer,
): Promise<ClientEnd> {
  signal.throwIfAborted();
  const child = spawn(program, args, { env: programEnvironment(clients.env), stdio: ['pipe', 'pipe', 'pipe'] });
  const stop = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<ClientEnd>((resolve, reject) => {
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      let bytes = 0;
      const keep = (to: Buffer[]) => (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= MOST_PROGRAM_BYTES) return void to.push(chunk);
        child.kill('SIGKILL');
        reject(new ProbeFault('critical', `${program} prints more than ${MOST_PROGRAM_BYTES / 1_048_576} MiB.`));
      };
      child.stdout.on('data', keep(out));
      child.stderr.on('data', keep(err));
      child.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'ENOENT'
            ? new ProbeFault('unknown', `${program} is not installed where the agent runs.`, { cause: error })
            : error,
        ),
      );
      child.once('close', (code) => {
        if (signal.aborted) return reject(signal.reason as Error);
        resolve({ code: code ?? undefined, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString('utf8') });
      });
      // It may end without reading: its exit code tells.
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Is it the fault of a program that is not there? Then something else may be asked instead. */
export const isNotInstalled = (error: unknown): boolean =>
  ProbeFault.is(error) && error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'ENOENT';
