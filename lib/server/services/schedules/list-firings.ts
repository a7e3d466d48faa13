import type { z } from 'zod';
import type { FiringPage } from '@/lib/contracts/schedules';
import { notFound } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { firingBodies, requireSchedules } from './schedule-rows';

/** When a schedule was due, newest first. @throws AppError `forbidden`, `not-found`. */
export async function listFirings(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly query: { readonly page: number; readonly pageSize: number };
}): Promise<z.input<typeof FiringPage>> {
  const { context, id, query } = options;
  const { db } = context;
  requireSchedules(context.actor, 'benchmarks:read');
  if ((await db.benchmarkSchedule.count({ where: { id } })) === 0) throw notFound('schedule');
  const where = { scheduleId: id };
  const [rows, total] = await Promise.all([
    db.benchmarkFiring.findMany({
      where,
      orderBy: { dueAt: 'desc' },
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
    db.benchmarkFiring.count({ where }),
  ]);
  return { items: await firingBodies(db, rows), total, page: query.page, pageSize: query.pageSize };
}
