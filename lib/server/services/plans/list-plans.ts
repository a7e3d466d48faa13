import type { z } from 'zod';
import type { ListPlansQuery, PlanPage } from '@/lib/contracts/plans';
import type { ServiceContext } from '@/lib/server/service-context';
import { PLAN_PARTS, requirePlans, summaryOf } from './plan-rows';

/** Plans, newest first. @throws AppError `forbidden`, for who is bound to VOs as well. */
export async function listPlans(options: {
  readonly context: ServiceContext;
  readonly query: ListPlansQuery;
}): Promise<z.input<typeof PlanPage>> {
  const { context, query } = options;
  requirePlans(context.actor, 'hosts:read');
  const { page, pageSize, host, kind, state } = query;
  const where = {
    ...(host === undefined ? {} : { hostId: host }),
    ...(kind === undefined ? {} : { kind: { in: kind } }),
    ...(state === undefined ? {} : { state: { in: state } }),
  };
  const [rows, total] = await Promise.all([
    context.db.plan.findMany({
      where,
      include: PLAN_PARTS,
      orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize,
    }),
    context.db.plan.count({ where }),
  ]);
  return { items: rows.map(summaryOf), total, page, pageSize };
}
