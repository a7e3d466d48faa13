import { eachSafely, type OnError } from '@/lib/agent/schedules/each-safely';
import type { Db } from '@/lib/server/db/client';
import { advanceCampaign, campaignsUnderWay } from '@/lib/server/services/campaigns/advance-campaign';

/**
 * One look at the campaigns: those that are under way make a step.
 * @returns how many are under way, for whoever looks again sooner then
 */
export async function keepCampaigns(db: Db, now: Date, onError: OnError): Promise<number> {
  const ids = await campaignsUnderWay(db);
  await eachSafely(ids, onError, async (id) => await advanceCampaign(db, id, now));
  return ids.length;
}
