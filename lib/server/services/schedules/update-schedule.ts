import type { z } from 'zod';
import { RunBenchmark } from '@/lib/contracts/benchmarks';
import { type BenchmarkSchedule, ScheduleTrigger, type UpdateSchedule } from '@/lib/contracts/schedules';
import { AppError } from '@/lib/domain/errors';
import { notFound } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { checkSchedule, nextDue } from './check-schedule';
import { unsafeReadSchedule } from './read-schedule';
import { nameTaken, recordChange } from './record-schedule';
import { requireSchedules } from './schedule-rows';

/**
 * Changes, pauses or resumes a schedule. Whoever does answers for its runs from then on: they go by that account. Times and
 * changes count anew from now, so that nothing is made up for that came while it was paused.
 * @throws AppError `forbidden`, `not-found`, `bad-request`, `conflict` (another version, or the name).
 */
export async function updateSchedule(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: UpdateSchedule;
  readonly ifMatch: number | undefined;
}): Promise<z.input<typeof BenchmarkSchedule>> {
  const { context, id, input, ifMatch } = options;
  const { actor } = context;
  requireSchedules(actor, 'benchmarks:run');
  const now = context.now();
  try {
    return await context.db.$transaction(async (tx) => {
      const before = await tx.benchmarkSchedule.findUnique({ where: { id } });
      if (before === null) throw notFound('schedule');
      if (ifMatch !== undefined && ifMatch !== before.version) throw changedMeanwhile(before.version);
      const { paused: wanted, benchmark = before.benchmarkName } = input;
      const paused = wanted ?? before.pausedAt !== null;
      const trigger = input.trigger ?? ScheduleTrigger.parse(before.trigger);
      const request = input.request ?? RunBenchmark.parse(before.request);
      // What is only put to rest may have become wrong meanwhile.
      const onlyPauses = wanted === true && Object.keys(input).length === 1;
      if (!onlyPauses) await checkSchedule(tx, { benchmark, request, trigger }, now);
      const changed = await tx.benchmarkSchedule.updateMany({
        where: { id, version: before.version },
        data: {
          name: input.name ?? before.name,
          benchmarkName: benchmark,
          request,
          trigger,
          budgetMinutes: input.budgetMinutes ?? before.budgetMinutes,
          mostCpuLoad: input.mostCpuLoad === undefined ? before.mostCpuLoad : input.mostCpuLoad,
          retryHours: input.retryHours ?? before.retryHours,
          // Who only stops it answers for nothing that it does.
          ...(onlyPauses ? {} : { ownerId: actor.userId, ownerName: actor.name }),
          pausedAt: paused ? (before.pausedAt ?? now) : null,
          ...(paused && before.pausedAt !== null ? {} : { pausedReason: null }),
          activeSince: now,
          nextDueAt: paused ? null : nextDue(trigger, now),
          // Of other ends, or after a pause, the first look is the one that later ones are held to.
          hostPrints: {},
          version: { increment: 1 },
        },
      });
      if (changed.count === 0) throw changedMeanwhile(before.version + 1);
      if (paused) {
        await tx.benchmarkFiring.updateMany({
          where: { scheduleId: id, outcome: 'waiting' },
          data: { outcome: 'skipped', reason: 'The schedule was paused.', settledAt: now, nextTryAt: null },
        });
      }
      await recordChange(
        tx,
        context,
        'updateSchedule',
        before,
        await tx.benchmarkSchedule.findUniqueOrThrow({ where: { id } }),
      );
      return await unsafeReadSchedule(tx, id);
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(input.name ?? '') : error;
  }
}

export const changedMeanwhile = (version: number): AppError =>
  new AppError('conflict', 'Somebody changed this schedule since you read it. Read it again and repeat your edit.', {
    detail: { version },
  });
