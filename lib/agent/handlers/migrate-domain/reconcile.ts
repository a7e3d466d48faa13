/**
 * After a move that did not end in good order (an error, or the death of the agent that ran it): finds out what is true,
 * lets the hypervisors tidy up, removes what is left over where that is safe, and says where the domain is.
 * It never starts a second copy.
 */
import { DriverError } from '@/lib/drivers/errors';
import type { DomainReading } from '@/lib/domain/readings';
import { sleepUnless } from '@/lib/agent/system-clock';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { raiseAlarm } from '@/lib/server/inventory/alarms';
import type { MigrateRun, Move } from './move';
import { ASK_DEADLINE_MS, HEAR_AFTER_MOVE_MS, SETTLE_LOOK_EVERY_MS, SETTLE_MS } from './tunables';
import { askBoth, judge, type Truth } from './truth';

export type Place =
  | { readonly where: 'source'; readonly reading: DomainReading }
  | { readonly where: 'target'; readonly reading: DomainReading };

/** @throws OperationFailure where the domain runs twice, nowhere, or nobody says; each with what is known. */
export async function reconcile(run: MigrateRun, move: Move, pausedBefore: boolean): Promise<Place> {
  const truth = await untilSettled(run, move, pausedBefore);
  switch (truth.where) {
    case 'source':
      await removeLeftoverAtTarget(run, move, truth.source, truth.leftover);
      return { where: 'source', reading: truth.source };
    case 'target':
      await removeLeftoverAtSource(run, move, truth.leftover);
      return { where: 'target', reading: truth.target };
    case 'half':
      return await finishHalf(run, move, truth);
    case 'both':
      return await alarmed(run, move, 'split-brain', {
        sentence: `${move.name} runs on ${move.source.name} and ${move.target.name} at once after a migration. Its disks may be written by both.`,
        remedy: 'Find out which copy is the real one, force the other off, then resolve this alarm.',
      });
    case 'nowhere':
      return await alarmed(run, move, 'domain-lost', {
        sentence: `Neither ${move.source.name} nor ${move.target.name} knows ${move.name} after a migration.`,
        remedy: 'Look on both hosts and in their logs; define the domain again from its disks if it is gone.',
      });
  }
}

/** Half states and leftovers are given the time in which hypervisors tidy up after a lost client. */
async function untilSettled(run: MigrateRun, move: Move, pausedBefore: boolean): Promise<Truth> {
  const endsAt = run.ports.clock.monotonicMs() + SETTLE_MS;
  for (;;) {
    let truth: Truth;
    try {
      truth = judge(await askBoth(run, move), pausedBefore);
    } catch (error) {
      if (!DriverError.is(error)) throw error;
      const alone = await aliveAtSource(run, move);
      if (alone !== undefined) {
        run.note(
          `${move.target.name} does not answer. ${move.name} was heard on ${move.source.name}, so it runs there.`,
        );
        return { where: 'source', source: alone, leftover: undefined };
      }
      throw new OperationFailure(
        'unreachable',
        `Where ${move.name} runs is not known: ${error.message} It was on its way from ${move.source.name} to ${move.target.name}.`,
        { cause: error },
      );
    }
    const clean =
      (truth.where === 'source' && truth.leftover?.state !== 'paused') ||
      (truth.where === 'target' && truth.leftover === undefined);
    if (clean || run.ports.clock.monotonicMs() >= endsAt) return truth;
    await sleepUnless(run.ports.clock, SETTLE_LOOK_EVERY_MS, new AbortController().signal);
  }
}

/**
 * The target is silent. A guest that is heard at the source, and runs there by its host's word, is the one there is: the
 * copy at the target begins to run only when the source's has been stopped for good.
 */
async function aliveAtSource(run: MigrateRun, move: Move): Promise<DomainReading | undefined> {
  try {
    const { connection: before, hostId } = move.source;
    const connection = before.open ? before : await run.directory.connection(hostId);
    await connection.hearGuest(move.id, { deadlineMs: HEAR_AFTER_MOVE_MS });
    const reading = await connection.readDomain(move.id, { deadlineMs: ASK_DEADLINE_MS, figures: false });
    return reading?.state === 'running' ? reading : undefined;
  } catch (error) {
    // Neither heard nor read: then nothing is certain.
    if (DriverError.is(error)) return undefined;
    throw error;
  }
}

/**
 * Safe: the real copy runs at the source, and what is at the target is paused by a migration that is over. A definition that
 * is merely off may have been there before, and does no harm.
 */
async function removeLeftoverAtTarget(
  run: MigrateRun,
  move: Move,
  source: DomainReading,
  leftover: DomainReading | undefined,
): Promise<void> {
  if (leftover?.state !== 'paused' || source.state === 'off') return;
  await tidy(run, async () => {
    const { connection } = move.target;
    await connection.destroy(move.id);
    if (leftover.persistent) await connection.undefine(move.id, { livesOn: true });
  });
}

/** Safe: the domain runs at the target, and what is at the source is paused by the migration, or off. */
async function removeLeftoverAtSource(run: MigrateRun, move: Move, leftover: DomainReading | undefined) {
  if (leftover === undefined) return;
  await tidy(run, async () => {
    const { connection } = move.source;
    if (leftover.state === 'paused') await connection.destroy(move.id);
    if (leftover.persistent) await connection.undefine(move.id, { livesOn: true });
  });
}

async function tidy(run: MigrateRun, work: () => Promise<void>): Promise<void> {
  try {
    await run.step('tidy', 'Remove what the interrupted migration left behind');
    await work();
  } catch (error) {
    // What is left over runs nothing; that it could not be removed is told and changes no outcome.
    if (!DriverError.is(error)) throw error;
    run.note(`Could not remove it: ${error.message}`);
  }
}

/** Nothing runs. A copy that only the source has goes on there: there is no second one it could meet. */
async function finishHalf(run: MigrateRun, move: Move, truth: Extract<Truth, { where: 'half' }>): Promise<Place> {
  const { source, target } = truth;
  if (source !== undefined && (target === undefined || target.state === 'off')) {
    await run.step('resume', `Resume the domain on ${move.source.name}`);
    await move.source.connection.resume(move.id);
    return { where: 'source', reading: { ...source, state: 'running' } };
  }
  if (source === undefined && target !== undefined) {
    throw new OperationFailure(
      'unknown',
      `${move.name} is paused on ${move.target.name} and ${move.source.name} has it no more. It was not resumed: whether all of it arrived is not known.`,
    );
  }
  throw new OperationFailure(
    'unknown',
    `${move.name} is paused on ${move.source.name} and on ${move.target.name}. Neither was resumed: which one is whole is not known.`,
  );
}

async function alarmed(
  run: MigrateRun,
  move: Move,
  kind: 'split-brain' | 'domain-lost',
  words: { readonly sentence: string; readonly remedy: string },
): Promise<never> {
  const vo = run.operation.vo ?? undefined;
  if (kind === 'split-brain') {
    await run.sql.query(`update "Domain" set "splitBrain" = true where "id" = $1::uuid`, [move.id]);
  }
  await raiseAlarm(run.sql, { kind, domainId: move.id, vo, ...words });
  run.ports.emit({ type: 'alarm.raised', kind, sentence: words.sentence });
  throw new OperationFailure(kind, words.sentence);
}
