/**
 * Where the domains of a lost host are started again: by priority, the larger first among equals, each asked of a world in which
 * the ones before it have been started. Pure.
 */
import { RESTART_PRIORITIES, type RestartPriority } from '@/lib/domain/domain';
import type { PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { describeRefusal, type Refusal, type RefusalCode } from '@/lib/domain/refusals';
import { memoryAvailableKiB, memoryNeedKiB } from '../memory-need';
import { scoreHost } from '../score-host';
import { checkRestart } from './check-restart';

export interface RestartDomain {
  readonly domain: PlacementDomain;
  readonly priority: RestartPriority;
  /** Where the domains of its anti-affinity group are now, itself left out. */
  readonly antiAffinityPeers: NonNullable<PlacementContext['antiAffinityPeers']>;
}

export interface RestartInput {
  readonly now: Date;
  readonly lost: PlacementHost;
  /** The lost one may be among them. */
  readonly hosts: readonly PlacementHost[];
  readonly domains: readonly RestartDomain[];
  /** Facts older than this are not decided on; see `PlacementContext`. */
  readonly staleAfterMs?: number | undefined;
}

export type RestartPlace =
  | { readonly domain: PlacementDomain; readonly target: PlacementHost; readonly why: string }
  /** Nobody can take it; `why` names the reason of the host that is nearest to it. */
  | { readonly domain: PlacementDomain; readonly target: undefined; readonly why: string };

/** @returns one answer a domain, in the order in which they are to be started. */
export function planRestart(input: RestartInput): readonly RestartPlace[] {
  const promised = new Map<string, number>();
  const placed = new Map<string, PlacementHost['id']>();
  const order = input.domains.toSorted(
    (a, b) =>
      RESTART_PRIORITIES.indexOf(a.priority) - RESTART_PRIORITIES.indexOf(b.priority) ||
      b.domain.memoryKiB - a.domain.memoryKiB ||
      (a.domain.name < b.domain.name ? -1 : 1),
  );
  const others = input.hosts.filter((host) => host.id !== input.lost.id);
  return order.map(({ domain, antiAffinityPeers }) => {
    const peers = antiAffinityPeers.map((peer) => ({ ...peer, hostId: placed.get(peer.domainName) ?? peer.hostId }));
    const context = { now: input.now, staleAfterMs: input.staleAfterMs, antiAffinityPeers: peers };
    const candidates = others.map((host) => {
      const target = { ...host, memoryPromisedKiB: (host.memoryPromisedKiB ?? 0) + (promised.get(host.id) ?? 0) };
      return { target, refusals: checkRestart(domain, input.lost, target, context) };
    });
    const best = candidates
      .filter(({ refusals }) => refusals.length === 0)
      .map(({ target }) => ({ target, ...scoreHost(domain, input.lost, target, freeAfterKiB(domain, target)) }))
      .toSorted((a, b) => b.score - a.score || (a.target.name < b.target.name ? -1 : 1))[0];
    if (best === undefined) return { domain, target: undefined, why: whyNobody(candidates) };
    promised.set(best.target.id, (promised.get(best.target.id) ?? 0) + memoryNeedKiB(domain));
    placed.set(domain.name, best.target.id);
    const words = best.parts
      .filter((part) => part.value > 0)
      .slice(0, 2)
      .map((part) => part.words);
    return { domain, target: best.target, why: `${best.target.name}: ${words.join(', ')}.` };
  });
}

function freeAfterKiB(domain: PlacementDomain, target: PlacementHost): number | undefined {
  const available = memoryAvailableKiB(target);
  return available === undefined ? undefined : available - memoryNeedKiB(domain);
}

/** What passes or can be mended; the others are what the host or the domain is. */
const MENDABLE: readonly RefusalCode[] = [
  'memory-short',
  'host-down',
  'host-disabled',
  'host-not-read',
  'host-in-maintenance',
  'stale-inventory',
  'benchmark-running',
  'anti-affinity',
  'network-inactive',
];
/** One reason of a kind that stays outweighs all that pass. */
const STAYS = 100;
const hindrance = (refusals: readonly Refusal[]): number =>
  refusals.reduce((sum, { code }) => sum + (MENDABLE.includes(code) ? 1 : STAYS), 0);

/** The host that is mended soonest is the one to tell of. */
function whyNobody(
  candidates: readonly { readonly target: PlacementHost; readonly refusals: readonly Refusal[] }[],
): string {
  const [nearest] = candidates.toSorted((a, b) => hindrance(a.refusals) - hindrance(b.refusals));
  const refusal = nearest?.refusals[0];
  if (refusal === undefined) return 'There is no other host.';
  return `None of ${candidates.length} hosts can take it. Nearest: ${describeRefusal(refusal).sentence}`;
}
