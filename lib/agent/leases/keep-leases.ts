import { eachSafely, type OnError } from '@/lib/agent/schedules/each-safely';
import type { Db } from '@/lib/server/db/client';
import { advanceLease, keptLeases } from '@/lib/server/services/leases/advance-lease';
import { lookAtMaintenance, maintenancesToLookAt } from '@/lib/server/services/maintenances/look-at-maintenance';
import { leasesToRemind, remindLease } from '@/lib/server/services/leases/remind-leases';

/**
 * One look at the leases that keep a place: those whose time has come are begun, those whose time is over are taken away,
 * and of those that end soon their people are told, as are VOs that an announced maintenance touches since.
 * @returns how many are under way, for whoever looks again sooner then
 */
export async function keepLeases(db: Db, now: Date, onError: OnError): Promise<number> {
  const leases = await keptLeases(db, now);
  await eachSafely(leases, onError, async ({ id }) => await advanceLease(db, id, now));
  await eachSafely(await leasesToRemind(db, now), onError, async ({ id }) => await remindLease(db, id, now));
  await eachSafely(
    await maintenancesToLookAt(db, now),
    onError,
    async ({ id }) => await lookAtMaintenance(db, id, now),
  );
  return leases.filter(({ busy }) => busy).length;
}
