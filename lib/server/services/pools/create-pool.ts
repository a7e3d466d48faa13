import type { z } from 'zod';
import type { CreatePool, PoolDetail } from '@/lib/contracts/pools';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { poolRefusal, requireEnvironment, requireNodes } from './fitting-pool';
import { poolDetail } from './pool-rows';
import { recordPool } from './record-pool';

/**
 * A pool whose domains are made by the account of whoever writes it.
 * @throws AppError `forbidden`, `bad-request` where the environment is none or is not the VO's, `conflict` where the name or a node is
 * another pool's
 */
export async function createPool(options: {
  readonly context: ServiceContext;
  readonly input: CreatePool;
}): Promise<z.input<typeof PoolDetail>> {
  const { context, input } = options;
  const { actor, db } = context;
  requireScope(actor, 'batch:write');
  const { reason, closesAt, ...wish } = input;
  try {
    const made = await db.$transaction(async (tx) => {
      await requireEnvironment(tx, wish.environmentId, wish.vo);
      await requireNodes(tx, wish.system, wish.nodes);
      const row = await tx.batchPool.create({
        data: {
          ...wish,
          closesAt: closesAt === null ? null : new Date(closesAt),
          ownerId: actor.userId,
          ownerName: actor.name,
          createdAt: context.now(),
        },
      });
      await recordPool(tx, context, { action: 'createPool', row, reason, words: 'is there' });
      return row.id;
    });
    return await poolDetail(db, actor, made, context.now());
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const taken = { field: 'name', message: `there is a pool called ${input.name} already` };
    throw poolRefusal('conflict', [taken], error);
  }
}
