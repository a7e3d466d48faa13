import { hasScope, refusalOf, type Actor, type Scope } from './access';
import { domainCan, VERB_LABELS, type DomainSituation, type DomainVerb, type Verdict } from './domain-actions';

/** Which scope a verb needs. The API checks it, list rows carry the outcome, buttons show it. */
export const VERB_SCOPES: Record<DomainVerb, Scope> = {
  start: 'domains:operate',
  shutdown: 'domains:operate',
  destroy: 'domains:operate',
  reboot: 'domains:operate',
  reset: 'domains:operate',
  pause: 'domains:operate',
  resume: 'domains:operate',
  save: 'domains:operate',
  restore: 'domains:operate',
  'discard-saved': 'domains:operate',
  migrate: 'domains:migrate',
  // Size and existence are the testbed's to give, not the VO's.
  resize: 'domains:edit',
  undefine: 'domains:edit',
  delete: 'domains:create',
  edit: 'domains:edit',
};

/**
 * May this actor ask `verb` of a domain in this situation? The role first: a viewer is not told about states.
 * @example actorCan(viewer, 'start', …) // { allowed: false, reason: 'Viewers do not … ; ask an operator or a testbed manager.' }
 */
export function actorCan(actor: Actor, verb: DomainVerb, situation: DomainSituation): Verdict {
  const scope = VERB_SCOPES[verb];
  if (!hasScope(actor, scope)) {
    // Who made a token chose its scopes, and knows them by name.
    const reason =
      actor.via === 'token'
        ? `${VERB_LABELS[verb]} needs the scope ${scope}, which this token does not have.`
        : refusalOf(actor.role, scope);
    return { allowed: false, reason };
  }
  return domainCan(verb, situation);
}
