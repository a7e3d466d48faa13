import type { z } from 'zod';
import type { LeaseDetail } from '@/lib/contracts/leases';
import type { Actor } from '@/lib/domain/access';
import { HOLDING_STATES, type LeaseState } from '@/lib/domain/lease';
import type { Tx } from '@/lib/server/db/client';
import { timesOf } from './maintenance-rows';
import { openMaintenances } from './open-maintenances';

/**
 * What is announced or under way of the hosts that a lease is on, or may use alone, the earliest first: of which the actor may read, so that
 * a VO finds what it was told of. Whether it is within the time of the lease, which may be extended, is not asked.
 * @param hostIds of its domains
 */
export async function leaseMaintenances(
  db: Tx,
  actor: Actor,
  lease: { readonly state: LeaseState; readonly hosts: readonly string[]; readonly hostIds: readonly string[] },
  now: Date,
): Promise<z.input<typeof LeaseDetail>['maintenances']> {
  if (!HOLDING_STATES.includes(lease.state)) return [];
  const [only, ...others] = lease.hosts;
  return (await openMaintenances(db, now))
    .filter(({ hostId, hostName }) => lease.hostIds.includes(hostId) || (others.length === 0 && only === hostName))
    .filter(({ vos }) => actor.vos === undefined || vos.some(({ vo }) => actor.vos?.includes(vo) === true))
    .map((row) => {
      const { startsAt, endsAt } = timesOf(row);
      return { id: row.id, hostName: row.hostName, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
    })
    .toSorted((a, b) => a.startsAt.localeCompare(b.startsAt));
}
