import type { Tx } from '@/lib/server/db/client';
import { MINUTE_MS } from '@/lib/utils/time';
import { announcedOf, MAINTENANCE_PARTS, type MaintenanceRow } from './maintenance-rows';
import { MAINTENANCE_MINUTES_MAX, maintenanceSpan } from '@/lib/domain/maintenance';

/**
 * Those that are announced or under way, the earliest first. How far one was put off no query can say, so those whose latest end may
 * be ahead are read and looked at.
 */
export async function openMaintenances(db: Tx, now: Date): Promise<readonly MaintenanceRow[]> {
  const longAgo = new Date(now.getTime() - MAINTENANCE_MINUTES_MAX * MINUTE_MS);
  const rows = await db.maintenance.findMany({
    where: { cancelledAt: null, OR: [{ startsAt: { gt: longAgo } }, { deferrableUntilAt: { gt: longAgo } }] },
    include: MAINTENANCE_PARTS,
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  });
  return rows.filter((row) => maintenanceSpan(announcedOf(row)).untilMs > now.getTime());
}
