import type { Db } from '@/lib/server/db/client';
import { MAINTENANCE_PARTS } from './maintenance-rows';
import { openMaintenances } from './open-maintenances';
import { tellMaintenance } from './record-maintenance';
import { tellTouchedVos, untoldVos } from './tell-vos';

/** Of which VOs may have to be told that it touches them since. */
export const maintenancesToLookAt = async (db: Db, now: Date): Promise<readonly { readonly id: string }[]> =>
  await openMaintenances(db, now);

/** Domains move and leases come after an announcement: whom it touches by now is told as well, once. */
export async function lookAtMaintenance(db: Db, id: string, now: Date): Promise<void> {
  const seen = await db.maintenance.findUnique({ where: { id }, include: MAINTENANCE_PARTS });
  // It is looked at often, and mostly touches whom it touched before.
  if (seen === null || (await untoldVos(db, seen)).length === 0) return;
  await db.$transaction(async (tx) => {
    const found = await tx.maintenance.findUnique({ where: { id }, include: MAINTENANCE_PARTS });
    if (found === null || found.cancelledAt !== null) return;
    const { row, told } = await tellTouchedVos(tx, found, now);
    if (told.length > 0) await tellMaintenance(tx, row, told, 'touches more VOs');
  });
}
