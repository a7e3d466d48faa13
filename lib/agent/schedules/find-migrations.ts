import { ScheduleTrigger } from '@/lib/contracts/schedules';
import type { Db } from '@/lib/server/db/client';
import { endIdsOf } from '@/lib/server/services/schedules/schedule-ends';
import { DAY_MS } from '@/lib/utils/time';
import { addFiring } from './add-firing';
import { eachSafely, type OnError } from './each-safely';

/** An agent that comes back later does not list moves that nobody remembers as skipped. */
const LOOKED_BACK_MS = DAY_MS;

/** Moves of a schedule's domains that have ended well since it was made, changed or resumed. Each is due once, by its operation. */
export async function findMigrations(db: Db, now: Date, onError: OnError): Promise<void> {
  const schedules = await db.benchmarkSchedule.findMany({
    where: { pausedAt: null, trigger: { path: ['kind'], equals: 'migration' } },
  });
  await eachSafely(schedules, onError, async (schedule) => {
    if (ScheduleTrigger.parse(schedule.trigger).kind !== 'migration') return;
    const since = new Date(Math.max(schedule.activeSince.getTime(), now.getTime() - LOOKED_BACK_MS));
    const moves = await db.operation.findMany({
      where: {
        domainId: { in: [...endIdsOf(schedule.request).domainIds] },
        kind: { in: ['migrate-domain', 'cold-move-domain'] },
        state: 'succeeded',
        finishedAt: { gt: since, lte: now },
      },
      orderBy: { finishedAt: 'asc' },
      select: { id: true, title: true, finishedAt: true },
    });
    const known = await db.benchmarkFiring.findMany({
      where: { scheduleId: schedule.id, causeOperationId: { in: moves.map(({ id }) => id) } },
      select: { causeOperationId: true },
    });
    for (const { id, title, finishedAt } of moves) {
      if (finishedAt === null || known.some(({ causeOperationId }) => causeOperationId === id)) continue;
      await db.$transaction(async (tx) => {
        const due = {
          dueAt: finishedAt,
          cause: 'after-migration',
          causeOperationId: id,
          note: `After “${title}”.`,
        } as const;
        await addFiring(tx, schedule, due, now);
      });
    }
  });
}
