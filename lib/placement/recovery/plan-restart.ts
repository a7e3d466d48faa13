/**
 * Where the domains of a lost host are started again: by priority, the larger first among equals, each asked of a world in which
 * the ones before it have been started; those of an affinity group on one host. Pure.
 */
import { RESTART_PRIORITIES, type RestartPriority } from '@/lib/domain/domain';
import type { AffinityPeer, PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { describeRefusal, type Refusal } from '@/lib/domain/refusals';
import { groupBy } from '@/lib/utils/group-by';
import { nearestRefusal } from '../nearest';
import { memoryAvailableKiB, memoryNeedKiB } from '../memory-need';
import { scoreHost } from '../score-host';
import { namesOf } from '../together-words';
import { checkRestart } from './check-restart';

export interface RestartDomain {
  readonly domain: PlacementDomain;
  readonly priority: RestartPriority;
  /** Where the domains of its anti-affinity group are now, itself left out. */
  readonly antiAffinityPeers: NonNullable<PlacementContext['antiAffinityPeers']>;
  /** Where the others of its affinity group run, on the lost host as well. */
  readonly affinityPeers: readonly AffinityPeer[];
}

export interface RestartInput {
  readonly now: Date;
  readonly lost: PlacementHost;
  /** The lost one may be among them. */
  readonly hosts: readonly PlacementHost[];
  readonly domains: readonly RestartDomain[];
  /** Of affinity groups the domains that are being started, or were, and are not seen to run yet. */
  readonly begun?: ReadonlyMap<string, readonly AffinityPeer[]> | undefined;
  /** Facts older than this are not decided on; see `PlacementContext`. */
  readonly staleAfterMs?: number | undefined;
}

export type RestartPlace =
  | { readonly domain: PlacementDomain; readonly target: PlacementHost; readonly why: string }
  /** Nobody can take it; `why` names the reason of the host that is nearest to it. */
  | { readonly domain: PlacementDomain; readonly target: undefined; readonly why: string };

/** @returns one answer a domain, in the order in which they are to be started. */
export function planRestart(input: RestartInput): readonly RestartPlace[] {
  const order = input.domains.toSorted(
    (a, b) =>
      RESTART_PRIORITIES.indexOf(a.priority) - RESTART_PRIORITIES.indexOf(b.priority) ||
      b.domain.memoryKiB - a.domain.memoryKiB ||
      (a.domain.name < b.domain.name ? -1 : 1),
  );
  const world = new RestartWorld(input);
  // A group is placed when the first of it has its turn, so that the others find room beside it when they have theirs.
  const units = groupBy(order, ({ domain }) =>
    domain.metadata.affinity === undefined ? `alone ${domain.id}` : `group ${domain.metadata.affinity}`,
  );
  const places = new Map(
    [...units.values()].flatMap((unit) => world.place(unit)).map((each) => [each.domain.id, each]),
  );
  return order.flatMap(({ domain }) => places.get(domain.id) ?? []);
}

/** One host, asked to take as many of a unit as it can, in their order. */
interface Offer {
  readonly target: PlacementHost;
  readonly answers: readonly {
    readonly each: RestartDomain;
    readonly refusals: readonly Refusal[];
    readonly score: number;
    readonly words: string;
  }[];
}
const takes = ({ answers }: Offer): number => answers.filter(({ refusals }) => refusals.length === 0).length;
/** Of two hosts that is better that takes the first of the unit that only one of them takes. */
const reach = ({ answers }: Offer): string =>
  answers.map(({ refusals }) => (refusals.length === 0 ? '1' : '0')).join('');
const worth = ({ answers }: Offer): number => answers.reduce((sum, { score }) => sum + score, 0);

/** Hosts as they are when what was placed before has been started. */
class RestartWorld {
  readonly #input: RestartInput;
  readonly #promised = new Map<string, number>();
  readonly #placed = new Map<string, PlacementHost['id']>();

  constructor(input: RestartInput) {
    this.#input = input;
  }

  /** @param unit a domain alone, or those of an affinity group, in the order in which they are to be started */
  place(unit: readonly RestartDomain[]): readonly RestartPlace[] {
    const offers = this.#input.hosts
      .filter((host) => host.id !== this.#input.lost.id)
      .map((host) => this.#offerOf(host, unit));
    const best = offers
      .filter((offer) => takes(offer) > 0)
      .toSorted(
        (a, b) =>
          (reach(a) === reach(b) ? 0 : reach(a) > reach(b) ? -1 : 1) ||
          worth(b) - worth(a) ||
          (a.target.name < b.target.name ? -1 : 1),
      )[0];
    if (best === undefined)
      return unit.map(({ domain }, index) => ({ domain, target: undefined, why: whyNobody(offers, index) }));
    const { target } = best;
    const taken = best.answers.flatMap(({ each, refusals }) => (refusals.length === 0 ? [each.domain.name] : []));
    return best.answers.map(({ each: { domain }, refusals: [refusal], words }) => {
      if (refusal !== undefined) {
        const why = `It is kept together with ${namesOf(taken)}, on ${target.name}. ${describeRefusal(refusal).sentence}`;
        return { domain, target: undefined, why };
      }
      this.#promised.set(target.id, (this.#promised.get(target.id) ?? 0) + memoryNeedKiB(domain));
      this.#placed.set(domain.name, target.id);
      const others = taken.filter((name) => name !== domain.name);
      const group = others.length === 0 ? '' : ` With ${namesOf(others)}, group ${domain.metadata.affinity ?? ''}.`;
      return { domain, target, why: `${target.name}: ${words}.${group}` };
    });
  }

  #offerOf(host: PlacementHost, unit: readonly RestartDomain[]): Offer {
    let promisedKiB = (host.memoryPromisedKiB ?? 0) + (this.#promised.get(host.id) ?? 0);
    const here = new Set<string>();
    const answers = unit.map((each) => {
      const target = { ...host, memoryPromisedKiB: promisedKiB };
      const refusals = checkRestart(each.domain, this.#input.lost, target, this.#contextOf(each, unit, target, here));
      if (refusals.length > 0) return { each, refusals, score: 0, words: '' };
      promisedKiB += memoryNeedKiB(each.domain);
      here.add(each.domain.name);
      const { score, parts } = scoreHost(each.domain, this.#input.lost, target, freeAfterKiB(each.domain, target));
      const told = parts.filter((part) => part.value > 0).slice(0, 2);
      return { each, refusals, score, words: told.map((part) => part.words).join(', ') };
    });
    return { target: host, answers };
  }

  #contextOf(
    { domain, antiAffinityPeers, affinityPeers }: RestartDomain,
    unit: readonly RestartDomain[],
    target: PlacementHost,
    here: ReadonlySet<string>,
  ): Omit<PlacementContext, 'options'> {
    const { now, staleAfterMs, lost, begun } = this.#input;
    const apart = antiAffinityPeers.map((peer) => ({
      ...peer,
      hostId: here.has(peer.domainName) ? target.id : (this.#placed.get(peer.domainName) ?? peer.hostId),
    }));
    const others = [...affinityPeers, ...(begun?.get(domain.metadata.affinity ?? '') ?? [])];
    const together = [...new Map(others.map((peer) => [peer.domainId, peer])).values()].filter(
      // What ran on the lost host runs no more, and the others of the unit go along.
      (peer) => peer.hostId !== lost.id && !unit.some((other) => other.domain.id === peer.domainId),
    );
    return { now, staleAfterMs, antiAffinityPeers: apart, affinityPeers: together, holdsAffinity: true };
  }
}

function freeAfterKiB(domain: PlacementDomain, target: PlacementHost): number | undefined {
  const available = memoryAvailableKiB(target);
  return available === undefined ? undefined : available - memoryNeedKiB(domain);
}

/** The host that is mended soonest is the one to tell of. @param index of the domain in its unit */
function whyNobody(offers: readonly Offer[], index: number): string {
  const refusal = nearestRefusal(offers.map(({ answers }) => answers[index]?.refusals ?? []));
  if (refusal === undefined) return 'There is no other host.';
  return `None of ${offers.length} hosts can take it. Nearest: ${describeRefusal(refusal).sentence}`;
}
