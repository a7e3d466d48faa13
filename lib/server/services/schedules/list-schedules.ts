import type { z } from 'zod';
import type { SchedulePage } from '@/lib/contracts/schedules';
import type { ServiceContext } from '@/lib/server/service-context';
import { requireSchedules, SCHEDULE_PARTS, scheduleBodies } from './schedule-rows';

/** Schedules by name. @throws AppError `forbidden`, for who is bound to VOs as well. */
export async function listSchedules(options: {
  readonly context: ServiceContext;
  readonly query: { readonly page: number; readonly pageSize: number };
}): Promise<z.input<typeof SchedulePage>> {
  const { context, query } = options;
  requireSchedules(context.actor, 'benchmarks:read');
  const [rows, total] = await Promise.all([
    context.db.benchmarkSchedule.findMany({
      include: SCHEDULE_PARTS,
      orderBy: { name: 'asc' },
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
    context.db.benchmarkSchedule.count(),
  ]);
  return { items: await scheduleBodies(context.db, rows), total, page: query.page, pageSize: query.pageSize };
}
