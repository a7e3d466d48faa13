import type { Actor, Scope } from '@/lib/domain/access';
import { actorFor } from '@/lib/server/auth/actor-for';
import type { Db } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';

/**
 * What a campaign's own domains take. Whoever may run campaigns has them made, run and deleted by the campaign, without the right
 * to do so with any other domain.
 */
const NEEDED: readonly Scope[] = [
  'domains:create',
  'domains:read',
  'domains:operate',
  'hosts:read',
  'images:read',
  'operations:cancel',
  'campaigns:run',
];

/** Why nothing more is begun by the account of whoever asked for it; undefined where it may go on. */
export async function ownerRefusal(
  db: Db,
  campaign: { readonly ownerId: string; readonly ownerName: string },
): Promise<string | undefined> {
  const owner = await actorFor(db, campaign, { scopes: ['campaigns:run'], work: 'run test campaigns' });
  return typeof owner === 'string' ? owner : undefined;
}

/** By the name of its owner, even where the account is gone: its domains must go all the same. */
export function campaignContext(
  db: Db,
  campaign: { readonly id: string; readonly ownerId: string; readonly ownerName: string },
  now: Date,
): ServiceContext {
  const actor: Actor = {
    userId: campaign.ownerId,
    name: campaign.ownerName,
    role: 'manager',
    scopes: NEEDED,
    vos: undefined,
    via: 'system',
  };
  return { actor, db, now: () => now, requestId: campaign.id, address: undefined };
}
