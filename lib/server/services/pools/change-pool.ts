import type { z } from 'zod';
import type { ChangePool, PoolDetail } from '@/lib/contracts/pools';
import { AppError } from '@/lib/domain/errors';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { poolDetail } from './pool-rows';
import { recordPool } from './record-pool';

/** @throws AppError `forbidden`, `not-found`, `bad-request` where the figures do not fit each other or the nodes */
export async function changePool(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: ChangePool;
}): Promise<z.input<typeof PoolDetail>> {
  const { context, id, input } = options;
  const { actor, db } = context;
  requireScope(actor, 'batch:write');
  const { reason, closesAt } = input;
  return await db.$transaction(async (tx) => {
    const before = await tx.batchPool.findUnique({ where: { id } });
    if (before === null) throw notFound('pool');
    const {
      min = before.min,
      max = before.max,
      idleSeconds = before.idleSeconds,
      bootAhead = before.bootAhead,
      enabled = before.enabled,
    } = input;
    if (max > before.nodes.length) throw refused('max', `is more than the ${before.nodes.length} nodes of the pool`);
    if (min > max) throw refused('min', 'is more than the most');
    const row = await tx.batchPool.update({
      where: { id },
      data: {
        min,
        max,
        idleSeconds,
        bootAhead,
        enabled,
        ...(closesAt === undefined ? {} : { closesAt: closesAt === null ? null : new Date(closesAt) }),
        version: { increment: 1 },
      },
    });
    await recordPool(tx, context, { action: 'changePool', row, reason, words: 'was changed' });
    return await poolDetail(tx, actor, id);
  });
}

const refused = (field: string, message: string): AppError =>
  new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
