import type { ActionItem } from '@/components/ui/action-item';
import { type DomainVerb, VERB_LABELS, type Verdict } from '@/lib/domain/domain-actions';
import { type MenuVerb, VERB_LOOKS, type VerbLook } from './domain-verbs';

/** What of a domain the actions need. Rows and details of the API fit as they are. */
export interface ActionTarget {
  readonly id: string;
  readonly name: string;
  readonly hostId: string | null;
  readonly hostName: string | null;
  readonly can: Readonly<Partial<Record<DomainVerb, Verdict>>>;
  /** The operation that holds it now, if any. */
  readonly operation?: { readonly kind: string; readonly targetHostId: string | null } | null | undefined;
}

/** A host's name by its id, where it is known on this page. */
type HostNames = (hostId: string) => string | undefined;

/** A verb without a verdict has not been answered for yet: no guess in either direction. */
const UNKNOWN = 'What is allowed is still being read.';
export function reasonAgainst(target: ActionTarget, verb: DomainVerb, hostName?: HostNames): string | undefined {
  const verdict = target.can[verb];
  if (verdict === undefined) return UNKNOWN;
  // The service would queue it, and it would come true at the other host, when nobody expects it any more.
  if (target.operation?.kind === 'migrate-domain' && verb !== 'edit' && verdict.allowed) {
    const to = target.operation.targetHostId;
    const where = (to === null ? undefined : hostName?.(to)) ?? 'another host';
    return `${target.name} is being moved to ${where}; wait for the end of it, or cancel it.`;
  }
  return verdict.allowed ? undefined : verdict.reason;
}

/** The menu of a domain: same entries, same order, same keys in every list, on the map and in the panel. Pure. */
export function verbItems(target: ActionTarget, choose: (look: VerbLook) => void, hostName?: HostNames): ActionItem[] {
  return VERB_LOOKS.map((look) => ({
    id: look.verb,
    label:
      look.confirm === undefined && look.verb !== 'migrate' && look.verb !== 'delete'
        ? VERB_LABELS[look.verb]
        : `${VERB_LABELS[look.verb]}…`,
    icon: look.icon,
    shortcut: look.key,
    danger: look.danger,
    startsGroup: look.startsGroup,
    disabledReason: reasonAgainst(target, look.verb, hostName),
    onSelect: () => choose(look),
  }));
}

/**
 * Which verbs have a button of their own, one for each slot of the toolbar, in the order of the slots. A verb and its
 * opposite share a slot and none ever moves to another: what one presses twice is never a different verb the second time.
 * @example slotVerbs('paused') // ['shutdown', 'resume', 'migrate']
 */
export function slotVerbs(state: string): readonly MenuVerb[] {
  return [
    state === 'saved' ? 'restore' : state === 'off' || state === 'crashed' ? 'start' : 'shutdown',
    state === 'paused' || state === 'suspended' ? 'resume' : 'pause',
    'migrate',
  ];
}
