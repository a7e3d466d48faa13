import { hasScope, seesVo, USER_ROLE_LABELS, type Actor, type Scope } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';

/**
 * First line of every service, before any read that could leak.
 * @throws AppError `forbidden`, naming the scope that is missing.
 */
export function requireScope(actor: Actor, scope: Scope): void {
  if (hasScope(actor, scope)) return;
  const who = actor.via === 'token' ? 'This token' : `The role ${USER_ROLE_LABELS[actor.role]}`;
  throw new AppError('forbidden', `${who} does not have the scope ${scope}, which this needs.`, {
    detail: { reason: 'scope', scope },
  });
}

/**
 * An object of a VO that the actor is not bound to reads as not found, as one that does not exist.
 * @throws AppError `not-found`.
 */
export function requireVisible<T extends { readonly vo: string | null }>(
  actor: Actor,
  what: string,
  found: T | null | undefined,
): T {
  if (found === null || found === undefined || !seesVo(actor, found.vo ?? undefined)) throw notFound(what);
  return found;
}

/** @example notFound('domain') // 'There is no such domain, or it is not yours to see.' */
export const notFound = (what: string): AppError =>
  new AppError('not-found', `There is no such ${what}, or it is not yours to see.`);
