import { type Actor, hasScope, type Scope } from '@/lib/domain/access';
import type { Tx } from '@/lib/server/db/client';
import { actorOf } from './authenticate';

/**
 * By whom something goes on that somebody set going, with the rights that the account has now; or the sentence why it can no more.
 * @param work to end “may not … any more”
 */
export async function actorFor(
  db: Pick<Tx, 'user'>,
  owner: { readonly ownerId: string | null; readonly ownerName: string | null },
  needs: { readonly scopes: readonly Scope[]; readonly work: string },
): Promise<Actor | string> {
  const user = owner.ownerId === null ? null : await db.user.findUnique({ where: { id: owner.ownerId } });
  if (user === null) return `The account of ${owner.ownerName ?? 'its owner'}, by which it runs, is gone.`;
  if (user.disabled) return `The account of ${user.name}, by which it runs, is disabled.`;
  const actor = actorOf(user, 'system');
  if (!needs.scopes.every((scope) => hasScope(actor, scope)))
    return `${user.name}, by whose account it runs, may not ${needs.work} any more.`;
  return actor;
}
