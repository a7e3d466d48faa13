/** The text console of a domain: when it can be opened, and its bounds, which browser, web half and agent share. Pure. */
import { refusalOf, type Actor, hasScope } from './access';
import { isActive } from './domain';
import { STATE_LABELS, type DomainSituation, type Verdict } from './domain-actions';

/** Most that is typed at once, in bytes: a page of pasted text. More is cut into pieces by the one who sends. */
export const TYPED_MAX_BYTES = 4_096;
/** An open console into which nothing is typed for so long ends: it may be a page that somebody forgot, with a shell on it. */
export const CONSOLE_IDLE_MS = 30 * 60_000;

/**
 * May this actor open it? What is typed there can do whatever the guest lets it, so it takes the scope of the lifecycle.
 * @param noConsole the host's sentence, where its driver has no consoles
 */
export function canOpenConsole(
  actor: Actor,
  domain: Pick<DomainSituation, 'state' | 'hostStatus' | 'missing'>,
  noConsole: string | undefined,
): Verdict {
  if (!hasScope(actor, 'domains:operate')) return refuse(refusalOf(actor.role, 'domains:operate'));
  if (noConsole !== undefined) return refuse(noConsole);
  if (domain.missing) return refuse('No host reports this domain any more; it has no console.');
  if (domain.hostStatus !== 'up') return refuse('Its host does not answer now; the console is there when it does.');
  if (!isActive(domain.state))
    return refuse(`The domain is ${STATE_LABELS[domain.state]}; it has a console while it runs.`);
  return { allowed: true };
}

const refuse = (reason: string): Verdict => ({ allowed: false, reason });
