/** Small programs in a guest, and the ending of large ones. */
import { DriverError } from '@/lib/drivers/errors';
import type { GuestProcess, GuestProgram, GuestProgramState, GuestPrograms } from '@/lib/drivers/port';
import type { DomainAtHost } from '@/lib/agent/handlers/host-of-domain';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { sleepUnless } from '@/lib/agent/system-clock';
import type { BenchmarkRun } from './sql';
import { ASK_EVERY_MS, END_PROGRAM_DEADLINE_MS, SMALL_PROGRAM_DEADLINE_MS } from './tunables';

export type Ended = Extract<GuestProgramState, { running: false }>;

/** A domain that can be told to run something. */
export interface GuestEnd extends DomainAtHost {
  readonly programs: GuestPrograms;
}

export function requirePrograms(at: DomainAtHost): GuestEnd {
  const { programs } = at.connection;
  if (programs === undefined)
    throw new OperationFailure('unsupported', `Nothing can be run in the guests of ${at.hostName}.`);
  return { ...at, programs };
}

/** What the agent of a busy guest does for a while; asked again it may answer. */
const PASSING = ['timeout', 'busy', 'refused'];

/**
 * Asks until it has ended.
 * @returns undefined at the limit, or where the guest's agent does not know it (any more).
 */
export async function untilEnded(
  run: BenchmarkRun,
  end: GuestEnd,
  process: GuestProcess,
  limitMs: number,
): Promise<Ended | 'too-late' | 'unknown'> {
  const { clock } = run.ports;
  const until = clock.monotonicMs() + limitMs;
  for (;;) {
    try {
      const state = await end.programs.read(end.id, process, { signal: run.signal });
      if (!state.running) return state;
    } catch (error) {
      if (!DriverError.is(error) || run.signal.aborted) throw error;
      if (error.kind === 'internal') return 'unknown';
      if (!PASSING.includes(error.kind)) throw error;
    }
    if (clock.monotonicMs() > until) return 'too-late';
    await sleepUnless(clock, ASK_EVERY_MS, run.signal);
    run.signal.throwIfAborted();
  }
}

/** @throws OperationFailure where it does not end in time. */
export async function runSmall(run: BenchmarkRun, end: GuestEnd, program: GuestProgram): Promise<Ended> {
  const process = await end.programs.start(end.id, program, { signal: run.signal });
  const ended = await untilEnded(run, end, process, SMALL_PROGRAM_DEADLINE_MS);
  if (typeof ended === 'string')
    throw new OperationFailure('timeout', `${end.name} did not answer a small question in time.`);
  return ended;
}

/** Kills it and what it started. With no signal of the run: that has ended often enough. What cannot be reached ends by itself. */
export async function endQuietly(end: GuestEnd, pid: number | null): Promise<void> {
  if (pid === null) return;
  try {
    await end.programs.end(end.id, { pid }, { signal: AbortSignal.timeout(END_PROGRAM_DEADLINE_MS) });
  } catch (error) {
    if (!DriverError.is(error)) throw error;
  }
}
