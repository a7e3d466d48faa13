/**
 * What the rebalance settings do by themselves: at their times a plan is made and, in automatic mode, carried out. Each look ends
 * in a sentence that the plans page shows, whether anything came of it or not.
 */
import { PlanRebalance, RebalancePlan } from '@/lib/contracts/plans';
import { RebalanceSettings } from '@/lib/contracts/rebalance-settings';
import type { Actor } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { formatSpread, isWithin, windowWords } from '@/lib/domain/rebalance';
import { nextTimes } from '@/lib/domain/schedule-times';
import { actorFor } from '@/lib/server/auth/actor-for';
import type { Db } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { DAY_MS } from '@/lib/utils/time';
import { approvePlan, cancelPlan } from './change-plan';
import { planHostsRebalance } from './plan-rebalance';
import { whyNotRebalance } from './rebalance-kind';
import { findPlan } from './plan-rows';
import { tellPlan } from './record-plan';
import { findSettings, SETTINGS_ID, settingsBody } from './rebalance-settings-row';

interface Outcome {
  readonly words: string;
  readonly planId?: string | undefined;
}

/** Does nothing where it is not due. However many times have come since the last look, the last of them is due, once. */
export async function lookForRebalance(db: Db, now: Date): Promise<void> {
  const row = await findSettings(db);
  if (row === null || row.nextDueAt === null || row.nextDueAt > now) return;
  const settings = RebalanceSettings.parse(settingsBody(row));
  const [next = null] = nextTimes(settings, now, 1);
  // Whoever moves it on looks; of two agents one finds it moved.
  const moved = await db.rebalanceSettings.updateMany({
    where: { id: SETTINGS_ID, nextDueAt: row.nextDueAt },
    data: { nextDueAt: next },
  });
  if (moved.count === 0) return;
  const { words, planId } = await outcomeOf(db, row, settings, now);
  await db.$transaction(async (tx) => {
    await tx.rebalanceSettings.updateMany({
      where: { id: SETTINGS_ID },
      data: { lastAt: now, lastWords: words, lastPlanId: planId ?? null },
    });
    // The notice: pages look again by it, and the history keeps it.
    if (planId !== undefined) await tellPlan(tx, await findPlan(tx, planId), `says: ${words}`);
  });
}

async function outcomeOf(
  db: Db,
  row: { readonly ownerId: string; readonly ownerName: string },
  settings: RebalanceSettings,
  now: Date,
): Promise<Outcome> {
  const automatic = settings.mode === 'automatic';
  const actor = await actorFor(db, row, {
    scopes: automatic ? ['hosts:write', 'domains:migrate'] : ['hosts:write'],
    work: automatic ? 'rebalance hosts' : 'plan a rebalance',
  });
  if (typeof actor === 'string') return { words: `Nothing was planned. ${actor}` };
  const inTheWay = (await whyNotRebalance(db)) ?? (await pausedByHand(db));
  if (inTheWay !== undefined) return { words: `Nothing was planned. ${inTheWay}` };
  if (!automatic) return await recommend({ db, actor, settings, now, mostMoves: settings.mostMoves });
  const { window, zone, mostMovesADay } = settings;
  if (window !== null && !isWithin(window, zone, now))
    return { words: `Nothing was planned: automatic moves begin from ${windowWords(window, zone)} only.` };
  const left = mostMovesADay - (await movesInADay(db, now));
  if (left <= 0)
    return { words: `Nothing was planned: ${mostMovesADay} automatic moves in 24 hours are made already.` };
  return await recommend({ db, actor, settings, now, mostMoves: Math.min(settings.mostMoves, left) });
}

/** By automatic plans that were approved within a day: what has been begun, whatever became of it. */
async function movesInADay(db: Db, now: Date): Promise<number> {
  return await db.planItem.count({
    where: {
      operationId: { not: null },
      plan: { origin: 'automatic', approvedAt: { gt: new Date(now.getTime() - DAY_MS) } },
    },
  });
}

async function recommend(look: {
  readonly db: Db;
  readonly actor: Actor;
  readonly settings: RebalanceSettings;
  readonly now: Date;
  readonly mostMoves: number;
}): Promise<Outcome> {
  const { db, actor, settings, now, mostMoves } = look;
  const context: ServiceContext = { actor, db, now: () => now, requestId: 'rebalance-settings', address: undefined };
  const { hostClass, keepsNPlusOne, isolatedVos, atOnce, leastGainPercent } = settings;
  await withdrawEarlier(context);
  const origin = settings.mode === 'automatic' ? 'automatic' : 'recommended';
  const input = PlanRebalance.parse({ hostClass, mostMoves, keepsNPlusOne, isolatedVos, atOnce });
  const plan = RebalancePlan.parse(await planHostsRebalance({ context, input, origin }));
  const { moves, nothing, spreadBefore, spreadAfter } = plan.document;
  const spread = `the spread from ${formatSpread(spreadBefore)} to ${formatSpread(spreadAfter)}`;
  const count = moves.length === 1 ? 'One move' : `${moves.length} moves`;
  const close = async (words: string): Promise<Outcome> => {
    await cancelPlan({ context, id: plan.id, ifMatch: plan.version });
    return { words, planId: plan.id };
  };
  if (moves.length === 0) return await close(`Nothing to do. ${nothing ?? ''}`.trim());
  const gain = spreadBefore > 0 ? 100 * (1 - spreadAfter / spreadBefore) : 0;
  if (gain < leastGainPercent)
    return await close(`Not worth it: ${count.toLowerCase()} would take ${spread}, less than ${leastGainPercent} %.`);
  if (origin === 'recommended') return { words: `${count} would take ${spread}.`, planId: plan.id };
  try {
    await approvePlan({ context, id: plan.id, ifMatch: plan.version });
    return { words: `${count} by the account of ${actor.name}, to take ${spread}.`, planId: plan.id };
  } catch (error) {
    // The world has moved within the second, or a drain has begun: the next time is soon enough.
    if (!AppError.is(error)) throw error;
    return { words: `Not carried out: ${error.message}`, planId: plan.id };
  }
}

/** What an earlier look has left to be read, or could not bring to its end, is no advice any more. */
async function withdrawEarlier(context: ServiceContext): Promise<void> {
  const earlier = await context.db.plan.findMany({
    where: {
      kind: 'rebalance',
      OR: [
        { origin: { not: 'person' }, state: 'draft', approvedAt: null },
        { origin: 'automatic', state: 'paused' },
      ],
    },
    select: { id: true },
  });
  for (const { id } of earlier) await cancelPlan({ context, id, ifMatch: undefined });
}

/** Somebody has stopped one that the settings began: no other takes its place behind their back. */
async function pausedByHand(db: Db): Promise<string | undefined> {
  const paused = await db.plan.count({ where: { origin: 'automatic', state: 'paused', halted: null } });
  return paused === 0 ? undefined : 'An automatic rebalance was paused by hand. Resume it, or cancel it.';
}
