import type { z } from 'zod';
import type { PoolRemoved, RemovePool } from '@/lib/contracts/pools';
import { AppError } from '@/lib/domain/errors';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { endPool } from './end-pool';
import { recordPool } from './record-pool';

/**
 * At once where it has no slot; else nothing is booted any more, its slots go once their jobs are over, and the loop that keeps pools ends
 * it with the last. Jobs that wait for it stay in their batch system: they are not ours to end.
 * @throws AppError `forbidden`, `not-found`, `conflict` where it is being deleted already
 */
export async function removePool(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: RemovePool;
}): Promise<z.input<typeof PoolRemoved>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'batch:write');
  return await context.db.$transaction(async (tx) => {
    const before = await tx.batchPool.findUnique({ where: { id } });
    if (before === null) throw notFound('pool');
    if (before.endingAt !== null) throw new AppError('conflict', `${before.name} is being deleted already.`);
    // The first word of the transaction is the row's lock: a look that gives out a place meanwhile waits for it, or is waited for.
    const row = await tx.batchPool.update({
      where: { id },
      data: { endingAt: context.now(), version: { increment: 1 } },
    });
    const slots = await tx.poolSlot.count({ where: { poolId: id, state: { not: 'gone' } } });
    // What its batch system was told of a maintenance is taken back first.
    const isIdle = slots === 0 && before.reservedAt === null;
    if (isIdle) await endPool(tx, row);
    await recordPool(tx, context, {
      action: 'removePool',
      row,
      reason: input.reason,
      words: isIdle ? 'is deleted' : 'is being deleted',
    });
    return { id, slots, gone: isIdle };
  });
}
