import type { z } from 'zod';
import type { ListMaintenancesQuery, Maintenance, MaintenancePage } from '@/lib/contracts/maintenances';
import { seesVo } from '@/lib/domain/access';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { MAINTENANCE_PARTS, maintenanceBody, visibleMaintenances } from './maintenance-rows';
import { openMaintenances } from './open-maintenances';

/** The latest begin first. @throws AppError `forbidden`, `not-found` for a VO that is not the actor's */
export async function listMaintenances(options: {
  readonly context: ServiceContext;
  readonly query: ListMaintenancesQuery;
}): Promise<z.input<typeof MaintenancePage>> {
  const { context, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'leases:read');
  if (query.vo !== undefined && !seesVo(actor, query.vo)) throw notFound('VO');
  const now = context.now();
  const open = query.open === undefined ? undefined : (await openMaintenances(db, now)).map(({ id }) => id);
  const where = {
    AND: [
      visibleMaintenances(actor),
      query.host === undefined ? {} : { hostId: query.host },
      query.vo === undefined ? {} : { vos: { some: { vo: query.vo } } },
      open === undefined ? {} : { id: query.open === true ? { in: open } : { notIn: open } },
    ],
  };
  const [total, rows] = await Promise.all([
    db.maintenance.count({ where }),
    db.maintenance.findMany({
      where,
      include: MAINTENANCE_PARTS,
      orderBy: [{ startsAt: 'desc' }, { id: 'desc' }],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
  ]);
  const items: z.input<typeof Maintenance>[] = [];
  for (const row of rows) items.push(await maintenanceBody(db, actor, row, now));
  return { items, total, page: query.page, pageSize: query.pageSize };
}
