import type { z } from 'zod';
import type { EnvironmentPage, ListEnvironmentsQuery } from '@/lib/contracts/environments';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { environmentBodies, visibleEnvironments } from './environment-rows';

/** The newest version of every environment, by name; of those that are offered the newest that is. @throws AppError `forbidden` */
export async function listEnvironments(options: {
  readonly context: ServiceContext;
  readonly query: ListEnvironmentsQuery;
}): Promise<z.input<typeof EnvironmentPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'environments:read');
  const { db, actor } = context;
  const where = { AND: [visibleEnvironments(actor), query.retired === true ? {} : { retiredAt: null }] };
  const [names, rows] = await Promise.all([
    db.environment.groupBy({ by: ['name'], where }),
    db.environment.findMany({
      where,
      orderBy: [{ name: 'asc' }, { version: 'desc' }],
      distinct: ['name'],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
  ]);
  return {
    items: await environmentBodies(db, actor, rows),
    total: names.length,
    page: query.page,
    pageSize: query.pageSize,
  };
}
