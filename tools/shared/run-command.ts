/** Runs a program to its end and gives what it printed; for short programs (no shell, no terminal). */
import { spawn } from 'node:child_process';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunCommandOptions {
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly input?: string | undefined;
  /** Milliseconds after which the program is killed and the promise rejects. */
  readonly deadlineMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A command that should be over at once and is not: 60 s, then killed. Too short would cut a slow disk, too long hides a hang. */
const DEFAULT_DEADLINE_MS = 60_000;

/** Resolves with the exit code whatever it is; rejects when the program cannot start or outlives its deadline. */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: RunCommandOptions = {},
): Promise<CommandResult> {
  const { promise, resolve, reject } = withResolvers<CommandResult>();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: options.signal,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    reject(new Error(`${program} ${args.join(' ')} was not done after ${deadlineMs / 1000} s`));
  }, deadlineMs);
  child.on('error', (error) => {
    clearTimeout(timer);
    reject(error);
  });
  child.on('close', (code, signal) => {
    clearTimeout(timer);
    resolve({ code: code ?? 1, stdout, stderr: signal === null ? stderr : `${stderr}(ended by ${signal})` });
  });
  // The program may end without reading its input; that is its exit code's story to tell.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return await promise;
}

/** As `runCommand`, and an exit code other than 0 is an error that carries what the program said. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: RunCommandOptions = {},
): Promise<string> {
  const result = await runCommand(program, args, options);
  if (result.code !== 0) {
    const said = (result.stderr.trim() || result.stdout.trim()).slice(-2000);
    throw new Error(`${program} ${args.slice(0, 6).join(' ')} ended with ${result.code}: ${said}`);
  }
  return result.stdout;
}

// Promise.withResolvers comes with Node 22; we promise Node 20.19.
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
