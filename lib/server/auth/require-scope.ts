import { hasScope, refusalOf, seesVo, TESTBED_ONLY, type Actor, type Scope } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';

/**
 * First line of every service, before any read that could leak.
 * @throws AppError `forbidden`: to people what their role does not do and whom to ask, to a script the scope its token
 * was made without. `detail.scope` names it to both.
 */
export function requireScope(actor: Actor, scope: Scope): void {
  if (hasScope(actor, scope)) return;
  const sentence =
    actor.via === 'token'
      ? `This token does not have the scope ${scope}, which this needs.`
      : refusalOf(actor.role, scope);
  throw new AppError('forbidden', sentence, { detail: { reason: 'scope', scope } });
}

/**
 * For what names hosts and every VO's domains, and so is the testbed's own: who is bound to VOs does not see it.
 * @throws AppError `forbidden`: to such people the one reason that there is, whatever they asked
 */
export function requireTestbed(actor: Actor, scope: Scope): void {
  if (actor.via !== 'token' && !hasScope(actor, 'hosts:read'))
    throw new AppError('forbidden', TESTBED_ONLY, { detail: { reason: 'scope', scope: 'hosts:read' } });
  requireScope(actor, scope);
  requireScope(actor, 'hosts:read');
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
