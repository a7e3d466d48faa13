/** One try of a due run: by whom, is anything in the way, go. What becomes of it stands in its row. */
import { z } from 'zod';
import { RunBenchmark } from '@/lib/contracts/benchmarks';
import type { Actor } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { FIRING_CAUSES, type FiringCause, TRY_AGAIN_MS } from '@/lib/domain/schedule';
import { actorFor } from '@/lib/server/auth/actor-for';
import type { Db } from '@/lib/server/db/client';
import type { BenchmarkFiring, BenchmarkSchedule } from '@/lib/server/db/generated/client';
import { runBenchmark } from '@/lib/server/services/benchmarks/run-benchmark';
import type { ServiceContext } from '@/lib/server/service-context';
import { MINUTE_MS } from '@/lib/utils/time';
import { newestOffered } from './check-schedule';
import { lookAround } from './look-around';
import { recordChange, tellSchedule } from './record-schedule';
import { runReason } from './schedule-rows';
import { type Obstacle, whyNotNow } from './why-not-now';

/** Whoever tries has so long; then its process has died, and another tries. The key of the run makes a second try the same run. */
const TRY_TAKES_AT_MOST_MS = MINUTE_MS;

type Due = BenchmarkFiring & { readonly schedule: BenchmarkSchedule };

/**
 * Tries a firing that waits and whose time has come; nothing where somebody else does.
 * @returns what became of it; undefined where it was not this caller's to try.
 */
export async function tryFiring(db: Db, id: string, now: Date): Promise<'run' | 'skipped' | 'waiting' | undefined> {
  const claimed = await db.benchmarkFiring.updateMany({
    where: { id, outcome: 'waiting', nextTryAt: { lte: now } },
    data: { nextTryAt: new Date(now.getTime() + TRY_TAKES_AT_MOST_MS), tries: { increment: 1 } },
  });
  if (claimed.count === 0) return undefined;
  const firing = await db.benchmarkFiring.findUnique({ where: { id }, include: { schedule: true } });
  if (firing === null) return undefined;
  const { schedule } = firing;
  const key = `schedule-${firing.id}`;
  const earlier = await db.operation.findFirst({ where: { actorId: schedule.ownerId, idempotencyKey: key } });
  if (earlier !== null) return await settle(db, firing, now, { operationId: earlier.id });
  const owner = await actorFor(db, schedule, { scopes: ['benchmarks:run'], work: 'run benchmarks' });
  if (typeof owner === 'string') return await pauseFor(db, firing, now, owner);
  const obstacle = whyNotNow(await lookAround(db, schedule, now), schedule);
  if (obstacle !== undefined) return await putOff(db, firing, now, obstacle);
  const offered = await newestOffered(db, schedule.benchmarkName);
  if (offered === undefined)
    return await settle(db, firing, now, { reason: `${schedule.benchmarkName} is not offered any more.` });
  try {
    const { operation } = await runBenchmark({
      context: contextOf(db, owner, firing, now),
      id: offered.id,
      body: RunBenchmark.parse({ ...Object(schedule.request), reason: reasonOf(firing) }),
      call: { idempotencyKey: key },
    });
    return await settle(db, firing, now, { operationId: operation.id });
  } catch (error) {
    if (!AppError.is(error)) throw error;
    if (error.code === 'forbidden') return await pauseFor(db, firing, now, error.message);
    // What a reading knows against it may pass; what is wrong with the request does not.
    return await putOff(db, firing, now, { words: error.message, passing: error.code === 'refused' });
  }
}

const contextOf = (db: Db, actor: Actor, firing: Due, now: Date): ServiceContext => ({
  actor,
  db,
  now: () => now,
  requestId: firing.id,
  address: undefined,
});

const CAUSE_WORDS: Record<FiringCause, string> = {
  time: 'at its time',
  'host-change': 'after a change of its host',
  'before-migration': 'before a migration',
  'after-migration': 'after a migration',
  'by-hand': 'by hand',
  confirmation: 'to confirm a drift',
};
const reasonOf = ({ schedule, cause }: Due): string =>
  runReason(schedule, CAUSE_WORDS[z.enum(FIRING_CAUSES).parse(cause)]);

async function putOff(
  db: Db,
  firing: Due,
  now: Date,
  { words, passing }: Obstacle,
): Promise<'run' | 'skipped' | 'waiting'> {
  const nextTryAt = new Date(now.getTime() + TRY_AGAIN_MS);
  if (!passing || nextTryAt > firing.giveUpAt) return await settle(db, firing, now, { reason: words });
  await db.$transaction(async (tx) => {
    await tx.benchmarkFiring.updateMany({
      where: { id: firing.id, outcome: 'waiting' },
      data: { reason: words, nextTryAt },
    });
    if (firing.reason !== words) await tellSchedule(tx, firing.schedule, `waits: ${words}`);
  });
  return 'waiting';
}

async function settle(
  db: Db,
  firing: Due,
  now: Date,
  became: { readonly operationId: string } | { readonly reason: string },
): Promise<'run' | 'skipped'> {
  const runs = 'operationId' in became;
  const outcome = runs ? 'run' : 'skipped';
  await db.$transaction(async (tx) => {
    const settled = await tx.benchmarkFiring.updateMany({
      where: { id: firing.id, outcome: 'waiting' },
      data: {
        outcome,
        settledAt: now,
        nextTryAt: null,
        reason: runs ? null : became.reason,
        operationId: runs ? became.operationId : null,
      },
    });
    if (settled.count > 0) await tellSchedule(tx, firing.schedule, runs ? 'runs' : `skipped: ${became.reason}`);
  });
  return outcome;
}

/** A schedule that may not run any more stands still, and says why, until somebody resumes it by an account that may. */
async function pauseFor(db: Db, firing: Due, now: Date, reason: string): Promise<'run' | 'skipped'> {
  const { schedule } = firing;
  const actor: Actor = {
    userId: schedule.ownerId,
    name: schedule.ownerName,
    role: 'viewer',
    scopes: [],
    via: 'system',
  };
  await db.$transaction(async (tx) => {
    const paused = await tx.benchmarkSchedule.updateMany({
      where: { id: schedule.id, pausedAt: null },
      data: { pausedAt: now, pausedReason: reason, nextDueAt: null, version: { increment: 1 } },
    });
    if (paused.count === 0) return;
    const after = await tx.benchmarkSchedule.findUniqueOrThrow({ where: { id: schedule.id } });
    await recordChange(tx, contextOf(db, actor, firing, now), 'updateSchedule', schedule, after, reason);
  });
  return await settle(db, firing, now, { reason });
}
