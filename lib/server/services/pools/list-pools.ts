import type { z } from 'zod';
import type { ListPoolsQuery, PoolPage } from '@/lib/contracts/pools';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { poolBodies } from './pool-rows';
import { visiblePools } from './visible-pools';

/** By name, of who is bound to VOs those of their own. @throws AppError `forbidden` */
export async function listPools(options: {
  readonly context: ServiceContext;
  readonly query: ListPoolsQuery;
}): Promise<z.input<typeof PoolPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'batch:read');
  const { db, actor } = context;
  const now = context.now();
  const where = visiblePools(actor);
  const [total, rows] = await Promise.all([
    db.batchPool.count({ where }),
    db.batchPool.findMany({
      where,
      include: { environment: true },
      orderBy: { name: 'asc' },
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
  ]);
  return { items: await poolBodies(db, actor, rows, now), total, page: query.page, pageSize: query.pageSize };
}
