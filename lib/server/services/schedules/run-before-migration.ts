import { ScheduleTrigger } from '@/lib/contracts/schedules';
import type { Db } from '@/lib/server/db/client';
import { endIdsOf } from './schedule-ends';
import { tryFiring } from './try-firing';

/**
 * Called right before a migration of a domain is queued. Schedules that say so have their run queued first; operations of one
 * domain go in their order, so that the migration waits for it and says so. Where something is in the way of the run the
 * migration does not wait: the time is listed as skipped.
 */
export async function runBeforeMigration(
  db: Db,
  migration: { readonly domainId: string; readonly title: string; readonly now: Date },
): Promise<void> {
  const { domainId, title, now } = migration;
  const schedules = await db.benchmarkSchedule.findMany({
    where: { pausedAt: null, trigger: { path: ['kind'], equals: 'migration' } },
    orderBy: { createdAt: 'asc' },
  });
  for (const schedule of schedules) {
    const trigger = ScheduleTrigger.parse(schedule.trigger);
    if (trigger.kind !== 'migration' || !trigger.before) continue;
    if (!endIdsOf(schedule.request).domainIds.includes(domainId)) continue;
    const made = await db.benchmarkFiring.createManyAndReturn({
      data: {
        scheduleId: schedule.id,
        dueAt: now,
        cause: 'before-migration',
        note: `Before “${title}”.`,
        nextTryAt: now,
        // The migration does not wait for another try.
        giveUpAt: now,
      },
      // It is due for another reason in this very millisecond: once is enough, and no reason to refuse the migration.
      skipDuplicates: true,
    });
    for (const { id } of made) await tryFiring(db, id, now);
  }
}
