/**
 * One step of a plan that is under way: what has ended is noted, what has its turn is begun. All of it stands in the rows, and
 * each operation has a key made of the plan's own numbers: an agent that dies in the middle leaves nothing that the next one
 * would do twice.
 */
import type { Actor } from '@/lib/domain/access';
import type { PlanItemState, PlanState } from '@/lib/domain/plan';
import { AppError } from '@/lib/domain/errors';
import { hostId } from '@/lib/domain/ids';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import { MigrateDomain } from '@/lib/contracts/migrations';
import { actorFor } from '@/lib/server/auth/actor-for';
import type { Db } from '@/lib/server/db/client';
import type { PlanItem, Prisma } from '@/lib/server/db/generated/client';
import { actOnDomain } from '@/lib/server/services/domains/act-on-domain';
import { migrateDomain } from '@/lib/server/services/migrations/migrate-domain';
import type { ServiceContext } from '@/lib/server/service-context';
import { workOf } from './plan-kind';
import { CANCELLED_EMPTYING, isEmptying, PLAN_PARTS, type PlanRow, stageOf, strategyOf } from './plan-rows';
import { tellPlan } from './record-plan';
import { beginEmptying, isEmpty, lookAtNodes, nodesToEmpty, slotsClosed, takesNoPlace } from './worker-nodes';

/** The two ways a plan takes, each with its own columns; a rebalance takes the first alone. */
type Way = 'away' | 'home';

/** Does nothing where the plan is not under way. */
export async function advancePlan(db: Db, id: string, now: Date): Promise<void> {
  const row = await db.plan.findUnique({ where: { id }, include: PLAN_PARTS });
  if (row === null || (row.state !== 'running' && row.state !== 'returning')) return;
  const way: Way = row.state === 'running' ? 'away' : 'home';
  const readAgain = async () => await db.plan.findUniqueOrThrow({ where: { id }, include: PLAN_PARTS });
  let plan = (await settleEnded(db, row, way, now)) ? await readAgain() : row;
  if (way === 'away' && (await lookAtNodes(db, plan, now))) plan = await readAgain();
  const work = workOf(plan);
  const failed = plan.items.find((item) => stateIn(item, way) === 'failed');
  if (failed !== undefined && way === 'away') {
    // Nothing new is begun beside a failure: somebody looks at it first. What is under way ends, and is noted then.
    const halted = `${failed.domainName}: ${failed.words ?? 'it failed.'}`;
    return await leave(db, plan, 'running', { state: 'paused', halted }, `stands still: ${halted}`);
  }
  const open = plan.items.filter((item) => stateIn(item, way) === 'waiting');
  const running = plan.items.filter((item) => stateIn(item, way) === 'running');
  if (open.length === 0 && running.length === 0) return await end(db, plan, way, now);
  const owner = await actorFor(db, plan, { scopes: ['domains:migrate', 'domains:operate'], work: 'move domains' });
  if (typeof owner === 'string') {
    // On the way home there is nothing to resume: what has not come home is sent once more.
    const state = way === 'away' ? 'paused' : 'drained';
    return await leave(db, plan, plan.state, { state, halted: owner }, `stands still: ${owner}`);
  }
  const halted = way === 'away' ? await work.haltReason(db, plan, now) : undefined;
  if (halted !== undefined)
    return await leave(db, plan, 'running', { state: 'paused', halted }, `stands still: ${halted}`);
  const toEmpty = way === 'away' ? await nodesToEmpty(db, open) : [];
  for (const item of toEmpty) await beginEmptying(db, plan, item, { owner, reason: reasonOf(plan, way) });
  const others = [...running.filter(isEmpty), ...open.filter((item) => !toEmpty.includes(item))].toSorted(
    (a, b) => a.sequence - b.sequence,
  );
  const inPlaces = running.filter((item) => !takesNoPlace(item));
  const onTheWay = await withoutArrived(db, inPlaces, way);
  const turn =
    way === 'away'
      ? work.turnOf(plan, others, { running: inPlaces, onTheWay })
      : open.slice(0, Math.max(0, plan.atOnce - onTheWay.length));
  for (const item of turn) await begin(db, plan, item, way, owner, now);
}

/** Of those that run the ones that still use links and memory: less the moves whose guest runs at the target by now. */
async function withoutArrived(db: Db, running: readonly PlanItem[], way: Way): Promise<readonly PlanItem[]> {
  const operationIds = running.flatMap((item) => operationIn(item, way) ?? []);
  if (operationIds.length === 0) return running;
  const arrived = await db.migration.findMany({
    where: { operationId: { in: operationIds }, arrivedAt: { not: null } },
    select: { operationId: true },
  });
  return running.filter((item) => !arrived.some(({ operationId }) => operationId === operationIn(item, way)));
}

/** Those of which something is to be noted or begun. */
export async function plansUnderWay(db: Db): Promise<readonly string[]> {
  const rows = await db.plan.findMany({
    where: { state: { in: ['running', 'returning'] } },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Notes what became of operations of plans that begin nothing more: paused and cancelled ones. */
export async function settleLeftovers(db: Db, now: Date): Promise<void> {
  const rows = await db.plan.findMany({
    where: { state: { in: ['paused', 'cancelled', 'draft'] }, items: { some: { state: 'running' } } },
    include: PLAN_PARTS,
  });
  for (const row of rows) await settleEnded(db, row, 'away', now);
}

const stateIn = (item: PlanItem, way: Way): PlanItemState | null =>
  // Our own columns: only these words are written to them.
  (way === 'away' ? item.state : item.homeState) as PlanItemState | null;
const operationIn = (item: PlanItem, way: Way): string | null =>
  way === 'away' ? item.operationId : item.homeOperationId;

async function settleEnded(db: Db, plan: PlanRow, way: Way, now: Date): Promise<boolean> {
  // Of a node that is being emptied the operation that closed its slots has been noted.
  const running = plan.items.filter((item) => stateIn(item, way) === 'running' && !isEmptying(item));
  const operations = await db.operation.findMany({
    where: { id: { in: running.flatMap((item) => operationIn(item, way) ?? []) } },
    select: { id: true, state: true, errorMessage: true },
  });
  let settled = false;
  for (const item of running) {
    const operation = operations.find(({ id }) => id === operationIn(item, way));
    // Its row goes with its retention; a plan that stood still for so long has to be looked at.
    const state = (operation?.state ?? 'failed') as OperationState; // our own column
    if (!isFinished(state)) continue;
    settled = true;
    if (way === 'away' && stageOf(item) === 'closing' && plan.state === 'cancelled') {
      await note(db, plan, item, way, 'left', CANCELLED_EMPTYING);
      continue;
    }
    if (way === 'away' && stageOf(item) === 'closing' && state === 'succeeded') {
      await slotsClosed(db, plan, item, now);
      continue;
    }
    const words =
      state === 'succeeded'
        ? null
        : (operation?.errorMessage ??
          (state === 'cancelled' ? 'Its operation was cancelled.' : 'Its operation failed.'));
    await note(db, plan, item, way, state === 'succeeded' ? 'done' : 'failed', words);
  }
  return settled;
}

async function note(
  db: Db,
  plan: PlanRow,
  item: PlanItem,
  way: Way,
  state: PlanItemState,
  words: string | null,
  operationId?: string,
): Promise<void> {
  const before = stateIn(item, way);
  const given = operationId === undefined ? {} : way === 'away' ? { operationId } : { homeOperationId: operationId };
  await db.$transaction(async (tx) => {
    const changed = await tx.planItem.updateMany({
      where: {
        planId: plan.id,
        sequence: item.sequence,
        ...(way === 'away' ? { state: before ?? 'waiting', jobStage: item.jobStage } : { homeState: before }),
      },
      data: {
        ...given,
        ...(way === 'away' ? { state, words, jobStage: null } : { homeState: state, homeWords: words }),
      },
    });
    if (changed.count === 0) return;
    const TOLD: Record<PlanItemState, string> = {
      waiting: 'waits',
      running: way === 'away' ? 'is on its way' : 'is on its way home',
      done: way === 'away' ? 'is done' : 'is home',
      failed: 'failed',
      left: 'stays',
    };
    await tellPlan(tx, plan, `moves on: ${item.domainName} ${TOLD[state]}${words === null ? '' : `: ${words}`}`);
  });
}

async function begin(db: Db, plan: PlanRow, item: PlanItem, way: Way, owner: Actor, now: Date): Promise<void> {
  const attempt = way === 'away' ? item.attempt : item.homeAttempt;
  const idempotencyKey = `plan-${plan.id}-${item.sequence}-${way}-${attempt}`;
  // Begun by one that died before it could note it: whatever has become of the domain by now, that was it.
  const earlier = await db.operation.findFirst({ where: { idempotencyKey } });
  if (earlier !== null) return await note(db, plan, item, way, 'running', null, earlier.id);
  const domain = await db.domain.findUnique({ where: { id: item.domainId } });
  const from = way === 'away' ? workOf(plan).sourceOf(plan, item) : item.targetHostId;
  const strategy = strategyOf(item);
  const away = strategy === 'migrate' && domain?.hostId !== from;
  if (domain === null || domain.missingSince !== null || (away && way === 'away'))
    return await note(db, plan, item, way, 'left', 'It is not where it was any more.');
  if (away) return await note(db, plan, item, way, 'left', 'It has been moved on since, and stays where it is.');
  const context: ServiceContext = { actor: owner, db, now: () => now, requestId: plan.id, address: undefined };
  const reason = reasonOf(plan, way);
  try {
    const { operation } = await submit({ context, plan, item, way, reason, idempotencyKey });
    await note(db, plan, item, way, 'running', null, operation.id);
  } catch (error) {
    if (!AppError.is(error)) throw error;
    await note(db, plan, item, way, 'failed', error.message);
  }
}

function submit({
  context,
  plan,
  item,
  way,
  reason,
  idempotencyKey,
}: {
  readonly context: ServiceContext;
  readonly plan: PlanRow;
  readonly item: PlanItem;
  readonly way: Way;
  readonly reason: string;
  readonly idempotencyKey: string;
}) {
  const call = { idempotencyKey };
  const id = item.domainId;
  if (strategyOf(item) === 'migrate') {
    const target = way === 'away' ? item.targetHostId : plan.hostId;
    const body = MigrateDomain.parse({
      ...(target === null ? {} : { targetHostId: hostId(target) }),
      live: item.live,
      copyStorage: item.copyStorage,
      reason,
    });
    return migrateDomain({ context, id, body, call });
  }
  return way === 'away'
    ? actOnDomain({ context, action: 'actOnDomain', id, verb: 'shutdown', input: {}, reason, call })
    : actOnDomain({ context, action: 'actOnDomain', id, verb: 'start', input: {}, reason, call });
}

const LONGEST_REASON = 500;
const reasonOf = (plan: PlanRow, way: Way): string =>
  `${way === 'away' ? workOf(plan).reason(plan) : `Home to ${plan.hostName ?? ''}`}${plan.reason === null ? '' : `: ${plan.reason}`}`.slice(
    0,
    LONGEST_REASON,
  );

async function end(db: Db, plan: PlanRow, way: Way, now: Date): Promise<void> {
  const failed = plan.items.filter((item) => stateIn(item, way) === 'failed');
  const halted =
    failed.length === 0
      ? null
      : `Not home: ${failed.map(({ domainName, homeWords }) => `${domainName} (${homeWords ?? 'failed'})`).join(', ')}`;
  const { done, atEnd } = workOf(plan);
  // What did not come home can be sent once more.
  const state = way === 'away' || halted !== null ? done.state : 'returned';
  const words = way === 'away' ? done.words : (halted ?? 'has brought all home');
  const known = way === 'away' ? await atEnd?.(db, plan, now) : undefined;
  return await leave(db, plan, plan.state, { ...known, state, halted, endedAt: now }, words);
}

/** Only from the state that was read: of two agents one finds it changed. */
async function leave(
  db: Db,
  plan: PlanRow,
  from: string,
  data: Prisma.PlanUpdateManyMutationInput & { readonly state: PlanState; readonly halted: string | null },
  words: string,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const changed = await tx.plan.updateMany({
      where: { id: plan.id, state: from },
      data: { ...data, version: { increment: 1 } },
    });
    if (changed.count > 0) await tellPlan(tx, plan, words);
  });
}
