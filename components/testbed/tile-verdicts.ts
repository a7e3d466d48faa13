/** What the reader may do to a tile: the map's answer is too wide to carry verdicts, so they come from the same table here. */
import type { TestbedTile } from '@/lib/contracts/domains';
import type { HostSummary } from '@/lib/contracts/hosts';
import type { Session } from '@/lib/contracts/access';
import type { Actor } from '@/lib/domain/access';
import { DOMAIN_VERBS } from '@/lib/domain/domain-actions';
import { actorCan } from '@/lib/domain/verb-scopes';
import type { ActionTarget } from '@/components/domains/verb-items';

/**
 * The tile as a target of actions. What the host's driver cannot do is only known to the details; the service repeats
 * every check, so a missing reason here costs a sentence, never a wrong action.
 */
export function tileTarget(
  domain: TestbedTile,
  host: HostSummary | undefined,
  session: Session | undefined,
): ActionTarget {
  const base = {
    id: domain.id,
    name: domain.name,
    hostId: domain.hostId,
    hostName: host?.name ?? null,
    operation: domain.operation,
  };
  if (session === undefined) return { ...base, can: {} };
  const actor: Actor = {
    userId: session.userId,
    name: session.name,
    role: session.role,
    scopes: session.scopes,
    vos: session.vos ?? undefined,
    via: session.via,
  };
  const situation = {
    state: domain.state,
    // A VO admin is not told of every host; the service knows.
    hostStatus: host?.status ?? ('up' as const),
    splitBrain: domain.splitBrain,
    missing: domain.missingSince !== null,
  };
  return { ...base, can: Object.fromEntries(DOMAIN_VERBS.map((verb) => [verb, actorCan(actor, verb, situation)])) };
}
