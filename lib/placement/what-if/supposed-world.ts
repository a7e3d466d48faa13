/** Hosts and domains as they are after what was supposed so far: a copy, of which nothing goes back to the inventory. */
import { isActive } from '@/lib/domain/domain';
import type { AffinityPeer, PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { memoryNeedKiB } from '../memory-need';
import type { RebalanceDomain } from '../rebalance/rebalance-input';

export class SupposedWorld {
  readonly #hosts: Map<string, PlacementHost>;
  readonly #domains = new Map<string, RebalanceDomain>();
  /** Of each domain what of its host's memory is counted for it, in KiB. */
  readonly #held = new Map<string, number>();
  readonly #groups = new Map<string, Set<string>>();

  /** @param domains those that are there: their memory is in what their hosts have free */
  constructor(hosts: readonly PlacementHost[], domains: readonly RebalanceDomain[]) {
    this.#hosts = new Map(hosts.map((host) => [host.id, host]));
    for (const each of domains) this.#keep(each, needOf(each));
  }

  /** In the order in which they came. */
  hosts(): readonly PlacementHost[] {
    return [...this.#hosts.values()];
  }

  host(id: string): PlacementHost | undefined {
    return this.#hosts.get(id);
  }

  domains(): readonly RebalanceDomain[] {
    return [...this.#domains.values()];
  }

  domain(id: string): RebalanceDomain | undefined {
    return this.#domains.get(id);
  }

  /** Or changes one that is there: what its domains hold stays counted. */
  setHost(host: PlacementHost): void {
    const { memoryPromisedKiB } = this.#hosts.get(host.id) ?? host;
    this.#hosts.set(host.id, { ...host, memoryPromisedKiB });
  }

  /** Its domains stay known, on a host that takes nothing any more, until they are moved or leave. */
  dropHost(id: string): void {
    this.#hosts.delete(id);
  }

  /** It comes to a host, or to another, or has other memory: what it needs is promised there. */
  arrive(each: RebalanceDomain): void {
    this.leave(each.domain.id);
    const need = this.#hosts.has(each.hostId) ? needOf(each) : 0;
    this.#keep(each, need);
    this.#promise(each.hostId, need);
  }

  leave(id: string): void {
    const each = this.#domains.get(id);
    if (each === undefined) return;
    this.#domains.delete(id);
    for (const group of groupsOf(each.domain)) this.#groups.get(group)?.delete(id);
    this.#promise(each.hostId, -(this.#held.get(id) ?? 0));
    this.#held.delete(id);
  }

  /** Where the others of its anti-affinity group are. */
  peersOf(domain: PlacementDomain): NonNullable<PlacementContext['antiAffinityPeers']> {
    return this.#othersOf(domain, apart(domain)).map((peer) => ({
      domainName: peer.domain.name,
      hostId: peer.hostId,
    }));
  }

  /** Where the others of its affinity group run; those on a host that goes run nowhere, and are placed themselves. */
  togetherWith(domain: PlacementDomain): readonly AffinityPeer[] {
    return this.#othersOf(domain, together(domain)).flatMap((peer) => {
      const host = this.#hosts.get(peer.hostId);
      if (host === undefined || !isActive(peer.domain.state)) return [];
      return [{ domainId: peer.domain.id, domainName: peer.domain.name, hostId: host.id, hostName: host.name }];
    });
  }

  /** All that a start or a move is asked of its groups. */
  groupsAround(domain: PlacementDomain) {
    return {
      antiAffinityPeers: this.peersOf(domain),
      affinityPeers: this.togetherWith(domain),
      holdsAffinity: true,
    } as const;
  }

  #othersOf(domain: PlacementDomain, group: string | undefined): RebalanceDomain[] {
    const members = group === undefined ? undefined : this.#groups.get(group);
    if (members === undefined) return [];
    return [...members].flatMap((id) => (id === domain.id ? [] : (this.#domains.get(id) ?? [])));
  }

  #keep(each: RebalanceDomain, heldKiB: number): void {
    this.#domains.set(each.domain.id, each);
    this.#held.set(each.domain.id, heldKiB);
    for (const group of groupsOf(each.domain)) {
      const members = this.#groups.get(group) ?? new Set();
      this.#groups.set(group, members.add(each.domain.id));
    }
  }

  #promise(id: string, kib: number): void {
    const host = this.#hosts.get(id);
    if (host !== undefined) this.#hosts.set(id, { ...host, memoryPromisedKiB: (host.memoryPromisedKiB ?? 0) + kib });
  }
}

const needOf = ({ domain }: RebalanceDomain): number => (isActive(domain.state) ? memoryNeedKiB(domain) : 0);

/** Groups that are kept apart and groups that are kept together may have one name. */
const apart = ({ metadata }: PlacementDomain): string | undefined =>
  metadata.antiAffinity === undefined ? undefined : `apart ${metadata.antiAffinity}`;
const together = ({ metadata }: PlacementDomain): string | undefined =>
  metadata.affinity === undefined ? undefined : `together ${metadata.affinity}`;
const groupsOf = (domain: PlacementDomain): string[] => [apart(domain) ?? [], together(domain) ?? []].flat();
