import { eachSafely, type OnError } from '@/lib/agent/schedules/each-safely';
import type { Db } from '@/lib/server/db/client';
import { advanceLoss, type AskSign, openLosses, suspectHosts } from '@/lib/server/services/recovery/advance-loss';
import { cleanCopies } from '@/lib/server/services/recovery/clean-copies';

/** One look: hosts that fell silent are suspected, every open loss makes a step, hosts that came back are cleaned of old definitions. */
export async function keepRecovery(
  db: Db,
  { now, askSign, onError }: { readonly now: () => Date; readonly askSign: AskSign; readonly onError: OnError },
): Promise<void> {
  await suspectHosts(db, now());
  await eachSafely(await openLosses(db), onError, async (id) => await advanceLoss(db, id, now(), askSign));
  await cleanCopies(db);
}
