import type { z } from 'zod';
import type { PoolDetail } from '@/lib/contracts/pools';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { poolDetail } from './pool-rows';

/** @throws AppError `forbidden`, `not-found`, also where it is of somebody else's VO */
export async function readPool(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof PoolDetail>> {
  requireScope(options.context.actor, 'batch:read');
  const { db, actor, now } = options.context;
  return await poolDetail(db, actor, options.id, now());
}
