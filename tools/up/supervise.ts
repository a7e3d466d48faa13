/** One child process: started, watched until it is ready, started again when it dies, stopped in good order. */
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess, type ProcessIdentity, processIdentitySchema, readIdentity } from '@/tools/shared/process-identity';
import { waitUntil } from '@/tools/shared/wait-until';

export interface SuperviseOptions {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logDir: string;
  readonly runDir: string;
  /** True once the child does its work. */
  readonly isReady: () => Promise<boolean>;
  readonly readyDeadlineMs: number;
  readonly stopDeadlineMs: number;
  readonly log: (line: string) => void;
}

export interface Supervised {
  readonly name: string;
  readonly logFile: string;
  stop(): Promise<void>;
}

/** Deaths in a row before the first readiness that make a start hopeless. */
const HOPELESS_AFTER = 3;
const FIRST_PAUSE_MS = 500;
/** The longest pause between two starts of a child that keeps dying: a fault that heals (a database back) is met within it. */
const LONGEST_PAUSE_MS = 15_000;
/** A child that lived this long was well; its next death starts the pauses anew. */
const WELL_AFTER_MS = 60_000;
/** A log beyond this is put aside at the next start, one generation kept. */
const LOG_LIMIT_BYTES = 20_000_000;

/** Resolves when the child is ready for the first time; rejects with its last words when it will not be. */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const logFile = join(options.logDir, `${options.name}.log`);
  const pidFile = join(options.runDir, `${options.name}.json`);
  let stopping = false;
  let deaths = 0;
  let current: ProcessIdentity | undefined;
  let wasReady = false;
  let giveUp: (error: Error) => void = () => undefined;
  const hopeless = new Promise<never>((_, reject) => (giveUp = reject));
  hopeless.catch(() => undefined);

  const launch = () => {
    const bornAt = Date.now();
    rotate(logFile);
    const log = openSync(logFile, 'a', 0o600);
    // The log is a plain file handed over, not a pipe through us: our death must not be the child's.
    const child = spawn(process.execPath, options.args, {
      stdio: ['ignore', log, log],
      env: options.env,
      detached: true,
    });
    closeSync(log);
    if (child.pid !== undefined) {
      current = readIdentity(child.pid);
      if (current !== undefined) writeFileSync(pidFile, JSON.stringify(current), { mode: 0o600 });
    }
    const onEnd = (how: string) => {
      current = undefined;
      if (stopping) return;
      deaths = Date.now() - bornAt > WELL_AFTER_MS ? 1 : deaths + 1;
      if (!wasReady && deaths >= HOPELESS_AFTER) {
        giveUp(new Error(`${options.name} ended ${deaths} times (${how}):\n${lastLines(logFile)}`));
        return;
      }
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (deaths - 1));
      if (wasReady) options.log(`${options.name} ended (${how}); starting it again in ${pause / 1000} s`);
      void sleep(pause).then(() => {
        if (!stopping) launch();
      });
    };
    child.once('error', (error) => onEnd(error.message));
    child.once('exit', (code, signal) => onEnd(signal ?? `exit code ${code ?? '?'}`));
  };

  const stop = async () => {
    stopping = true;
    if (current !== undefined) {
      const steps = [
        { signal: 'SIGTERM', waitMs: options.stopDeadlineMs },
        { signal: 'SIGKILL', waitMs: 2_000 },
      ] as const;
      await endProcess(current, { steps });
    }
    rmSync(pidFile, { force: true });
  };

  launch();
  try {
    await Promise.race([
      waitUntil(`${options.name} is ready`, options.isReady, { deadlineMs: options.readyDeadlineMs, everyMs: 50 }),
      hopeless,
    ]);
  } catch (error) {
    await stop();
    const words = lastLines(logFile);
    throw error instanceof Error && error.message.includes(words)
      ? error
      : new Error(`${String(error)}\n${words}`, { cause: error });
  }
  wasReady = true;
  deaths = 0;
  return { name: options.name, logFile, stop };
}

/** Children of a run that was killed; ended before anything else, for they hold ports and sockets. */
export async function endLeftovers(runDir: string): Promise<void> {
  const files = readdirSync(runDir).filter((name) => name.endsWith('.json'));
  await Promise.all(files.map(async (name) => endLeftover(join(runDir, name))));
}

/** A child of a run that was killed: ended if it still is the process we wrote down. */
async function endLeftover(pidFile: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  let identity: ProcessIdentity | undefined;
  try {
    identity = processIdentitySchema.parse(JSON.parse(readFileSync(pidFile, 'utf8')));
  } catch {
    // Cut off while it was written: then the child had not begun its work.
  }
  if (identity !== undefined) await endProcess(identity);
  rmSync(pidFile, { force: true });
}

function rotate(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`);
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-12).join('\n') : '';
}
