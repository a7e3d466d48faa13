import type { z } from 'zod';
import type { ChangePool, PoolDetail } from '@/lib/contracts/pools';
import { AppError } from '@/lib/domain/errors';
import { poolProblems } from '@/lib/domain/pools/pool-problems';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { BatchPool } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { poolRefusal, requireEnvironment, requireNodes } from './fitting-pool';
import { poolDetail } from './pool-rows';
import { recordPool } from './record-pool';

/**
 * Its batch system, VO and name stay: jobs and domains have them.
 * @throws AppError `forbidden`, `not-found`, `bad-request` where the figures do not fit each other or the nodes, `conflict` where a node is
 * another pool's or a slot's, or the pool is being deleted
 */
export async function changePool(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: ChangePool;
}): Promise<z.input<typeof PoolDetail>> {
  const { context, id, input } = options;
  const { actor, db } = context;
  requireScope(actor, 'batch:write');
  const { reason, ...wish } = input;
  await db.$transaction(async (tx) => {
    const before = await tx.batchPool.findUnique({ where: { id } });
    if (before === null) throw notFound('pool');
    if (before.endingAt !== null) throw new AppError('conflict', `${before.name} is being deleted.`);
    const problems = poolProblems({ ...before, ...stated(wish) });
    if (problems.length > 0) throw poolRefusal('bad-request', problems);
    if (wish.environmentId !== undefined && wish.environmentId !== before.environmentId)
      await requireEnvironment(tx, wish.environmentId, before.vo);
    if (wish.nodes !== undefined) await requireFreeNodes(tx, before, wish.nodes);
    const { closesAt, ...rest } = stated(wish);
    const row = await tx.batchPool.update({
      where: { id },
      data: {
        ...rest,
        ...(closesAt === undefined ? {} : { closesAt: closesAt === null ? null : new Date(closesAt) }),
        version: { increment: 1 },
        // Whoever gives it another environment means to have that tried.
        ...(rest.environmentId === undefined || rest.environmentId === before.environmentId
          ? {}
          : { heldBackUntil: null }),
      },
    });
    await recordPool(tx, context, { action: 'changePool', row, reason, words: 'was changed' });
  });
  return await poolDetail(db, actor, id, context.now());
}

/** No other pool has them, and what is a slot now stays among them. */
async function requireFreeNodes(tx: Tx, pool: BatchPool, nodes: readonly string[]): Promise<void> {
  await requireNodes(tx, pool.system, nodes, pool.id);
  const slots = await tx.poolSlot.findMany({ where: { poolId: pool.id, state: { not: 'gone' } } });
  const lost = slots.find(({ node }) => !nodes.includes(node));
  if (lost === undefined) return;
  const message = `${lost.node} is a slot now; it can go once that is taken away`;
  throw poolRefusal('conflict', [{ field: 'nodes', message }]);
}

type Stated<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };
/** Without what was left out. */
const stated = <T extends object>(wish: T): Stated<T> =>
  Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as Stated<T>;
