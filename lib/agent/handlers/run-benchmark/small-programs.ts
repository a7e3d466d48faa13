/** Small programs at an end, and the ending of large ones. */
import { DriverError } from '@/lib/drivers/errors';
import type { GuestProcess, GuestProgram, GuestProgramState } from '@/lib/drivers/port';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { sleepUnless } from '@/lib/agent/system-clock';
import type { Run } from '@/lib/agent/worker/run';
import type { RunEnd } from './ends';
import { ASK_EVERY_MS, ASK_SMALL_EVERY_MS, END_PROGRAM_DEADLINE_MS, SMALL_PROGRAM_DEADLINE_MS } from './tunables';

/** Where a program is run: as much of it as is needed here. */
export type ProgramEnd = Pick<RunEnd, 'name' | 'programs'>;
type AnyRun = Pick<Run, 'ports' | 'signal'>;

export type Ended = Extract<GuestProgramState, { running: false }>;
export type Outcome = Ended | 'too-late' | 'unknown';

/** What the agent of a busy guest does for a while, or the console of one that somebody looks at; asked again it may answer. */
const PASSING = ['timeout', 'busy', 'refused'];

/**
 * Asks until it has ended.
 * @returns `too-late` at the limit, `unknown` where the end does not know it (any more).
 */
export async function untilEnded(
  run: AnyRun,
  end: ProgramEnd,
  process: GuestProcess,
  limitMs: number,
  { signal = run.signal, everyMs = ASK_EVERY_MS }: { readonly signal?: AbortSignal; readonly everyMs?: number } = {},
): Promise<Outcome> {
  const { clock } = run.ports;
  const until = clock.monotonicMs() + limitMs;
  for (;;) {
    let waitMs = everyMs;
    try {
      const state = await end.programs.read(process, { signal });
      if (!state.running) return state;
      waitMs = Math.max(everyMs, state.askAgainMs ?? 0);
    } catch (error) {
      if (!DriverError.is(error) || signal.aborted) throw error;
      if (error.kind === 'internal') return 'unknown';
      if (!PASSING.includes(error.kind)) throw error;
    }
    const leftMs = until - clock.monotonicMs();
    if (leftMs < 0) return 'too-late';
    // Once more right at the limit, however rarely it is asked.
    await sleepUnless(clock, Math.max(everyMs, Math.min(waitMs, leftMs)), signal);
    signal.throwIfAborted();
  }
}

/**
 * One that changes nothing: begun once more where nobody has said that it was.
 * @throws OperationFailure where it does not end in time.
 */
export async function runSmall(
  run: AnyRun,
  end: ProgramEnd,
  program: GuestProgram,
  deadlineMs = SMALL_PROGRAM_DEADLINE_MS,
): Promise<Ended> {
  const process = await startSmall(run, end, program);
  try {
    const ended = await untilEnded(run, end, process, deadlineMs, { everyMs: ASK_SMALL_EVERY_MS });
    if (typeof ended === 'string')
      throw new OperationFailure('timeout', `${end.name} did not answer a small question in time.`);
    return ended;
  } finally {
    if (isKept(process)) await endQuietly(end, process);
  }
}

async function startSmall(run: AnyRun, end: ProgramEnd, program: GuestProgram): Promise<GuestProcess> {
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

/** What its channel keeps until `end` is ended where it has ended by itself too. */
export const isKept = (process: GuestProcess | null | undefined): boolean => process?.key !== undefined;

/** Kills it and what it started. With no signal of the run: that has ended often enough. What cannot be reached ends by itself. */
export async function endQuietly(end: ProgramEnd, process: GuestProcess | null | undefined): Promise<void> {
  if (process === null || process === undefined) return;
  try {
    await end.programs.end(process, { signal: AbortSignal.timeout(END_PROGRAM_DEADLINE_MS) });
  } catch (error) {
    if (!DriverError.is(error)) throw error;
  }
}
