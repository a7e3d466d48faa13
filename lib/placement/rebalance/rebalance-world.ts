/** Hosts and domains as they are after the moves so far, asked by the very checks of a single move. */
import type { PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { MigrationPrediction } from '@/lib/domain/prediction';
import type { Refusal } from '@/lib/domain/refusals';
import { checkMove } from '../check-move';
import { memoryNeedKiB } from '../memory-need';
import { pairKey } from '../pair-key';
import { predictMigration } from '../predict-migration';
import type { RebalanceDomain, RebalanceInput } from './rebalance-input';

const OPTIONS = { live: true } as const;

export class RebalanceWorld {
  readonly #input: RebalanceInput;
  readonly #hosts: Map<string, PlacementHost>;
  readonly #domains: Map<string, RebalanceDomain>;
  readonly #groups = new Map<string, string[]>();

  constructor(input: RebalanceInput) {
    this.#input = input;
    this.#hosts = new Map(input.hosts.map((host) => [host.id, host]));
    this.#domains = new Map(input.domains.map((each) => [each.domain.id, each]));
    for (const { domain } of input.domains) {
      const group = domain.metadata.antiAffinity;
      if (group !== undefined) this.#groups.set(group, [...(this.#groups.get(group) ?? []), domain.id]);
    }
  }

  domain(id: string): RebalanceDomain | undefined {
    return this.#domains.get(id);
  }

  host(id: string): PlacementHost | undefined {
    return this.#hosts.get(id);
  }

  /**
   * Everything that stands against a move now; empty where Gridbox knows one of its parts no more, as nothing is known then.
   * @param along ids of those that go with it, as they are kept together
   */
  check(domainId: string, targetId: string, along: readonly string[] = []): Refusal[] {
    const each = this.#domains.get(domainId);
    const target = this.#hosts.get(targetId);
    if (each === undefined || target === undefined) return [];
    return checkMove(each.domain, this.#hosts.get(each.hostId), target, {
      now: this.#input.now,
      options: OPTIONS,
      heldBy: each.heldBy,
      antiAffinityPeers: this.#peersOf(each.domain),
      affinityPeers: this.#togetherWith(each, along),
      holdsAffinity: true,
    });
  }

  foretell(domainId: string, targetId: string): MigrationPrediction | undefined {
    const each = this.#domains.get(domainId);
    const source = this.#hosts.get(each?.hostId ?? '');
    const target = this.#hosts.get(targetId);
    if (each === undefined || source === undefined || target === undefined) return undefined;
    const history = this.#input.historyOf(domainId).get(pairKey(source, target));
    return predictMigration({ domain: each.domain, source, target, options: OPTIONS, history });
  }

  move(domainId: string, targetId: string): void {
    const each = this.#domains.get(domainId);
    const target = this.#hosts.get(targetId);
    if (each === undefined || target === undefined) return;
    const need = memoryNeedKiB(each.domain);
    this.#promise(each.hostId, -need);
    this.#promise(target.id, need);
    this.#domains.set(domainId, { ...each, hostId: target.id });
  }

  #promise(id: string, kib: number): void {
    const host = this.#hosts.get(id);
    if (host !== undefined) this.#hosts.set(id, { ...host, memoryPromisedKiB: (host.memoryPromisedKiB ?? 0) + kib });
  }

  #togetherWith({ affinityPeers = [] }: RebalanceDomain, along: readonly string[]) {
    return affinityPeers
      .filter((peer) => !along.includes(peer.domainId))
      .map((peer) => {
        const host = this.#hosts.get(this.#domains.get(peer.domainId)?.hostId ?? peer.hostId);
        return host === undefined ? peer : { ...peer, hostId: host.id, hostName: host.name };
      });
  }

  #peersOf(domain: PlacementDomain) {
    const group = domain.metadata.antiAffinity;
    if (group === undefined) return [];
    return (this.#groups.get(group) ?? [])
      .flatMap((id) => (id === domain.id ? [] : (this.#domains.get(id) ?? [])))
      .map((peer) => ({ domainName: peer.domain.name, hostId: peer.hostId }));
  }
}
