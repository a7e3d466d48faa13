/**
 * Moves a domain between two hosts. The picture and the recovery table are in docs/operations.md. What comes before and
 * after the hypervisor's call is done side by side, because all of it is added to what the operator waits for.
 */
import { DriverError } from '@/lib/drivers/errors';
import type { DomainReading } from '@/lib/domain/readings';
import type { Clock } from '@/lib/agent/ports';
import { sleepUnless } from '@/lib/agent/system-clock';
import { AgentStopping, CancelRequested, LeaseLost } from '@/lib/agent/worker/abort-reasons';
import { describeFailure, OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler, HandlerResult } from '@/lib/agent/worker/run';
import { adoptJob } from './adopt-job';
import { checkAgain } from './check-again';
import { type Arrival, concludeArrival, writeEnd } from './conclude';
import { copiedPaths, removeCopies, requireFreePaths } from './copied-disks';
import { copy } from './copy';
import { beginHearing, type Hearing } from './hearing';
import { createJournal, type Journal } from './journal';
import { type MigrateRun, type Move, openMove } from './move';
import { reconcile } from './reconcile';
import { WRITE_ARRIVED } from './sql';
import { askBoth, type BothEnds } from './truth';
import { beginWorkload, type Workload } from './workload';
import { ASK_DEADLINE_MS, SETTLE_LOOK_EVERY_MS, SETTLE_MS } from './tunables';

export const migrateDomainHandler: Handler<'migrate-domain'> = {
  kind: 'migrate-domain',
  firstStep: { name: 'check', title: 'Check again on what both hosts say now' },
  run: async (run) => {
    const journal = createJournal(run);
    journal.enter('preparing');
    try {
      const move = await openMove(run);
      const hearing = beginHearing(run, move, journal.arrived);
      try {
        return run.operation.attempt > 1
          ? await carryOn(run, move, journal, hearing)
          : await begin(run, move, journal, hearing);
      } finally {
        // Its end waits for two hosts; the operation does not.
        void hearing.close();
      }
    } finally {
      journal.close();
    }
  },
  ended: async (run, outcome) => {
    const end = await run.sql.query<{ stage: string }>(
      `select "stage" from "Migration" where "operationId" = $1::uuid`,
      [run.operation.id],
    );
    // These were concluded already, and are not simply failed.
    if (end[0]?.stage === 'moved-unheard' || end[0]?.stage === 'moved-restarted') return;
    await writeEnd(run, outcome.state, {});
  },
};

async function begin(run: MigrateRun, move: Move, journal: Journal, hearing: Hearing): Promise<HandlerResult> {
  const before = await checkAgain(run, move);
  if (run.signal.aborted) throw run.signal.reason;
  if (run.operation.attempt > 1)
    await run.sql.query(WRITE_ARRIVED, [run.operation.id, run.operation.fencingToken, false]);
  const copies = run.input.copyStorage ? copiedPaths(before) : [];
  await requireFreePaths(run, move, copies);
  const workload = before.state === 'paused' ? undefined : await beginWorkload(run, move);
  try {
    return await moveOver(run, move, journal, hearing, { before, copies, workload });
  } finally {
    await workload?.leave();
  }
}

async function moveOver(
  run: MigrateRun,
  move: Move,
  journal: Journal,
  hearing: Hearing,
  begun: {
    readonly before: DomainReading;
    readonly copies: readonly string[];
    readonly workload: Workload | undefined;
  },
): Promise<HandlerResult> {
  const { before, copies, workload } = begun;
  // Told while the step is written; the job begins only when both are known.
  await run.step('copy', `Copy to ${move.target.name} while it runs`);
  run.probe('before-migrate');
  await workload?.markBefore();
  const paused = before.state === 'paused';
  let copied;
  try {
    copied = await copy(run, move, journal, hearing);
  } catch (error) {
    return await afterFailure(run, move, journal, hearing, { error, paused, copies });
  }
  run.probe('after-migrate');
  await workload?.markAfter();
  journal.enter('verifying');
  const [ends, first] = await Promise.all([
    askBoth(run, move, true).catch(() => undefined),
    paused ? undefined : hearing.firstAtTarget(),
    run.step('verify', 'Ask both hosts, and hear the guest'),
  ]);
  run.probe('verified');
  if (copies.length > 0) run.note(`Its disks stay on ${move.source.name} as well: ${copies.join(', ')}.`);
  const settled = isArrived(ends) ? ends : await settleArrival(run, move, paused);
  const result = await concludeArrival(run, move, journal, {
    ends: settled,
    report: copied.report,
    durationMs: copied.durationMs,
    last: hearing.last(),
    beatMs: hearing.beatMs(),
    first,
    paused,
    obstacle: hearing.obstacle(),
  });
  await workload?.finish();
  return result;
}

/** Gone at the source and active at the target: no more needs to be asked. */
const isArrived = (ends: BothEnds | undefined): ends is BothEnds =>
  ends !== undefined &&
  ends.source === undefined &&
  (ends.target?.state === 'running' || ends.target?.state === 'paused');

/** The hypervisor calls it completed, and the two hosts did not confirm that at once. */
async function settleArrival(run: MigrateRun, move: Move, paused: boolean): Promise<BothEnds> {
  const place = await reconcile(run, move, paused);
  if (place.where === 'target') return { source: undefined, target: place.reading };
  throw new OperationFailure(
    'not-moved',
    `The hypervisor called the migration completed, yet ${move.name} is ${place.reading.state} on ${move.source.name}.`,
  );
}

/** The call failed or was aborted. Where the domain is now decides what this is called. */
async function afterFailure(
  run: MigrateRun,
  move: Move,
  journal: Journal,
  hearing: Hearing,
  failed: { readonly error: unknown; readonly paused: boolean; readonly copies: readonly string[] },
): Promise<HandlerResult> {
  const { error, paused, copies } = failed;
  const { reason } = run.signal;
  if (error instanceof LeaseLost || reason instanceof LeaseLost || reason instanceof AgentStopping) throw error;
  const words = describeFailure(error);
  if (words.unexpected !== undefined) throw error;
  if (await goesOn(move, error, run.ports.clock)) {
    throw new OperationFailure(
      words.kind,
      `${words.message} ${move.name} was on its way from ${move.source.name} to ${move.target.name}, and both hosts must be looked at before it is acted on.`,
      { native: words.native, cause: error },
    );
  }
  const place = await reconcile(run, move, paused);
  if (place.where === 'target')
    return await arriveLate(run, move, journal, hearing, { reading: place.reading, paused });
  await removeCopies(run, move, copies);
  const truth = `${move.name} is ${place.reading.state} on ${move.source.name}, where it was.`;
  if (reason instanceof CancelRequested && (DriverError.is(error, 'cancelled') || error === reason)) {
    throw new DriverError('cancelled', `Cancelled. ${truth}`);
  }
  throw new OperationFailure(words.kind, `${words.message} ${truth}`, { native: words.native, cause: error });
}

/**
 * Nobody waits for the migration any more, and it still runs between two hosts that answer: what is at the target then is
 * on its way and no leftover.
 */
async function goesOn(move: Move, error: unknown, clock: Clock): Promise<boolean> {
  if (!DriverError.is(error)) return false;
  const { source, target } = move;
  if (!source.connection.open || !target.connection.open) return false;
  if ((await source.connection.capabilities()).migration.cancel) return false;
  // One that failed by itself keeps its job for a moment while the hypervisor tidies up.
  const endsAt = clock.monotonicMs() + SETTLE_MS;
  for (;;) {
    const job = await source.connection.migrationJob(move.id, { deadlineMs: ASK_DEADLINE_MS });
    if (job === undefined || clock.monotonicMs() >= endsAt) return job !== undefined;
    await sleepUnless(clock, SETTLE_LOOK_EVERY_MS, new AbortController().signal);
  }
}

/** It did arrive, whatever the call said: both hosts agree, so only the guest is still to be heard. */
async function arriveLate(
  run: MigrateRun,
  move: Move,
  journal: Journal,
  hearing: Hearing,
  at: { readonly reading: DomainReading; readonly paused: boolean },
): Promise<HandlerResult> {
  if (at.reading.state !== 'running' && at.reading.state !== 'paused') {
    throw new OperationFailure(
      'moved-off',
      `${move.name} is ${at.reading.state} on ${move.target.name} after the move.`,
    );
  }
  journal.enter('verifying');
  await run.step('verify', 'Hear the guest at its new host');
  const first = at.paused ? undefined : await hearing.firstAtTarget();
  const arrival: Arrival = {
    ends: { source: undefined, target: at.reading },
    report: undefined,
    durationMs: undefined,
    last: hearing.last(),
    beatMs: hearing.beatMs(),
    first,
    paused: at.paused,
    obstacle: hearing.obstacle(),
  };
  return await concludeArrival(run, move, journal, arrival);
}

/** An earlier run died somewhere on the way: first what is true, then the rest of the way, or all of it once more. */
async function carryOn(run: MigrateRun, move: Move, journal: Journal, hearing: Hearing): Promise<HandlerResult> {
  const steps = await run.sql.query<{ name: string }>(
    `select "name" from "OperationStep" where "operationId" = $1::uuid and "name" = 'copy' limit 1`,
    [run.operation.id],
  );
  // Nothing was asked of a hypervisor before that step.
  if (steps.length === 0) return await begin(run, move, journal, hearing);
  const inventory = await run.sql.query<{ state: string }>(`select "state" from "Domain" where "id" = $1::uuid`, [
    move.id,
  ]);
  const paused = inventory[0]?.state === 'paused';
  await adoptJob(run, move, journal, paused);
  const place = await reconcile(run, move, false).catch(async (error: unknown) => {
    // Paused copies: by the migration, or by its owner before it? Only the second is decided by looking again with that in mind.
    if (!paused || !(error instanceof OperationFailure) || error.kind !== 'unknown') throw error;
    return await reconcile(run, move, true);
  });
  if (place.where === 'target') {
    return await arriveLate(run, move, journal, hearing, {
      reading: place.reading,
      paused: paused && place.reading.state === 'paused',
    });
  }
  // The run before had looked that nothing was there.
  if (run.input.copyStorage) await removeCopies(run, move, copiedPaths(place.reading));
  const truth = `${move.name} is ${place.reading.state} on ${move.source.name}, where it was.`;
  if (run.signal.reason instanceof CancelRequested) throw new DriverError('cancelled', `Cancelled. ${truth}`);
  if (run.signal.aborted) throw new OperationFailure('timeout', `The migration took longer than its limit. ${truth}`);
  return await begin(run, move, journal, hearing);
}
