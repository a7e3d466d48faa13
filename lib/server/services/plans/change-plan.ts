/** What people ask of a plan: to be made anew, approved, paused, resumed, cancelled, and the way home. */
import type { z } from 'zod';
import type { Plan, Replan, ResumePlan } from '@/lib/contracts/plans';
import type { AuditedRouteId } from '@/lib/contracts/routes';
import type { JobDecision } from '@/lib/domain/batch';
import { AppError } from '@/lib/domain/errors';
import { type PlanDeed, planRefusal } from '@/lib/domain/plan';
import { cancelOperation } from '@/lib/operations/cancel-operation';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { SECOND_MS } from '@/lib/utils/time';
import { setMaintenance } from './drain-kind';
import { type NewItem, workOf } from './plan-kind';
import {
  CANCELLED_EMPTYING,
  drainedHostOf,
  findPlan,
  isEmptying,
  planBody,
  type PlanRow,
  requirePlans,
  situationOf,
  stageOf,
} from './plan-rows';
import { recordPlan } from './record-plan';

/** A plan for thousands of hosts takes seconds; one that takes longer than this is given up, and the plan stays as it was. */
const CHANGE_TIMEOUT_MS = 30 * SECOND_MS;

interface Ask {
  readonly context: ServiceContext;
  readonly id: string;
  /** The version that the asker has read; undefined: whichever it is. */
  readonly ifMatch: number | undefined;
}
type Answer = Promise<z.input<typeof Plan>>;

const REPLANNED = {
  action: 'replan',
  words: 'was made anew',
} as const;

/**
 * Plans again what is still to be done. Of a paused plan the domains that went stay as they are, the others are planned as if
 * anew; what that changes is kept as sentences.
 * @throws AppError `forbidden`, `not-found`, `refused`, `bad-request`, `conflict` where it has changed since it was read.
 */
export async function replan(ask: Ask & { readonly input: Replan }): Answer {
  return await change(ask, 'replan', async (tx, row) => {
    const now = ask.context.now();
    const { data, difference } = await workOf(row).planAgain(tx, row, ask.input, now);
    return {
      ...REPLANNED,
      data: {
        ...data,
        difference: [...difference],
        plannedAt: now,
        // Approved anew before it goes on: what was approved is not this any more.
        ...(row.state === 'paused' ? { state: 'draft', halted: null, approvedAt: null, approvedByName: null } : {}),
      },
    };
  });
}

/**
 * Carries it out by the asker's account. Where the hosts are no longer as the document says, it is planned again instead.
 * @throws AppError `conflict` with `detail.difference` where the world has moved since; the plan has the new document then.
 * `refused` for a rebalance while a drain is under way.
 */
export async function approvePlan(ask: Ask): Answer {
  requireScope(ask.context.actor, 'domains:migrate');
  const { context } = ask;
  let difference: readonly string[] = [];
  const plan = await change(ask, 'approve', async (tx, row) => {
    const now = context.now();
    const work = workOf(row);
    await requireMayBegin(tx, row);
    const looked = await work.lookAgain(tx, row, now);
    if ('difference' in looked) {
      difference = looked.difference;
      return { ...REPLANNED, data: { ...looked.data, difference: [...difference], plannedAt: now } };
    }
    await writeItems(tx, row, looked.items);
    await work.approve(tx, row);
    return {
      action: 'approvePlan',
      words: 'is under way',
      data: {
        ...looked.data,
        ...owner(context),
        state: 'running',
        halted: null,
        approvedAt: now,
        approvedByName: context.actor.name,
      },
    };
  });
  if (difference.length === 0) return plan;
  throw new AppError(
    'conflict',
    `The hosts are not as the plan says any more, so it was planned again: ${difference.join(' ')} Read it, and approve it then.`,
    { detail: { difference: [...difference] } },
  );
}

async function requireMayBegin(tx: Tx, row: PlanRow): Promise<void> {
  const refusal = await workOf(row).beginRefusal(tx, row);
  if (refusal !== undefined) throw new AppError('refused', refusal);
}

/** @throws AppError `refused` where it is not under way. */
export async function pausePlan(ask: Ask): Answer {
  return await change(ask, 'pause', async () => ({
    action: 'pausePlan',
    words: 'is paused',
    data: { state: 'paused', halted: null },
  }));
}

/**
 * What has failed is tried again; jobs that were not over in time are waited for once more unless `jobs` decides otherwise.
 * @throws AppError `refused` where it is not paused, or a drain has the hosts; `bad-request` for a decision that nobody asks for
 */
export async function resumePlan(ask: Ask & { readonly jobs?: ResumePlan['jobs'] }): Answer {
  requireScope(ask.context.actor, 'domains:migrate');
  return await change(ask, 'resume', async (tx, row) => {
    await requireMayBegin(tx, row);
    const decided = await decideJobs(tx, row, ask.jobs ?? []);
    await tx.planItem.updateMany({
      where: { planId: row.id, state: 'failed' },
      data: { state: 'waiting', words: null, operationId: null, jobStage: null, attempt: { increment: 1 } },
    });
    // What the settings began is theirs who resume it: its limits are not asked any more.
    const data = { ...owner(ask.context), state: 'running', origin: 'person', halted: null };
    return { action: 'resumePlan', words: ['goes on', ...decided].join('; '), data };
  });
}

const DECIDED: Record<JobDecision, string> = {
  wait: 'is waited for once more',
  stop: 'is shut down with its jobs',
  leave: 'is left',
};

/** @returns what was decided, in words for the record. @throws AppError `bad-request` for a node that nobody asks about */
async function decideJobs(tx: Tx, row: PlanRow, decided: ResumePlan['jobs']): Promise<readonly string[]> {
  const words: string[] = [];
  for (const [index, { domainId, decision }] of decided.entries()) {
    const item = row.items.find((each) => each.domainId === domainId);
    if (item === undefined || item.state !== 'failed' || stageOf(item) !== 'limit') {
      const field = `jobs.${index}.domainId`;
      const message = 'is no worker node whose jobs were not over in time';
      throw new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
    }
    words.push(`${item.domainName} ${DECIDED[decision]}`);
    const where = { planId: row.id, sequence: item.sequence };
    if (decision === 'stop') await tx.planItem.updateMany({ where, data: { endsJobs: true } });
    if (decision === 'leave')
      await tx.planItem.updateMany({
        where,
        data: {
          state: 'left',
          strategy: 'leave',
          jobStage: null,
          words: `${item.words ?? ''} It was left, and its slots are opened again.`.trim(),
        },
      });
  }
  return words;
}

/** Nobody waits for jobs by this plan any more; the loop opens what was closed. */
async function leaveEmptying(tx: Tx, row: PlanRow, words: string): Promise<void> {
  await tx.planItem.updateMany({
    where: { planId: row.id, state: 'running', jobStage: { in: ['emptying', 'empty'] } },
    data: { state: 'left', jobStage: null, words },
  });
}

/**
 * What waits in a queue is taken back, what is under way ends; the host stays in maintenance. One whose domains did not all come
 * home is ended: they stay where they are. @throws AppError `refused`
 */
export async function cancelPlan(ask: Ask): Answer {
  return await change(ask, 'cancel', async (tx, row) => {
    if (row.state === 'drained') return await giveUpWayHome(tx, row, ask.context.now());
    const asked = row.items.flatMap(({ operationId, state }) => (state === 'running' ? (operationId ?? []) : []));
    const queued = await tx.operation.findMany({ where: { id: { in: asked }, state: 'queued' }, select: { id: true } });
    for (const { id } of queued) await cancelOperation(tx, { operationId: id, actor: ask.context.actor });
    await tx.planItem.updateMany({
      where: { planId: row.id, state: 'waiting' },
      data: { state: 'left', words: 'The plan was cancelled before its turn.' },
    });
    await leaveEmptying(tx, row, CANCELLED_EMPTYING);
    return {
      action: 'cancelPlan',
      words: 'was cancelled',
      data: { state: 'cancelled', halted: null, endedAt: ask.context.now() },
    };
  });
}

async function giveUpWayHome(tx: Tx, row: PlanRow, endedAt: Date): Promise<Change> {
  for (const { sequence, homeState, homeWords } of row.items) {
    if (homeState !== 'failed') continue;
    const words = `${homeWords ?? ''} It stays where it is.`.trim();
    await tx.planItem.updateMany({
      where: { planId: row.id, sequence },
      data: { homeState: 'left', homeWords: words },
    });
  }
  return {
    action: 'cancelPlan',
    words: 'was ended: what is not home stays where it is',
    data: { state: 'returned', halted: null, endedAt },
  };
}

/** Ends the maintenance and brings home what the plan moved or shut down for the while. @throws AppError `refused` */
export async function returnPlan(ask: Ask): Answer {
  requireScope(ask.context.actor, 'domains:migrate');
  return await change(ask, 'return', async (tx, row) => {
    await setMaintenance(tx, drainedHostOf(row), false);
    await tx.planItem.updateMany({
      where: { planId: row.id, homeState: 'failed' },
      data: { homeAttempt: { increment: 1 } },
    });
    await tx.planItem.updateMany({
      where: {
        planId: row.id,
        state: 'done',
        strategy: { in: ['migrate', 'stop-and-restart'] },
        // In SQL what is null is not unlike 'done'.
        OR: [{ homeState: null }, { homeState: { not: 'done' } }],
      },
      data: { homeState: 'waiting', homeWords: null, homeOperationId: null },
    });
    // Of a plan that was paused nothing more goes away.
    await tx.planItem.updateMany({
      where: { planId: row.id, state: 'waiting' },
      data: { state: 'left', words: 'The others were sent home before its turn.' },
    });
    await leaveEmptying(tx, row, 'The others were sent home while its jobs were waited for.');
    return {
      action: 'returnPlan',
      words: 'sends its domains home',
      data: { ...owner(ask.context), state: 'returning', halted: null, endedAt: null },
    };
  });
}

interface Change {
  readonly action: AuditedRouteId;
  /** To end “Plan to drain …” and “Plan to rebalance …”. */
  readonly words: string;
  readonly data: Prisma.PlanUpdateManyMutationInput;
}

async function change(ask: Ask, deed: PlanDeed, make: (tx: Tx, row: PlanRow) => Promise<Change>): Answer {
  const { context, id, ifMatch } = ask;
  requirePlans(context.actor, 'hosts:write');
  return await context.db.$transaction(
    async (tx) => {
      const row = await findPlan(tx, id);
      if (ifMatch !== undefined && ifMatch !== row.version) throw changedMeanwhile(row.version);
      const refusal = planRefusal(deed, situationOf(row));
      if (refusal !== undefined) throw new AppError('refused', refusal);
      const { action, words, data } = await make(tx, row);
      const changed = await tx.plan.updateMany({
        where: { id, version: row.version },
        data: { ...data, version: { increment: 1 } },
      });
      if (changed.count === 0) throw changedMeanwhile(row.version + 1);
      const after = await findPlan(tx, id);
      await recordPlan(tx, context, action, after, words);
      return planBody(after);
    },
    { timeout: CHANGE_TIMEOUT_MS },
  );
}

const changedMeanwhile = (version: number): AppError =>
  new AppError('conflict', 'This plan has changed since you read it. Read it again and repeat what you did.', {
    detail: { version },
  });

const owner = ({ actor }: ServiceContext) => ({ ownerId: actor.userId, ownerName: actor.name });

/** What is to be done with each domain; of a plan that goes on after a pause those that are done stay as they are. */
async function writeItems(tx: Tx, row: PlanRow, items: readonly NewItem[]): Promise<void> {
  const toDo = new Map(
    items.filter(({ strategy }) => strategy !== 'leave').map(({ domainId, strategy }) => [domainId, strategy]),
  );
  // One that went and is back where it was goes once more.
  const kept = row.items.filter(
    (item) =>
      (item.state === 'running' && item.jobStage === null) ||
      // Its jobs have been waited for since then, and it is not begun anew.
      (isEmptying(item) && toDo.get(item.domainId) === item.strategy) ||
      (item.state === 'done' && !toDo.has(item.domainId)),
  );
  const known = new Set(kept.map(({ domainId }) => domainId));
  await tx.planItem.deleteMany({
    where: { planId: row.id, sequence: { notIn: kept.map(({ sequence }) => sequence) } },
  });
  const first = Math.max(-1, ...row.items.map(({ sequence }) => sequence)) + 1;
  await tx.planItem.createMany({
    data: items
      .filter(({ domainId }) => !known.has(domainId))
      .map((item, index) => ({ ...item, planId: row.id, sequence: first + index })),
  });
}
