import { ScheduleTrigger } from '@/lib/contracts/schedules';
import { lastDue, nextTimes } from '@/lib/domain/schedule-times';
import type { Db } from '@/lib/server/db/client';
import { addFiring } from './add-firing';
import { eachSafely, type OnError } from './each-safely';

/** Times that have come. However many did since the last look, the last of them is due, once. */
export async function findDueTimes(db: Db, now: Date, onError: OnError): Promise<void> {
  const schedules = await db.benchmarkSchedule.findMany({ where: { pausedAt: null, nextDueAt: { lte: now } } });
  await eachSafely(schedules, onError, async (schedule) => {
    const trigger = ScheduleTrigger.parse(schedule.trigger);
    if (trigger.kind !== 'times' || schedule.nextDueAt === null) return;
    const { nextDueAt } = schedule;
    const { at, missed } = lastDue(trigger, nextDueAt, now);
    const [next = null] = nextTimes(trigger, now, 1);
    await db.$transaction(async (tx) => {
      // Whoever moves it on writes it down; of two agents one finds it moved.
      const moved = await tx.benchmarkSchedule.updateMany({
        where: { id: schedule.id, pausedAt: null, nextDueAt },
        data: { nextDueAt: next },
      });
      if (moved.count === 0) return;
      const note = missed === 0 ? undefined : `${missed} earlier ${missed === 1 ? 'time was' : 'times were'} missed.`;
      await addFiring(tx, schedule, { dueAt: at, cause: 'time', note }, now);
    });
  });
}
