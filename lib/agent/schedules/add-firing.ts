import { type FiringCause, MADE_UP_WITHIN_MS } from '@/lib/domain/schedule';
import type { Tx } from '@/lib/server/db/client';
import { tellSchedule } from '@/lib/server/services/schedules/record-schedule';
import { formatDuration, HOUR_MS, SECOND_MS } from '@/lib/utils/time';

/** Later than so, and the list says by how much: a beat of the loop is not worth a word. */
const WORTH_A_WORD_MS = 60 * SECOND_MS;

export interface DueRun {
  readonly dueAt: Date;
  readonly cause: FiringCause;
  readonly causeOperationId?: string | undefined;
  readonly note?: string | undefined;
}

/**
 * Writes down that a schedule is due, unless that is written already. What waits of it from before gives way: one run of a
 * schedule is due at a time. What comes too late to be made up for is written down as skipped.
 * @returns false where it was there already.
 */
export async function addFiring(
  tx: Tx,
  schedule: { readonly id: string; readonly name: string; readonly retryHours: number },
  due: DueRun,
  now: Date,
): Promise<boolean> {
  const lateMs = now.getTime() - due.dueAt.getTime();
  const tooLate = lateMs > MADE_UP_WITHIN_MS;
  const late = lateMs > WORTH_A_WORD_MS ? `Late by ${formatDuration(lateMs)}: no agent ran at the time.` : undefined;
  const note = [due.note, tooLate ? undefined : late].filter((words) => words !== undefined).join(' ');
  const reason = `No agent ran at the time, and ${formatDuration(lateMs)} later it is not made up for (within ${formatDuration(MADE_UP_WITHIN_MS)} it is).`;
  const added = await tx.benchmarkFiring.createMany({
    data: {
      scheduleId: schedule.id,
      dueAt: due.dueAt,
      cause: due.cause,
      causeOperationId: due.causeOperationId ?? null,
      note: note === '' ? null : note,
      giveUpAt: new Date(now.getTime() + schedule.retryHours * HOUR_MS),
      ...(tooLate ? { outcome: 'skipped', reason, settledAt: now } : { nextTryAt: now }),
    },
    skipDuplicates: true,
  });
  if (added.count === 0) return false;
  if (!tooLate) {
    await tx.benchmarkFiring.updateMany({
      where: { scheduleId: schedule.id, outcome: 'waiting', dueAt: { lt: due.dueAt } },
      data: { outcome: 'skipped', reason: 'The next time came first.', settledAt: now, nextTryAt: null },
    });
  }
  await tellSchedule(tx, schedule, tooLate ? `skipped: ${reason}` : 'is due');
  return true;
}
