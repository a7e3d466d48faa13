/**
 * The loop of the schedules: what has come due is written down, what is written down is tried. Several agents may run it:
 * each due time is one row by its key, each try is one conditional update.
 */
import type { Db } from '@/lib/server/db/client';
import { tryFiring } from '@/lib/server/services/schedules/try-firing';
import { eachSafely, type OnError } from './each-safely';
import { findDueTimes } from './find-due-times';
import { findHostChanges } from './find-host-changes';
import { findMigrations } from './find-migrations';

/** Tried in one beat at most; the rest at the next. */
const MOST_TRIES = 50;

/** @param onError told of a schedule that failed; the others go on. */
export async function keepSchedules(db: Db, now: Date, onError: OnError): Promise<void> {
  await eachSafely([findDueTimes, findHostChanges, findMigrations], onError, async (find) => {
    await find(db, now, onError);
  });
  const waiting = await db.benchmarkFiring.findMany({
    where: { outcome: 'waiting', nextTryAt: { lte: now } },
    orderBy: { nextTryAt: 'asc' },
    select: { id: true },
    take: MOST_TRIES,
  });
  await eachSafely(waiting, onError, async ({ id }) => await tryFiring(db, id, now));
}
