import type { z } from 'zod';
import type { LeasePage, ListLeasesQuery } from '@/lib/contracts/leases';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { LEASE_PARTS, leaseBody, visibleLeases } from './lease-rows';

/** The newest first. @throws AppError `forbidden` */
export async function listLeases(options: {
  readonly context: ServiceContext;
  readonly query: ListLeasesQuery;
}): Promise<z.input<typeof LeasePage>> {
  const { context, query } = options;
  requireScope(context.actor, 'leases:read');
  const { db, actor } = context;
  const where = {
    AND: [
      visibleLeases(actor),
      query.state === undefined ? {} : { state: { in: query.state } },
      query.environment === undefined ? {} : { environment: { name: query.environment } },
    ],
  };
  const [total, rows] = await Promise.all([
    db.lease.count({ where }),
    db.lease.findMany({
      where,
      include: LEASE_PARTS,
      orderBy: { number: 'desc' },
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
  ]);
  return { items: rows.map(leaseBody), total, page: query.page, pageSize: query.pageSize };
}
