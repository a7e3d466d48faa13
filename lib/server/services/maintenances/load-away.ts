import { maintenanceSpan } from '@/lib/domain/maintenance';
import type { Away } from '@/lib/leases/feasibility';
import type { Tx } from '@/lib/server/db/client';
import { announcedOf } from './maintenance-rows';
import { openMaintenances } from './open-maintenances';

/** Hosts of which maintenance is announced or under way, each for as long as that is by now. */
export async function loadAway(db: Tx, now: Date): Promise<readonly Away[]> {
  const rows = await openMaintenances(db, now);
  if (rows.length === 0) return [];
  // As they are called now: a host may have got another name since.
  const hosts = await db.host.findMany({
    where: { id: { in: rows.map(({ hostId }) => hostId) } },
    select: { id: true, name: true },
  });
  const names = new Map(hosts.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    hostName: names.get(row.hostId) ?? row.hostName,
    ...maintenanceSpan(announcedOf(row)),
  }));
}
