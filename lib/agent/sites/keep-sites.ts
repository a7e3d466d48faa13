import { eachSafely, type OnError } from '@/lib/agent/schedules/each-safely';
import type { Db } from '@/lib/server/db/client';
import { advanceRun, openRuns } from '@/lib/server/services/site-runs/advance-run';
import { expireSites } from '@/lib/server/services/site-runs/expire-sites';

/**
 * One look at the runs of sites: those that are under way make a step, what was left is looked for again at its time, and a site whose
 * time is over begins to go.
 * @returns how many are under way, for whoever looks again sooner then
 */
export async function keepSites(db: Db, now: Date, onError: OnError): Promise<number> {
  await eachSafely([expireSites], onError, async (look) => await look(db, now));
  const runs = await openRuns(db);
  await eachSafely(runs, onError, async ({ id }) => await advanceRun(db, id, now));
  return runs.filter(({ busy }) => busy).length;
}
