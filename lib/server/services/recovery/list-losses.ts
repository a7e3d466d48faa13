import type { z } from 'zod';
import type { ListLossesQuery, LossPage } from '@/lib/contracts/recovery';
import type { ServiceContext } from '@/lib/server/service-context';
import { requirePlans } from '@/lib/server/services/plans/plan-rows';
import { LOSS_PARTS, lossSummary } from './loss-rows';

/** Losses, newest first. @throws AppError `forbidden`, for who is bound to VOs as well. */
export async function listLosses(options: {
  readonly context: ServiceContext;
  readonly query: ListLossesQuery;
}): Promise<z.input<typeof LossPage>> {
  const { context, query } = options;
  requirePlans(context.actor, 'hosts:read');
  const { page, pageSize, host, state } = query;
  const where = {
    ...(host === undefined ? {} : { hostId: host }),
    ...(state === undefined ? {} : { state: { in: state } }),
  };
  const [rows, total] = await Promise.all([
    context.db.hostLoss.findMany({
      where,
      include: LOSS_PARTS,
      orderBy: [{ suspectedAt: 'desc' }, { id: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    context.db.hostLoss.count({ where }),
  ]);
  return { items: rows.map(lossSummary), total, page, pageSize };
}
