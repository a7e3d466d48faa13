import type { z } from 'zod';
import type { ListPoolsQuery, PoolPage } from '@/lib/contracts/pools';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { poolBodies } from './pool-rows';

/** By name. @throws AppError `forbidden` */
export async function listPools(options: {
  readonly context: ServiceContext;
  readonly query: ListPoolsQuery;
}): Promise<z.input<typeof PoolPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'batch:read');
  const { db } = context;
  const [total, rows] = await Promise.all([
    db.batchPool.count(),
    db.batchPool.findMany({
      include: { environment: true },
      orderBy: { name: 'asc' },
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
  ]);
  return { items: await poolBodies(db, rows), total, page: query.page, pageSize: query.pageSize };
}
