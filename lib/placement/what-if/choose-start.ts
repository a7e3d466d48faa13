/**
 * Where a domain that does not run yet would be started: the checks of a restart on another host, the score of a move, and the
 * choice between its targets. There is no rule here that they do not have. Pure.
 */
import { hostId, type HostId } from '@/lib/domain/ids';
import type { PlacementCandidate, PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { Refusal } from '@/lib/domain/refusals';
import { severityOf } from '@/lib/domain/refusals';
import { sortRefusals } from '../check-move';
import { checkStart } from '../check-start';
import { CAPACITY_CHECKS } from '../checks/resource-checks';
import { makeCandidate } from '../make-candidate';
import { memoryAvailableKiB, memoryNeedKiB } from '../memory-need';
import { checkRestart } from '../recovery/check-restart';
import { scoreHost } from '../score-host';

export interface SupposedStart {
  readonly domain: PlacementDomain;
  /** Whose technology, networks and storage it is made for: the host of the domain that it is like, or the one it ran on. */
  readonly origin: PlacementHost;
  /** It has run here, so what it is attached to is here; undefined for one that never ran anywhere. */
  readonly ranOn: HostId | undefined;
}
type StartContext = Omit<PlacementContext, 'options'>;

/** Checks ask whether a host is the one that has the domain already: of a domain that has none it never is. */
const NOWHERE = hostId('the host that it is made for');

/** Everything that stands against starting it on a host. */
export function startRefusals(start: SupposedStart, target: PlacementHost, context: StartContext): Refusal[] {
  const { domain, origin, ranOn } = start;
  if (target.id !== ranOn) return [...checkRestart(domain, { ...origin, id: NOWHERE }, target, context)];
  const move = { domain, source: undefined, target, context: { ...context, options: { live: false } } };
  const room = CAPACITY_CHECKS.flatMap((check) => check.find(move)).filter((found) => severityOf(found) !== 'warn');
  return [...checkStart({ domain, target }), ...room];
}

export function startCandidate(start: SupposedStart, target: PlacementHost, context: StartContext): PlacementCandidate {
  const { domain, origin } = start;
  const refusals = sortRefusals(startRefusals(start, target, context));
  return makeCandidate({ domain, source: origin, target, refusals, takesMemory: true, prediction: undefined });
}

/**
 * The host that `chooseTarget` would choose of those that can take it at once, without asking the ones that score less: where
 * thousands of starts are placed, asking every host for all of its reasons is most of the time. Undefined: none is ready.
 */
export function quickTarget(
  start: SupposedStart,
  hosts: readonly PlacementHost[],
  context: StartContext,
): HostId | undefined {
  const need = memoryNeedKiB(start.domain);
  const roomy = hosts.flatMap((host) => {
    const available = memoryAvailableKiB(host);
    if (available !== undefined && available < need) return [];
    const after = available === undefined ? undefined : available - need;
    return [{ host, score: scoreHost(start.domain, start.origin, host, after).score }];
  });
  roomy.sort((a, b) => b.score - a.score || (a.host.name < b.host.name ? -1 : a.host.name > b.host.name ? 1 : 0));
  return roomy.find(({ host }) => startRefusals(start, host, context).length === 0)?.host.id;
}

/**
 * One that is made anew: its disks are made where it is placed, so those that one host alone sees hold it nowhere. Shared storage
 * has to be seen there all the same.
 */
export const madeAnew = (domain: PlacementDomain): PlacementDomain => ({
  ...domain,
  state: 'running',
  missing: false,
  claimedBy: undefined,
  hasSnapshots: false,
  disks: domain.disks.filter((disk) => disk.shared),
});
