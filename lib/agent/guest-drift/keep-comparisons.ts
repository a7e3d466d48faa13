import type { Db } from '@/lib/server/db/client';
import { adoptNewDomains, queueDueComparisons } from '@/lib/server/services/guest-drift/due-comparisons';

/** One look at which domains are to be compared with their images now. Several agents may look: each due time is one operation. */
export async function keepComparisons(db: Db, now: Date): Promise<void> {
  await adoptNewDomains(db, now);
  await queueDueComparisons(db, now);
}
