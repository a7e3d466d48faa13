import { eachSafely, type OnError } from '@/lib/agent/schedules/each-safely';
import type { Db } from '@/lib/server/db/client';
import { advancePlan, plansUnderWay, settleLeftovers } from '@/lib/server/services/plans/advance-plan';

/** One look at the plans: those that are under way make a step, of those that stand still what has ended is noted. */
export async function keepPlans(db: Db, now: Date, onError: OnError): Promise<void> {
  await eachSafely(await plansUnderWay(db), onError, async (id) => await advancePlan(db, id, now));
  await settleLeftovers(db);
}
