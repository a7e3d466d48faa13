import { notFound } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { recordChange } from './record-schedule';
import { requireSchedules } from './schedule-rows';
import { changedMeanwhile } from './update-schedule';

/** Deletes a schedule and the list of its times; the runs it made stay. @throws AppError `forbidden`, `not-found`, `conflict`. */
export async function removeSchedule(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly ifMatch: number | undefined;
}): Promise<void> {
  const { context, id, ifMatch } = options;
  requireSchedules(context.actor, 'benchmarks:run');
  await context.db.$transaction(async (tx) => {
    const before = await tx.benchmarkSchedule.findUnique({ where: { id } });
    if (before === null) throw notFound('schedule');
    if (ifMatch !== undefined && ifMatch !== before.version) throw changedMeanwhile(before.version);
    await tx.benchmarkSchedule.delete({ where: { id } });
    await recordChange(tx, context, 'removeSchedule', before, undefined);
  });
}
