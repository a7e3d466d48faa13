import type { Actor, Scope } from '@/lib/domain/access';
import { actorFor } from '@/lib/server/auth/actor-for';
import type { Db } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';

/** What the slots of a pool take. Whoever may write pools has them made by the pool, without the right to do so with any other domain. */
const NEEDED: readonly Scope[] = [
  'domains:create',
  'domains:read',
  'domains:operate',
  'hosts:read',
  'images:read',
  'images:build',
];

interface Owned {
  readonly id: string;
  readonly ownerId: string;
  readonly ownerName: string;
}

/** Why nothing more is booted by the account of whoever made the pool; undefined where it may go on. */
export async function ownerRefusal(db: Db, pool: Owned): Promise<string | undefined> {
  const owner = await actorFor(db, pool, { scopes: ['batch:write'], work: 'change pools of batch systems' });
  return typeof owner === 'string' ? owner : undefined;
}

/** By the name of its owner, even where the account is gone: its domains must go all the same. */
export function poolContext(db: Db, pool: Owned, now: Date): ServiceContext {
  const actor: Actor = {
    userId: pool.ownerId,
    name: pool.ownerName,
    role: 'manager',
    scopes: NEEDED,
    vos: undefined,
    via: 'system',
  };
  return { actor, db, now: () => now, requestId: pool.id, address: undefined };
}
