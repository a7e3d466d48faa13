import type { z } from 'zod';
import type { BenchmarkSchedule, CreateSchedule } from '@/lib/contracts/schedules';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { checkSchedule, nextDue } from './check-schedule';
import { nameTaken, recordChange } from './record-schedule';
import { unsafeReadSchedule } from './read-schedule';
import { requireSchedules } from './schedule-rows';

/** Makes a schedule that runs by the account of whoever makes it. @throws AppError `forbidden`, `bad-request`, `conflict` (the name). */
export async function createSchedule(options: {
  readonly context: ServiceContext;
  readonly input: CreateSchedule;
}): Promise<z.input<typeof BenchmarkSchedule>> {
  const { context, input } = options;
  const { actor } = context;
  requireSchedules(actor, 'benchmarks:run');
  const now = context.now();
  try {
    return await context.db.$transaction(async (tx) => {
      await checkSchedule(tx, input, now);
      const { benchmark, ...rest } = input;
      const row = await tx.benchmarkSchedule.create({
        data: {
          ...rest,
          benchmarkName: benchmark,
          ownerId: actor.userId,
          ownerName: actor.name,
          activeSince: now,
          nextDueAt: nextDue(input.trigger, now),
          createdAt: now,
        },
      });
      await recordChange(tx, context, 'createSchedule', undefined, row);
      return await unsafeReadSchedule(tx, row.id);
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(input.name) : error;
  }
}
