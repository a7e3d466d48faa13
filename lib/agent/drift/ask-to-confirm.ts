import { HOUR_MS } from '@/lib/utils/time';
import type { Tx } from '@/lib/server/db/client';
import { tellSchedule } from '@/lib/server/services/schedules/record-schedule';

/**
 * A drift of a scheduled run asks for one run more, within the same limits as any: noise is seldom the same twice. One that was
 * asked for so asks for no other.
 */
export async function askToConfirm(tx: Tx, operationId: string, now: Date): Promise<void> {
  const firing = await tx.benchmarkFiring.findFirst({
    where: { operationId, cause: { not: 'confirmation' }, schedule: { pausedAt: null } },
    include: { schedule: true },
  });
  if (firing === null) return;
  const { schedule } = firing;
  const added = await tx.benchmarkFiring.createMany({
    data: {
      scheduleId: schedule.id,
      dueAt: now,
      cause: 'confirmation',
      causeOperationId: operationId,
      note: 'The run before it differed from the declared figure.',
      nextTryAt: now,
      giveUpAt: new Date(now.getTime() + schedule.retryHours * HOUR_MS),
    },
    skipDuplicates: true,
  });
  if (added.count > 0) await tellSchedule(tx, schedule, 'is due once more, to confirm a drift');
}
