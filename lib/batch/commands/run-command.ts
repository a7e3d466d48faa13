/** A command of a batch system, run to its end without a shell: bounded in time, and in what it prints. */
import { spawn } from 'node:child_process';
import { type FileHandle, open } from 'node:fs/promises';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions } from '@/lib/drivers/port';
import { programEnvironment } from '@/lib/utils/program-environment';
import { withScriptFile } from './script-file';

/** A controller that is busy answers within seconds; one that is away lets its commands wait for a minute or two. */
const COMMAND_WITHIN_MS = 30_000;
/** A list of ten thousand jobs as JSON is some 30 MB with Slurm. */
const OUTPUT_BYTES_MAX = 128 * 1024 * 1024;
/** Of an error; some print their whole usage. */
const ERROR_CHARACTERS_MAX = 500;

/** Where a batch system's commands are, and what they find it by. */
export interface CommandPlace {
  /** Nothing else of the agent's environment reaches them: `PATH`, and e.g. `SLURM_CONF`, `LSF_ENVDIR`. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface CommandCall extends CallOptions {
  readonly input?: string | undefined;
  /** Besides the place's own. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @throws DriverError `unsupported` where there is no such command, `timeout`, `cancelled`, `internal` where it prints without end */
export async function runCommand(
  place: CommandPlace,
  [program, ...args]: readonly [string, ...string[]],
  { deadlineMs = COMMAND_WITHIN_MS, signal, input = '', environment }: CommandCall = {},
): Promise<CommandEnd> {
  const whole = input === '' ? undefined : await openWhole(input);
  try {
    return await runToEnd(place, program, args, { deadlineMs, signal, environment, whole });
  } finally {
    await whole?.close();
  }
}

/**
 * The input as a file that has no name any more. It is whole before the command begins: at the end of a pipe, a command whose caller is killed takes
 * what has come so far, or nothing, for the script of the job.
 */
const openWhole = async (input: string): Promise<FileHandle> =>
  await withScriptFile(input, async (file) => await open(file, 'r'));

async function runToEnd(
  place: CommandPlace,
  program: string,
  args: readonly string[],
  {
    deadlineMs,
    signal,
    environment,
    whole,
  }: Pick<CommandCall, 'signal' | 'environment'> & {
    readonly deadlineMs: number;
    readonly whole: FileHandle | undefined;
  },
): Promise<CommandEnd> {
  const child = spawn(program, args, {
    // Some take the folder that they were called in for the job's own, and it need not be there where the job runs.
    cwd: '/',
    env: programEnvironment({ ...place.environment, ...environment }),
    stdio: [whole?.fd ?? 'ignore', 'pipe', 'pipe'],
  });
  const limit = AbortSignal.timeout(deadlineMs);
  const stop = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  const kill = (): void => void child.kill('SIGKILL');
  if (stop.aborted) kill();
  stop.addEventListener('abort', kill, { once: true });
  try {
    return await new Promise<CommandEnd>((resolve, reject) => {
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      let bytes = 0;
      const keep = (to: Buffer[]) => (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= OUTPUT_BYTES_MAX) return void to.push(chunk);
        kill();
        reject(new DriverError('internal', `${program} prints without end.`));
      };
      child.stdout?.on('data', keep(out));
      child.stderr?.on('data', keep(err));
      child.once('error', (cause: NodeJS.ErrnoException) =>
        reject(
          cause.code === 'ENOENT'
            ? new DriverError('unsupported', `${program} is not installed here.`, { cause })
            : new DriverError('internal', `${program} cannot be run: ${cause.message}`, { cause }),
        ),
      );
      child.once('close', (code) => {
        if (signal?.aborted === true) return reject(new DriverError('cancelled', `${program} was given up.`));
        if (code === null)
          return reject(new DriverError('timeout', `${program} did not end within ${deadlineMs / 1000} s.`));
        resolve({ code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') });
      });
    });
  } finally {
    stop.removeEventListener('abort', kill);
  }
}

/** What a command that failed says, in one line. */
export const complaintOf = ({ stderr, stdout, code }: CommandEnd): string => {
  const words = (stderr.trim() === '' ? stdout : stderr).trim().replaceAll(/\s+/g, ' ');
  return words === '' ? `It ended with ${code} and said nothing.` : words.slice(0, ERROR_CHARACTERS_MAX);
};
