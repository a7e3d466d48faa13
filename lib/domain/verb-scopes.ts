import { hasScope, USER_ROLE_LABELS, type Actor, type Scope } from './access';
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
  migrate: 'domains:migrate',
  // Size and existence are the testbed's to give, not the VO's.
  resize: 'domains:edit',
  undefine: 'domains:edit',
  edit: 'domains:edit',
};

/**
 * May this actor ask `verb` of a domain in this situation? The role first: a viewer is not told about states.
 * @example actorCan(viewer, 'start', …) // { allowed: false, reason: 'Start needs the scope domains:operate, which Viewer does not have.' }
 */
export function actorCan(actor: Actor, verb: DomainVerb, situation: DomainSituation): Verdict {
  const scope = VERB_SCOPES[verb];
  if (!hasScope(actor, scope)) {
    const who = actor.via === 'token' ? 'this token' : USER_ROLE_LABELS[actor.role];
    return { allowed: false, reason: `${VERB_LABELS[verb]} needs the scope ${scope}, which ${who} does not have.` };
  }
  return domainCan(verb, situation);
}
