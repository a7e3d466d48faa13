import { type Actor, ROLE_SCOPES } from '@/lib/domain/access';
import { actorFor } from '@/lib/server/auth/actor-for';
import type { Db } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import type { LeaseRow } from './lease-rows';

/** Taking away what was lent is nobody's wish but the end of what was agreed: it is done even where whoever approved it may not any more. */
export const LEASES_ACTOR: Actor = {
  userId: 'gridbox-leases',
  name: 'Gridbox (leases)',
  role: 'manager',
  scopes: ROLE_SCOPES.manager,
  via: 'system',
};

/** A lease is made by the account of whoever approved it; or the sentence why it can be no more. */
export async function approverOf(db: Db, row: LeaseRow): Promise<Actor | string> {
  return await actorFor(
    db,
    { ownerId: row.decidedById, ownerName: row.decidedByName },
    { scopes: ['leases:approve', 'sites:write', 'sites:apply'], work: 'decide over leases' },
  );
}

export const leaseContext = (db: Db, row: Pick<LeaseRow, 'id'>, actor: Actor, now: Date): ServiceContext => ({
  actor,
  db,
  now: () => now,
  requestId: row.id,
  address: undefined,
});
