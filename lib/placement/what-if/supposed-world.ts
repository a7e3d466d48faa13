/** Hosts and domains as they are after what was supposed so far: a copy, of which nothing goes back to the inventory. */
import { isActive } from '@/lib/domain/domain';
import type { PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
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
    this.#groups.get(each.domain.metadata.antiAffinity ?? '')?.delete(id);
    this.#promise(each.hostId, -(this.#held.get(id) ?? 0));
    this.#held.delete(id);
  }

  /** Where the others of its anti-affinity group are. */
  peersOf(domain: PlacementDomain): NonNullable<PlacementContext['antiAffinityPeers']> {
    const group = domain.metadata.antiAffinity;
    if (group === undefined) return [];
    return [...(this.#groups.get(group) ?? [])].flatMap((id) => {
      const peer = id === domain.id ? undefined : this.#domains.get(id);
      return peer === undefined ? [] : [{ domainName: peer.domain.name, hostId: peer.hostId }];
    });
  }

  #keep(each: RebalanceDomain, heldKiB: number): void {
    this.#domains.set(each.domain.id, each);
    this.#held.set(each.domain.id, heldKiB);
    const group = each.domain.metadata.antiAffinity;
    if (group === undefined) return;
    const members = this.#groups.get(group) ?? new Set();
    this.#groups.set(group, members.add(each.domain.id));
  }

  #promise(id: string, kib: number): void {
    const host = this.#hosts.get(id);
    if (host !== undefined) this.#hosts.set(id, { ...host, memoryPromisedKiB: (host.memoryPromisedKiB ?? 0) + kib });
  }
}

const needOf = ({ domain }: RebalanceDomain): number => (isActive(domain.state) ? memoryNeedKiB(domain) : 0);
