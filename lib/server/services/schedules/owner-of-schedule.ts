import { hasScope, type Actor } from '@/lib/domain/access';
import { actorOf } from '@/lib/server/auth/authenticate';
import type { Db } from '@/lib/server/db/client';

/** By whom a schedule runs now, with the rights that the account has now; or the sentence why it can no more. */
export async function ownerOf(
  db: Db,
  schedule: { readonly ownerId: string; readonly ownerName: string },
): Promise<Actor | string> {
  const user = await db.user.findUnique({ where: { id: schedule.ownerId } });
  if (user === null) return `The account of ${schedule.ownerName}, by which it runs, is gone.`;
  if (user.disabled) return `The account of ${user.name}, by which it runs, is disabled.`;
  const actor = actorOf(user, 'system');
  if (!hasScope(actor, 'benchmarks:run'))
    return `${user.name}, by whose account it runs, may not run benchmarks any more.`;
  return actor;
}
