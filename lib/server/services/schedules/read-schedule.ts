import type { z } from 'zod';
import type { BenchmarkSchedule } from '@/lib/contracts/schedules';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { requireSchedules, SCHEDULE_PARTS, scheduleBodies } from './schedule-rows';

/** @throws AppError `forbidden`, `not-found`. */
export async function readSchedule(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof BenchmarkSchedule>> {
  const { context, id } = options;
  requireSchedules(context.actor, 'benchmarks:read');
  return await unsafeReadSchedule(context.db, id);
}

/** The same without the check: for the answer to a write, which its caller has authorised. */
export async function unsafeReadSchedule(db: Tx, id: string): Promise<z.input<typeof BenchmarkSchedule>> {
  const row = await db.benchmarkSchedule.findUnique({ where: { id }, include: SCHEDULE_PARTS });
  const [body] = row === null ? [] : await scheduleBodies(db, [row]);
  if (body === undefined) throw notFound('schedule');
  return body;
}
