import { type Actor, hasScope, refusalOf, seesVo } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import { knownVos } from '@/lib/server/services/vo-quotas/known-vos';

/** @throws AppError `not-found` for a VO that is not the actor's, as for one of which nothing here is. */
export async function requireVo(db: Tx, actor: Actor, vo: string): Promise<void> {
  if (!seesVo(actor, vo) || !(await knownVos(db, actor)).includes(vo)) throw notFound('VO');
}

/** Its own people read it, and who may read the whole audit. */
export const readsVoAudit = (actor: Actor): boolean => actor.vos !== undefined || hasScope(actor, 'audit:read');

/** @throws AppError `forbidden` */
export function requireVoAudit(actor: Actor): void {
  if (!readsVoAudit(actor)) throw new AppError('forbidden', refusalOf(actor.role, 'audit:read'));
}
