/**
 * The loop of pools: slots are booted for jobs that ask for an environment nobody has started, and taken away when nobody uses them. All
 * of it stands in the rows; what a batch system or a host is told it may be told twice (docs/decisions/0031).
 */
import { eachSafely, type OnError } from '@/lib/agent/schedules/each-safely';
import { decidePool, TAKEN_AWAY_BEFORE_MS } from '@/lib/domain/pools/decide-pool';
import type { PoolNode, PoolSystem, QueuedJob } from '@/lib/batch/pool-port';
import { DriverError } from '@/lib/drivers/errors';
import type { Db } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { endPool } from '@/lib/server/services/pools/end-pool';
import { type PoolHosts, readPoolHosts } from '@/lib/server/services/pools/pool-hosts';
import { tellPool } from '@/lib/server/services/pools/tell-pool';
import { SECOND_MS } from '@/lib/utils/time';
import { momentWords } from '@/lib/utils/utc-words';
import { broughtBy, keepSpecifications, offerFeatures } from './brought-specifications';
import { buildFirst, imageOf, imageOfBrought, type PoolImage } from './build-first';
import { bootSlot, wantSlots } from './boot-slot';
import { keepMaintenance } from './keep-maintenance';
import { judgeJobs } from './judge-jobs';
import { POOL_DEADLINE_MS, POOL_HELD_MS } from './limits';
import { ownerRefusal } from './pool-actor';
import { moveSlot, POOL_PARTS, type PoolLook, sayOfPool, slotStateOf } from './pool-look';
import { isOutdated, offOf, questionOf } from './pool-question';
import { deleteSlot, drainSlot, leaveSlot } from './take-slot-away';
import { watchSlot } from './watch-slot';
import { writeJobs } from './write-jobs';

export interface KeepPools {
  readonly db: Db;
  /** A pool whose batch system is none of these is another agent's. */
  readonly systems: readonly PoolSystem[];
  /** Names the agent: of several one looks at a pool. */
  readonly owner: string;
  readonly now: Date;
  readonly onError: OnError;
}

/** @returns how many slots are on their way up or down, for whoever looks again sooner then */
export async function keepPools({ db, systems, owner, now, onError }: KeepPools): Promise<number> {
  if (systems.length === 0) return 0;
  const names = systems.map(({ name }) => name);
  const pools = await db.batchPool.findMany({ where: { system: { in: names } }, select: { id: true, system: true } });
  await eachSafely(pools, onError, async ({ id, system: name }) => {
    const system = systems.find((each) => each.name === name);
    if (system !== undefined) await advancePool({ db, system, owner, now }, id);
  });
  // A job in a slot that is drained may run for days.
  return await db.poolSlot.count({
    where: { state: { notIn: ['open', 'draining', 'gone'] }, pool: { system: { in: names } } },
  });
}

/** One look at a pool; none where another agent has it. */
export async function advancePool(
  { db, system, owner, now }: Omit<PoolLook, 'pool'> & { readonly owner: string },
  id: string,
): Promise<void> {
  if (!(await holdPool(db, id, owner))) return;
  try {
    await lookAtPool({ db, system, owner, now }, id);
  } finally {
    // Of an agent that dies in the middle it is free after a while.
    await db.batchPool.updateMany({ where: { id, heldBy: owner }, data: { heldUntil: null } });
  }
}

async function lookAtPool(
  { db, system, owner, now }: Omit<PoolLook, 'pool'> & { readonly owner: string },
  id: string,
): Promise<void> {
  const pool = await db.batchPool.findUnique({ where: { id }, ...POOL_PARTS });
  if (pool === null) return;
  const look: PoolLook = { db, pool, system, now };
  const asked = await ask(system).catch(async (error: unknown) => {
    if (!DriverError.is(error)) throw error;
    await sayOfPool(look, error.message, null);
    return undefined;
  });
  if (asked === undefined) return;
  const { jobs, nodes } = asked;
  const ours = jobs.filter((job) => job.features.includes(pool.name) || broughtBy(pool, job) !== undefined);
  if (!(await holdPool(db, id, owner))) return;
  // Before a slot is attached: what it was booted for it has to show from its first moment.
  const unoffered = await complaint(offerFeatures(look, nodes));
  if (unoffered !== undefined) return await sayOfPool(look, unoffered, null);
  // Without it the pool keeps to the date by itself, as far as it can.
  const hosts = await readPoolHosts(db, pool, { now, realOnly: !system.simulated });
  const unreserved = await complaint(keepMaintenance(look, nodes, hosts));
  if (pool.endingAt !== null && pool.slots.length === 0 && unreserved === undefined) return await end(look);
  await keepSpecifications(look, ours);
  await decideAndNote(look, { jobs: ours, nodes, hosts, standing: unreserved ?? null });
  for (const slot of pool.slots) {
    const node = nodes.find(({ name }) => name === slot.node);
    if (!(await holdPool(db, id, owner))) return;
    switch (slotStateOf(slot)) {
      case 'wanted':
        await bootSlot(look, slot);
        break;
      case 'booting':
      case 'open':
        await watchSlot(look, slot, node);
        break;
      case 'draining':
        await drainSlot(look, slot, node);
        break;
      case 'deleting':
        await deleteSlot(look, slot);
        break;
      case 'leaving':
        await leaveSlot(look, slot);
        break;
      case 'gone':
        break;
    }
  }
}

/** @returns what the batch system said against it; undefined: nothing */
async function complaint(deed: Promise<void>): Promise<string | undefined> {
  try {
    await deed;
    return undefined;
  } catch (error) {
    if (!DriverError.is(error)) throw error;
    return error.message;
  }
}

/** Somebody deleted it, and the last of its slots is gone. */
async function end({ db, pool }: PoolLook): Promise<void> {
  await db.$transaction(async (tx) => {
    await endPool(tx, pool);
    await tellPool(tx, pool, 'is deleted');
  });
}

async function ask(system: PoolSystem) {
  const [jobs, nodes] = await Promise.all([
    system.jobs({ deadlineMs: POOL_DEADLINE_MS }),
    system.nodes({ deadlineMs: POOL_DEADLINE_MS }),
  ]);
  return { jobs, nodes };
}

/**
 * What is told to a batch system stands in no row: a look that was held up would drain or down a node that another slot has by then. So one
 * agent looks at a pool at a time.
 */
async function holdPool(db: Db, id: string, owner: string): Promise<boolean> {
  return (await sqlOfTx(db).query(HOLD, [id, owner, POOL_HELD_MS / SECOND_MS])).length > 0;
}
const HOLD = `
  update "BatchPool" set "heldBy" = $2, "heldUntil" = now() + make_interval(secs => $3::float8), "lookedAt" = now()
  where "id" = $1::uuid and ("heldBy" = $2 or "heldUntil" is null or "heldUntil" < now())
  returning "id"`;

interface Asked {
  readonly jobs: readonly QueuedJob[];
  readonly nodes: readonly PoolNode[];
  readonly hosts: PoolHosts;
  /** What is said while nothing else stands in its way. */
  readonly standing: string | null;
}

async function decideAndNote(look: PoolLook, { jobs, nodes, hosts, standing }: Asked): Promise<void> {
  const { db, pool, now } = look;
  const image = await imageOf(look);
  const brought = new Map(pool.specifications.map((row) => [row.feature, imageOfBrought(row)]));
  const asked = await questionOf(look, jobs, nodes, { image, hosts });
  const question = { ...asked.question, haltedOf: await buildBrought(look, jobs, brought) };
  const { fitUntil, drain, waits } = decidePool(question);
  await writeJobs(look, jobs, waits, asked.inside, (job) => brought.get(broughtBy(pool, job) ?? '') ?? image);
  await judgeJobs(look, jobs);
  await db.batchPool.update({ where: { id: pool.id }, data: { readAt: now } });
  // What stood in the way of a boot is said until one begins, or nobody asks for any.
  const isOver = pool.dueAt === null || (pool.dueAt <= now && question.jobs.length === 0);
  if (isOver && pool.words !== standing) await sayOfPool(look, standing, null);
  for (const slot of pool.slots) {
    const closing = hosts.closingOf.get(slot.id);
    if (drain.includes(slot.id) && closing !== undefined && isNear(closing.startsAt, now)) {
      const words = `Its host ${closing.hostName} is to be maintained from ${momentWords(closing.startsAt.getTime())}.`;
      await moveSlot(look, slot, { state: 'draining', words }, 'is drained: its host is to be maintained');
    } else if (drain.includes(slot.id))
      await moveSlot(look, slot, { state: 'draining' }, 'is drained: no job asks for it');
    else if (isOutdated(pool, slot))
      await moveSlot(look, slot, { state: 'draining' }, 'is drained: its pool has another environment');
  }
  await wantSlots(look, fitUntil);
}

const isNear = (startsAt: Date, now: Date): boolean => startsAt.getTime() - now.getTime() <= TAKEN_AWAY_BEFORE_MS;

/** Asks for the images of specifications that jobs wait for. @returns why none of a kind can be booted meanwhile */
async function buildBrought(
  look: PoolLook,
  jobs: readonly QueuedJob[],
  brought: ReadonlyMap<string, PoolImage>,
): Promise<ReadonlyMap<string, string>> {
  const { db, pool } = look;
  const whys = new Map<string, string>();
  const isOpen = offOf(pool) === undefined && (await ownerRefusal(db, pool)) === undefined;
  for (const [feature, { missing }] of brought) {
    const isWanted = jobs.some(({ state, features }) => state === 'queued' && features.includes(feature));
    if (isOpen && isWanted && missing !== undefined) whys.set(feature, await buildFirst(look, missing));
  }
  return whys;
}
