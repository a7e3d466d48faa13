import { eachSafely, type OnError } from '@/lib/agent/schedules/each-safely';
import type { Db } from '@/lib/server/db/client';
import { lookForRebalance } from '@/lib/server/services/plans/look-for-rebalance';
import { openLeftSlots } from '@/lib/server/services/plans/worker-nodes';
import { advancePlan, plansUnderWay, settleLeftovers } from '@/lib/server/services/plans/advance-plan';

/**
 * One look at the plans: one is made where the rebalance settings want it; those that are under way make a step, of those that stand still what has ended is noted, and slots that are needed closed no more are opened.
 * @returns how many are under way, for whoever looks again sooner then
 */
export async function keepPlans(db: Db, now: Date, onError: OnError): Promise<number> {
  await eachSafely([lookForRebalance], onError, async (look) => await look(db, now));
  const ids = await plansUnderWay(db);
  await eachSafely(ids, onError, async (id) => await advancePlan(db, id, now));
  await settleLeftovers(db, now);
  await openLeftSlots(db, now);
  return ids.length;
}
