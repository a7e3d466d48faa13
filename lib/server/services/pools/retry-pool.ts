import type { z } from 'zod';
import type { PoolDetail, RetryPool } from '@/lib/contracts/pools';
import { AppError } from '@/lib/domain/errors';
import { afterRetry, isHeldBack } from '@/lib/domain/pools/held-back';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { lockPool, noteTry, triesOf } from './note-try';
import { poolDetail } from './pool-rows';
import { recordPool } from './record-pool';

/**
 * What a pool is held back from is tried now, one slot at a time; a failure holds it back for longer than before.
 * @throws AppError `forbidden`, `not-found`, `conflict` where it is not held back, or is being deleted
 */
export async function retryPool(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: RetryPool;
}): Promise<z.input<typeof PoolDetail>> {
  const { context, id, input } = options;
  const { actor, db } = context;
  requireScope(actor, 'batch:write');
  const now = context.now();
  await db.$transaction(async (tx) => {
    await lockPool(tx, id);
    const row = await tx.batchPool.findUnique({ where: { id } });
    if (row === null) throw notFound('pool');
    if (row.endingAt !== null) throw new AppError('conflict', `${row.name} is being deleted.`);
    if (!isHeldBack(triesOf(row), now)) throw new AppError('conflict', `${row.name} waits for no next try.`);
    await noteTry(tx, row, afterRetry, { now });
    await recordPool(tx, context, {
      action: 'retryPool',
      row,
      reason: input.reason,
      words: 'is tried now',
      after: { failures: row.failures, heldBackUntil: row.heldBackUntil?.toISOString() ?? null },
    });
  });
  return await poolDetail(db, actor, id, now);
}
