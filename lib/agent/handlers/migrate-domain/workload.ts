/**
 * A program that runs in the guest while it is moved, to see what the move costs it. Whatever becomes of the program, the move
 * is made as without it: what stands in the way is noted. Nothing is asked of it while it is copied: where the guest's console
 * is the way to it, typing there would cost the guest what the move is blamed for.
 */
import {
  readWorkload,
  WORKLOAD_CLEANUP,
  type WorkloadCost,
  workloadCommand,
  workloadCost,
} from '@/lib/benchmarks/workload';
import { DriverError } from '@/lib/drivers/errors';
import type { GuestProcess, GuestPrograms } from '@/lib/drivers/port';
import { sleepUnless } from '@/lib/agent/system-clock';
import type { MigrateRun, Move, MoveEnd } from './move';
import { WRITE_WORKLOAD } from './sql';
import {
  WORKLOAD_AFTER_MS,
  WORKLOAD_ASK_EVERY_MS,
  WORKLOAD_BEFORE_MS,
  WORKLOAD_END_DEADLINE_MS,
  WORKLOAD_QUESTION_MS,
} from './tunables';

/** A moment by both clocks: the guest's stands still while the guest does. */
interface Moment {
  readonly guestMs: number;
  readonly ourMs: number;
}

export interface Workload {
  /** Right before the copy. */
  markBefore(): Promise<void>;
  /** Right after the arrival, at the target. */
  markAfter(): Promise<void>;
  /** Waits for some of the usual work after the move, ends the program and keeps what it cost. */
  finish(): Promise<void>;
  /** Ends the program where it can be reached; idempotent. */
  leave(): Promise<void>;
}

/** Starts it where the move asks for one. @returns undefined where none is asked for, or none can be started. */
export async function beginWorkload(run: MigrateRun, move: Move): Promise<Workload | undefined> {
  const { workload: asked } = run.input;
  if (asked === undefined) return undefined;
  await run.step('workload', `Let a program work in it first, which rewrites ${asked.dirtyMiBPerSecond} MiB/s`);
  let workload: Workload | undefined;
  try {
    if (!(await programsOf(move.source).isFenced(move.id)))
      throw new DriverError(
        'unsupported',
        'its guest is reached by SSH, which forgets what a program wrote as it is ended.',
      );
    // Not given up with the run: a call that is left may have started what nobody knows the number of then.
    const process = await programsOf(move.source).start(move.id, { argv: workloadCommand(asked.dirtyMiBPerSecond) });
    workload = follow(run, move, process);
    await sleepUnless(run.ports.clock, WORKLOAD_BEFORE_MS, run.signal);
    run.signal.throwIfAborted();
    return workload;
  } catch (error) {
    await workload?.leave();
    if (run.signal.aborted || !DriverError.is(error)) throw error;
    run.note(`It is moved without a program to measure by: ${error.message}`);
    return undefined;
  }
}

function follow(run: MigrateRun, move: Move, process: GuestProcess): Workload {
  const { clock } = run.ports;
  let before: Moment | undefined;
  let after: Moment | undefined;
  let ended = false;
  const mark = async (end: MoveEnd): Promise<Moment | undefined> => {
    try {
      const programs = programsOf(end);
      const asked = await programs.start(move.id, { argv: ['cat', '/proc/uptime'] }, { signal: run.signal });
      // Now, not when its answer is here: that may take seconds where the console is the way.
      const ourMs = clock.monotonicMs();
      const seconds = Number.parseFloat(await outputOf(run, move, end, asked));
      if (asked.key !== undefined) await programs.end(move.id, asked, { signal: run.signal });
      return Number.isFinite(seconds) ? { guestMs: seconds * 1_000, ourMs } : undefined;
    } catch (error) {
      if (run.signal.aborted || !DriverError.is(error)) throw error;
      run.note(`The guest did not say its time: ${error.message}`);
      return undefined;
    }
  };
  const leave = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    // Its guest is at one of the two; with no signal of the run, which may have ended.
    for (const end of [move.target, move.source]) {
      const signal = AbortSignal.timeout(WORKLOAD_END_DEADLINE_MS);
      try {
        const programs = programsOf(end);
        await programs.end(move.id, process, { signal });
        const cleanup = await programs.start(move.id, { argv: WORKLOAD_CLEANUP }, { signal });
        // One that is kept is forgotten by `end`, which would kill it as well: not before it has done its work.
        if (cleanup.key !== undefined && !(await programs.read(move.id, cleanup, { signal })).running)
          await programs.end(move.id, cleanup, { signal });
        return;
      } catch (error) {
        if (!DriverError.is(error)) throw error;
      }
    }
  };
  return {
    markBefore: async () => {
      before = await mark(move.source);
    },
    markAfter: async () => {
      after = await mark(move.target);
    },
    finish: async () => {
      if (before === undefined || after === undefined) return;
      await run.step('workload-after', 'Let the program work on for a while, and see what the move cost it');
      await sleepUnless(clock, WORKLOAD_AFTER_MS, run.signal);
      run.signal.throwIfAborted();
      try {
        await programsOf(move.target).stop(move.id, process, { signal: run.signal });
        const output = await outputOf(run, move, move.target, process);
        const cost = workloadCost({
          points: readWorkload(output),
          fromMs: before.guestMs,
          toMs: after.guestMs,
          wallMs: after.ourMs - before.ourMs,
        });
        if (cost === undefined) run.note('The program counted too little before or after the move to compare.');
        else await keep(run, cost);
      } catch (error) {
        if (run.signal.aborted || !DriverError.is(error)) throw error;
        run.note(`What the program counted could not be read: ${error.message}`);
      }
    },
    leave,
  };
}

function programsOf(end: MoveEnd): GuestPrograms {
  const { programs } = end.connection;
  if (programs === undefined) throw new DriverError('unsupported', `nothing can be run in the guests of ${end.name}`);
  return programs;
}

/** Until it has ended. @throws DriverError `timeout` at the deadline. */
async function outputOf(run: MigrateRun, move: Move, end: MoveEnd, process: GuestProcess): Promise<string> {
  const { clock } = run.ports;
  const until = clock.monotonicMs() + WORKLOAD_QUESTION_MS;
  for (;;) {
    const state = await programsOf(end).read(move.id, process, { signal: run.signal });
    if (!state.running) return state.stdout;
    if (clock.monotonicMs() > until) throw new DriverError('timeout', 'the guest took too long to answer');
    await sleepUnless(clock, Math.max(WORKLOAD_ASK_EVERY_MS, state.askAgainMs ?? 0), run.signal);
    run.signal.throwIfAborted();
  }
}

async function keep(run: MigrateRun, cost: WorkloadCost): Promise<void> {
  const { workload } = run.input;
  await run.sql.query(WRITE_WORKLOAD, [
    run.operation.id,
    run.operation.fencingToken,
    JSON.stringify({ ...cost, dirtyMiBPerSecond: workload?.dirtyMiBPerSecond ?? 0 }),
  ]);
}
