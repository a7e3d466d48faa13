/** Small programs at an end, and the ending of large ones. */
import { DriverError } from '@/lib/drivers/errors';
import type { GuestProcess, GuestProgram, GuestProgramState } from '@/lib/drivers/port';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { sleepUnless } from '@/lib/agent/system-clock';
import type { RunEnd } from './ends';
import type { BenchmarkRun } from './sql';
import { ASK_EVERY_MS, ASK_SMALL_EVERY_MS, END_PROGRAM_DEADLINE_MS, SMALL_PROGRAM_DEADLINE_MS } from './tunables';

export type Ended = Extract<GuestProgramState, { running: false }>;
export type Outcome = Ended | 'too-late' | 'unknown';

/** What the agent of a busy guest does for a while; asked again it may answer. */
const PASSING = ['timeout', 'busy', 'refused'];

/**
 * Asks until it has ended.
 * @returns `too-late` at the limit, `unknown` where the end does not know it (any more).
 */
export async function untilEnded(
  run: BenchmarkRun,
  end: RunEnd,
  process: GuestProcess,
  limitMs: number,
  { signal = run.signal, everyMs = ASK_EVERY_MS }: { readonly signal?: AbortSignal; readonly everyMs?: number } = {},
): Promise<Outcome> {
  const { clock } = run.ports;
  const until = clock.monotonicMs() + limitMs;
  for (;;) {
    try {
      const state = await end.programs.read(process, { signal });
      if (!state.running) return state;
    } catch (error) {
      if (!DriverError.is(error) || signal.aborted) throw error;
      if (error.kind === 'internal') return 'unknown';
      if (!PASSING.includes(error.kind)) throw error;
    }
    if (clock.monotonicMs() > until) return 'too-late';
    await sleepUnless(clock, everyMs, signal);
    signal.throwIfAborted();
  }
}

/**
 * One that changes nothing: begun once more where nobody has said that it was.
 * @throws OperationFailure where it does not end in time.
 */
export async function runSmall(run: BenchmarkRun, end: RunEnd, program: GuestProgram): Promise<Ended> {
  const process = await startSmall(run, end, program);
  try {
    const ended = await untilEnded(run, end, process, SMALL_PROGRAM_DEADLINE_MS, { everyMs: ASK_SMALL_EVERY_MS });
    if (typeof ended === 'string')
      throw new OperationFailure('timeout', `${end.name} did not answer a small question in time.`);
    return ended;
  } finally {
    if (isKept(process)) await endQuietly(end, process);
  }
}

async function startSmall(run: BenchmarkRun, end: RunEnd, program: GuestProgram): Promise<GuestProcess> {
  const { clock } = run.ports;
  const until = clock.monotonicMs() + SMALL_PROGRAM_DEADLINE_MS;
  for (;;) {
    try {
      return await end.programs.start(program, { signal: run.signal });
    } catch (error) {
      const passes = DriverError.is(error) && PASSING.includes(error.kind) && !run.signal.aborted;
      if (!passes || clock.monotonicMs() > until) throw error;
    }
    await sleepUnless(clock, ASK_EVERY_MS, run.signal);
  }
}

/** Is what it wrote kept until it is ended, though it has ended by itself? */
export const isKept = (process: GuestProcess | null | undefined): boolean => process?.key !== undefined;

/** Kills it and what it started. With no signal of the run: that has ended often enough. What cannot be reached ends by itself. */
export async function endQuietly(end: RunEnd, process: GuestProcess | null | undefined): Promise<void> {
  if (process === null || process === undefined) return;
  try {
    await end.programs.end(process, { signal: AbortSignal.timeout(END_PROGRAM_DEADLINE_MS) });
  } catch (error) {
    if (!DriverError.is(error)) throw error;
  }
}
