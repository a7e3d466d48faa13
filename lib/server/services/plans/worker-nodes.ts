/**
 * Worker nodes that a drain shuts down are emptied first: their slots are closed, the jobs that run are waited for. Closing takes
 * none of the places that moves have, so all of them empty at the same time while other domains move. What has been closed is opened
 * again for every node that runs and that its plan does not empty any more.
 */
import type { Actor } from '@/lib/domain/access';
import { jobsWords } from '@/lib/domain/batch';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import { definitionOf } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import type { Db } from '@/lib/server/db/client';
import type { BatchNode, Operation, PlanItem, Prisma } from '@/lib/server/db/generated/client';
import { toBatchNode } from '@/lib/server/inventory/batch-nodes';
import { formatDuration, MINUTE_MS } from '@/lib/utils/time';
import { isEmptying, PLAN_PARTS, type PlanRow, stageOf, strategyOf } from './plan-rows';
import { tellPlan } from './record-plan';

/** Opening is nobody's wish but the other half of closing: it is done even where whoever approved may not any more. */
const PLANS_ACTOR = { userId: 'gridbox-plans', name: 'Gridbox (plans)' } as const;
/** A batch system that would not open slots, or a node that was off, is asked again after this. */
const OPEN_AGAIN_MS = MINUTE_MS;

const stops = (item: PlanItem): boolean => ['stop', 'stop-and-restart'].includes(strategyOf(item));

/** Of those that wait the ones that a batch system knows, and whose jobs nobody has decided to end. */
export async function nodesToEmpty(db: Db, waiting: readonly PlanItem[]): Promise<readonly PlanItem[]> {
  const stopped = waiting.filter((item) => stops(item) && !item.endsJobs);
  if (stopped.length === 0) return [];
  const nodes = await db.batchNode.findMany({
    where: { domainId: { in: stopped.map(({ domainId }) => domainId) }, domain: { missingSince: null } },
    select: { domainId: true },
  });
  return stopped.filter(({ domainId }) => nodes.some((node) => node.domainId === domainId));
}

/** Asks for its slots to be closed. Asked twice with the same attempt it is one operation. */
export async function beginEmptying(
  db: Db,
  plan: PlanRow,
  item: PlanItem,
  ask: { readonly owner: Actor; readonly reason: string },
): Promise<void> {
  const domain = await db.domain.findUnique({ where: { id: item.domainId } });
  if (domain === null) return;
  await db.$transaction(async (tx) => {
    const { operation } = await submitOperation(tx, {
      kind: 'close-slots',
      input: { planId: plan.id, reason: ask.reason },
      actor: ask.owner,
      title: definitionOf('close-slots').title({ domain: item.domainName }),
      reason: ask.reason,
      idempotencyKey: `plan-${plan.id}-${item.sequence}-close-${item.attempt}`,
      domainId: item.domainId,
      hostId: domain.hostId ?? undefined,
      vo: domain.vo ?? undefined,
    });
    const changed = await tx.planItem.updateMany({
      where: { planId: plan.id, sequence: item.sequence, state: 'waiting' },
      data: { state: 'running', jobStage: 'closing', jobsSince: null, jobs: null, operationId: operation.id },
    });
    if (changed.count > 0) await tellPlan(tx, plan, `moves on: the slots of ${item.domainName} are closed`);
  });
}

/** Its slots are closed: from now on its jobs are waited for. */
export async function slotsClosed(db: Db, plan: PlanRow, item: PlanItem, now: Date): Promise<void> {
  await setItem(db, plan, item, { jobStage: 'emptying', jobsSince: now }, 'waits for its jobs');
}

/** Notes how many jobs are left, that none is, or that the limit has passed. @returns whether anything was noted */
export async function lookAtNodes(db: Db, plan: PlanRow, now: Date): Promise<boolean> {
  const waited = plan.items.filter((item) => item.state === 'running' && stageOf(item) === 'emptying');
  if (waited.length === 0) return false;
  const nodes = await db.batchNode.findMany({ where: { domainId: { in: waited.map(({ domainId }) => domainId) } } });
  let noted = false;
  for (const item of waited) {
    const change = stepOf(
      plan,
      item,
      nodes.find(({ domainId }) => domainId === item.domainId),
      now,
    );
    if (change === undefined) continue;
    noted = true;
    await setItem(db, plan, item, change.data, change.told);
  }
  return noted;
}

interface Step {
  readonly data: Prisma.PlanItemUpdateManyMutationInput;
  readonly told: string;
}

function stepOf(plan: PlanRow, item: PlanItem, row: BatchNode | undefined, now: Date): Step | undefined {
  const empty = { data: { jobStage: 'empty', jobs: 0, words: null }, told: 'has no jobs any more' };
  // It went with its domain: there is nothing left to wait for.
  if (row === undefined) return empty;
  const since = item.jobsSince ?? now;
  const node = toBatchNode(row);
  // What was said before the slots were closed may lack a job that has begun since.
  const known = node.readAt.getTime() > since.getTime();
  if (known && node.jobs.length === 0) return empty;
  if (now.getTime() - since.getTime() > plan.jobWaitMinutes * MINUTE_MS) {
    const limit = formatDuration(plan.jobWaitMinutes * MINUTE_MS);
    const words = known
      ? `Still runs ${jobsWords(node.jobs)}, and the limit of ${limit} has passed.`
      : `The ${node.system} does not say whether jobs still run on it, and the limit of ${limit} has passed.`;
    return { data: { state: 'failed', jobStage: 'limit', words }, told: `stands: ${words}` };
  }
  const words = !known
    ? null
    : `Waits for ${jobsWords(node.jobs)}.${node.open ? ' Somebody has opened its slots again, so that others may begin.' : ''}`;
  if (words === null || words === item.words) return undefined;
  return { data: { jobs: node.jobs.length, words }, told: `waits for ${jobsWords(node.jobs)}` };
}

async function setItem(
  db: Db,
  plan: PlanRow,
  item: PlanItem,
  data: Prisma.PlanItemUpdateManyMutationInput,
  told: string,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const changed = await tx.planItem.updateMany({
      where: {
        planId: plan.id,
        sequence: item.sequence,
        state: item.state,
        jobStage: item.jobStage,
        words: item.words,
      },
      data,
    });
    if (changed.count > 0) await tellPlan(tx, plan, `moves on: ${item.domainName} ${told}`);
  });
}

/** Opens what plans have closed and do not need closed any more. */
export async function openLeftSlots(db: Db, now: Date): Promise<void> {
  const closed = await db.batchNode.findMany({
    where: { closedPlanId: { not: null }, domain: { state: 'running', missingSince: null } },
    include: { domain: { select: { name: true, vo: true, hostId: true, seenAt: true } } },
  });
  if (closed.length === 0) return;
  const ids = [...new Set(closed.flatMap(({ closedPlanId }) => closedPlanId ?? []))];
  const plans = await db.plan.findMany({ where: { id: { in: ids } }, include: PLAN_PARTS });
  for (const { domainId, closedPlanId: planId, closedAt, domain } of closed) {
    if (planId === null) continue;
    const plan = plans.find(({ id }) => id === planId);
    if (plan !== undefined && needsClosed(plan, domainId)) continue;
    const base = `plan-${planId}-open-${domainId}-${closedAt?.getTime() ?? 0}`;
    const before = await db.operation.findMany({
      where: { idempotencyKey: { startsWith: base } },
      orderBy: { number: 'desc' },
    });
    const [last] = before;
    if (last !== undefined && !mayAskAgain(last, domain.seenAt, now)) continue;
    await db.$transaction(
      async (tx) =>
        await submitOperation(tx, {
          kind: 'open-slots',
          input: { planId },
          actor: PLANS_ACTOR,
          title: definitionOf('open-slots').title({ domain: domain.name }),
          idempotencyKey: `${base}-${before.length}`,
          domainId,
          hostId: domain.hostId ?? undefined,
          vo: domain.vo ?? undefined,
        }),
    );
  }
}

/** At once where it was asked while the node was off, as a reading from before said that it ran: it has been read since. */
function mayAskAgain(last: Operation, seenAt: Date, now: Date): boolean {
  // Our own column: only these words are written to it.
  if (last.finishedAt === null || !isFinished(last.state as OperationState)) return false;
  const inVain = last.state === 'succeeded' && seenAt.getTime() > last.finishedAt.getTime();
  return inVain || now.getTime() - last.finishedAt.getTime() > OPEN_AGAIN_MS;
}

/** It still empties the node, or stands before that. */
function needsClosed(plan: PlanRow, domainId: string): boolean {
  if (!['draft', 'running', 'paused'].includes(plan.state)) return false;
  const item = plan.items.find((each) => each.domainId === domainId);
  return item !== undefined && stops(item) && ['waiting', 'running', 'failed'].includes(item.state);
}

/** Those whose turn to be shut down may come. */
export const isEmpty = (item: PlanItem): boolean => item.state === 'running' && stageOf(item) === 'empty';
/** It takes none of the places that moves and stops have. */
export const takesNoPlace = (item: PlanItem): boolean => isEmptying(item) || stageOf(item) === 'closing';
