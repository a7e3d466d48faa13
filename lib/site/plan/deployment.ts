/** A site as it comes to stand while it is planned: each of its domains settled in the world of those before it. */
import { isActive } from '@/lib/domain/domain';
import type { AffinityPeer, PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { describeRefusal } from '@/lib/domain/refusals';
import { checkAllHosts } from '@/lib/placement/check-all-hosts';
import { chooseTarget } from '@/lib/placement/choose-target';
import { memoryAvailableKiB, memoryNeedKiB } from '@/lib/placement/memory-need';
import type { RebalanceDomain } from '@/lib/placement/rebalance/rebalance-input';
import { SupposedWorld } from '@/lib/placement/what-if/supposed-world';
import { groupBy } from '@/lib/utils/group-by';
import { type CheckedSite, slugOf, type WantedDomain, type WantedNetwork } from '../checked-site';
import type { AllowedHosts } from './bind-hosts';
import { liveDifferences, rebuildDifferences } from './compare-node';
import { madeOn, placeNode, type Placing } from './place-node';
import { PoolRoom } from './pool-room';
import type { Difference, HostUse, PlannedHost, PlannedNode } from './site-plan';
import type { MadeNode, SiteWorld } from './site-world';
import { unknownSecrets } from './unknown-secrets';

/** A domain of the site, and what becomes of it. */
export interface Settled {
  readonly wanted: WantedDomain;
  /** What is there of it. */
  readonly there: RebalanceDomain | undefined;
  readonly made: MadeNode | undefined;
  readonly deed: 'create' | 'change' | 'replace' | 'keep';
  readonly placing: Placing;
  readonly differences: readonly Difference[];
  readonly blockers: readonly string[];
}
/** One that was made for the site, and is not wanted any more. */
export interface Unwanted {
  readonly made: MadeNode;
  readonly there: RebalanceDomain;
  readonly host: PlannedHost;
}

export class Deployment {
  readonly #site: CheckedSite;
  readonly #input: SiteWorld;
  /** As it is once all is done that has been settled so far. */
  readonly #world: SupposedWorld;
  readonly #settled = new Map<string, Settled>();
  readonly #there: ReadonlyMap<string, RebalanceDomain>;
  readonly #made: ReadonlyMap<string, MadeNode>;
  readonly pools: PoolRoom;
  readonly unwanted: readonly Unwanted[];

  constructor(site: CheckedSite, input: SiteWorld, destroyed: 'first' | 'last') {
    this.#site = site;
    this.#input = input;
    this.#world = new SupposedWorld(
      input.hosts.map(({ host }) => host),
      input.domains,
    );
    this.#there = new Map(input.domains.map((each) => [each.domain.id, each]));
    this.#made = new Map(input.nodes.map((each) => [each.instance, each]));
    this.pools = new PoolRoom(input.hosts.map(({ host }) => host));
    const wanted = new Map(site.domains.map((each) => [each.instance, each]));
    this.unwanted = input.nodes.flatMap((made) => {
      const there = this.#there.get(made.domainId);
      if (there === undefined || wanted.has(made.instance)) return [];
      return [{ made, there, host: this.#hostOf(there) }];
    });
    if (destroyed === 'first') for (const { made, there } of this.unwanted) this.#leave(made, there);
    // Room that is free once they are made anew.
    for (const each of site.domains) {
      const { there, made } = this.#known(each);
      if (there !== undefined && made !== undefined && !this.stays(each)) this.#leave(made, there);
    }
  }

  /** Whether it is there, and not made anew. */
  stays(wanted: WantedDomain): boolean {
    const { made, there } = this.#known(wanted);
    return there !== undefined && made !== undefined && this.#rebuild(made, wanted).length === 0;
  }

  settled(): readonly Settled[] {
    return this.#site.domains.flatMap(({ instance }) => this.#settled.get(instance) ?? []);
  }

  settle(wanted: WantedDomain, allowed: AllowedHosts): void {
    const { made, there } = this.#known(wanted);
    const rebuilt = there === undefined || made === undefined ? [] : this.#rebuild(made, wanted);
    const settled =
      there === undefined || made === undefined || rebuilt.length > 0
        ? this.#settleNew(wanted, allowed, { there, made, differences: rebuilt })
        : this.#settleThere(wanted, allowed, there, made);
    this.#settled.set(wanted.instance, settled);
  }

  #settleNew(
    wanted: WantedDomain,
    allowed: AllowedHosts,
    was: Pick<Settled, 'there' | 'made' | 'differences'>,
  ): Settled {
    const network = this.networkOf(wanted);
    const homeless = wanted.place.togetherWith.find((instance) => {
      const peer = this.#settled.get(instance);
      return peer !== undefined && peer.placing.host === undefined;
    });
    if (homeless !== undefined) {
      const why = `It is kept together with ${homeless}, for which there is no host.`;
      const placing = { host: undefined, pool: undefined, why, others: [] };
      return { wanted, ...was, deed: was.there === undefined ? 'create' : 'replace', placing, blockers: [why] };
    }
    const placing = placeNode({
      wanted,
      network,
      hosts: this.#current(allowed.hosts),
      excluded: allowed.others,
      context: this.#context(wanted),
      freeOf: (host, pool) => this.pools.free(host, pool),
      along: this.#along(wanted),
      away: this.#input.away,
    });
    const host = placing.host === undefined ? undefined : this.#world.host(placing.host.hostId);
    if (host !== undefined) {
      this.#world.arrive({ domain: madeOn(host, wanted, network), hostId: host.id, heldBy: undefined });
      this.pools.take(host, placing.pool, wanted.diskBytes ?? 0);
    }
    const blockers = [
      ...this.#nameTaken(wanted),
      ...(host === undefined ? [placing.why] : []),
      ...unknownSecrets(wanted, this.#input.secrets),
    ];
    return { wanted, ...was, deed: was.there === undefined ? 'create' : 'replace', placing, blockers };
  }

  #settleThere(wanted: WantedDomain, allowed: AllowedHosts, there: RebalanceDomain, made: MadeNode): Settled {
    const domain: PlacementDomain = {
      ...there.domain,
      // What it is to be: a move is asked of that.
      memoryKiB: wanted.memoryKiB,
      maxMemoryKiB: Math.max(wanted.memoryKiB, there.domain.maxMemoryKiB),
      vcpus: wanted.vcpus,
      metadata: { ...there.domain.metadata, ...madeOn(this.#hostFor(there), wanted, undefined).metadata },
    };
    const at = this.#hostOf(there);
    const move = this.#whyMoved(wanted, allowed, there);
    const placing: Placing =
      move === undefined
        ? { host: at, pool: made.of.pool, why: `It is on ${at.hostName} already.`, others: [] }
        : this.#placeMoved(domain, there, allowed, wanted, move);
    const moved = placing.host !== undefined && placing.host.hostId !== at.hostId;
    this.#world.arrive({ ...there, hostId: placing.host?.hostId ?? there.hostId, domain: running(domain) });
    const differences = [
      ...liveDifferences(there.domain, wanted, slugOf(this.#site.name)),
      ...(moved ? [{ what: 'host', from: at.hostName, to: placing.host?.hostName ?? '' }] : []),
    ];
    const stuck = move !== undefined && !moved ? [`It has to leave ${at.hostName}: ${move} ${placing.why}`] : [];
    const fixed =
      moved && !wanted.migratable
        ? [`It has to leave ${at.hostName}, and the file says that it is not to be moved: ${move ?? ''}`]
        : [];
    const held =
      differences.length > 0 && there.heldBy !== undefined ? [`Another operation holds it: ${there.heldBy}.`] : [];
    return {
      wanted,
      there,
      made,
      deed: differences.length === 0 && move === undefined ? 'keep' : 'change',
      placing,
      differences,
      blockers: [...stuck, ...fixed, ...held],
    };
  }

  /** Why it cannot stay where it is; undefined where it can. */
  #whyMoved({ place }: WantedDomain, allowed: AllowedHosts, there: RebalanceDomain): string | undefined {
    const excluded = allowed.others.find(({ host }) => host.id === there.hostId);
    if (excluded !== undefined) return excluded.why;
    if (!allowed.hosts.some(({ id }) => id === there.hostId)) return 'The file does not name this host.';
    const peer = (instances: readonly string[], holds: (hostId: string) => boolean) =>
      instances.find((instance) => {
        const host = this.#settled.get(instance)?.placing.host;
        return host !== undefined && holds(host.hostId);
      });
    const apart = peer(place.apartFrom, (id) => id === there.hostId);
    if (apart !== undefined) return `${apart} is there, from which the file keeps it apart.`;
    const together = peer(place.togetherWith, (id) => id !== there.hostId);
    return together === undefined ? undefined : `${together} is not there, with which the file keeps it together.`;
  }

  #placeMoved(
    domain: PlacementDomain,
    there: RebalanceDomain,
    allowed: AllowedHosts,
    wanted: WantedDomain,
    why: string,
  ): Placing {
    const at = this.#world.host(there.hostId);
    const hosts = [
      ...(at === undefined ? [] : [at]),
      ...this.#current(allowed.hosts).filter(({ id }) => id !== there.hostId),
    ];
    const context = { ...this.#context(wanted), heldBy: there.heldBy, options: { live: true } };
    const candidates = checkAllHosts(domain, there.hostId, hosts, context).filter(
      ({ hostId }) => hostId !== there.hostId,
    );
    const choice = chooseTarget(candidates);
    const chosen = choice.kind === 'chosen' ? choice.candidate : undefined;
    return {
      host: chosen === undefined ? undefined : { hostId: chosen.hostId, hostName: chosen.hostName },
      pool: undefined,
      why: chosen === undefined ? choice.reason : `${why} ${choice.reason}`,
      others: candidates
        .filter(({ hostId }) => hostId !== chosen?.hostId)
        .map(({ hostId, hostName, refusals }) => ({
          hostId,
          hostName,
          why: refusals.map((refusal) => describeRefusal(refusal).sentence).join(' ') || 'It could take it as well.',
        })),
    };
  }

  /** A domain of this name that the site did not make would be taken for its own. */
  #nameTaken({ name }: WantedDomain): readonly string[] {
    const own = new Set<string>(this.#input.nodes.map(({ domainId }) => domainId));
    const other = this.#input.domains.find(({ domain }) => domain.name === name && !own.has(domain.id));
    if (other === undefined) return [];
    const { hostName } = this.#hostOf(other);
    return [
      `A domain called ${name} is on ${hostName} already, and this site did not make it. Rename it, or the site.`,
    ];
  }

  #context({ place }: WantedDomain): Omit<PlacementContext, 'options'> {
    const peers = (instances: readonly string[]): readonly AffinityPeer[] =>
      instances.flatMap((instance) => {
        const settled = this.#settled.get(instance);
        const host = settled?.placing.host;
        if (settled === undefined || host === undefined) return [];
        const { name } = settled.wanted;
        return [{ domainId: madeOn(this.#hostNamed(host), settled.wanted, undefined).id, domainName: name, ...host }];
      });
    return {
      now: this.#input.now,
      antiAffinityPeers: peers(place.apartFrom),
      affinityPeers: peers(place.togetherWith),
      holdsAffinity: true,
    };
  }

  /** Those to be on its host that are not settled yet. */
  #along({ place }: WantedDomain): readonly WantedDomain[] {
    if (place.togetherWith.some((instance) => this.#settled.has(instance))) return [];
    const waiting = new Set(place.togetherWith);
    return this.#site.domains.filter(({ instance }) => waiting.has(instance));
  }

  #known({ instance }: WantedDomain) {
    const made = this.#made.get(instance);
    return { made, there: made === undefined ? undefined : this.#there.get(made.domainId) };
  }
  #rebuild = (made: MadeNode, wanted: WantedDomain): readonly Difference[] =>
    rebuildDifferences(made.of, wanted, this.networkOf(wanted));
  #leave(made: MadeNode, there: RebalanceDomain): void {
    this.#world.leave(there.domain.id);
    this.pools.give(this.#hostFor(there), made.of.pool, made.of.diskBytes ?? 0);
  }
  #current = (hosts: readonly PlacementHost[]): readonly PlacementHost[] =>
    hosts.map((host) => this.#world.host(host.id) ?? host);
  #hostFor(there: RebalanceDomain): PlacementHost {
    const found = this.#input.hosts.find(({ host }) => host.id === there.hostId);
    if (found === undefined) throw new Error(`no host ${there.hostId} among those of the site's world`);
    return found.host;
  }
  #hostOf(there: RebalanceDomain): PlannedHost {
    const { id, name } = this.#hostFor(there);
    return { hostId: id, hostName: name };
  }
  #hostNamed({ hostId, hostName }: PlannedHost): PlacementHost {
    const host = this.#world.host(hostId);
    if (host === undefined) throw new Error(`no host ${hostName} among those of the site's world`);
    return host;
  }
  networkOf = ({ network }: WantedDomain): WantedNetwork | undefined =>
    network === undefined ? undefined : this.#site.networks[network];

  /** Hosts that the site is on, before and after. */
  hostUses(nodes: readonly PlannedNode[]): readonly HostUse[] {
    const placed = groupBy(
      nodes.flatMap(({ host, deed }) => (host === undefined ? [] : [{ host, stays: deed !== 'destroy' }])),
      ({ host }) => host.hostId,
    );
    return this.#input.hosts.flatMap(({ host }) => {
      const there = placed.get(host.id);
      if (there === undefined) return [];
      const after = this.#world.host(host.id);
      return [
        {
          hostId: host.id,
          hostName: host.name,
          memoryFreeKiB: memoryAvailableKiB(host),
          memoryFreeAfterKiB: after === undefined ? undefined : this.#freeAtTheEnd(after),
          domains: there.filter(({ stays }) => stays).length,
        },
      ];
    });
  }

  /** What the site no longer wants may still be in this world: it goes last. */
  #freeAtTheEnd(host: PlacementHost): number | undefined {
    const free = memoryAvailableKiB(host);
    const left = this.unwanted.filter(
      ({ there }) => there.hostId === host.id && this.#world.domain(there.domain.id) !== undefined,
    );
    return free === undefined ? undefined : left.reduce((sum, { there }) => sum + heldKiB(there.domain), free);
  }

  notes(): readonly string[] {
    const library = [
      ...new Set(this.#site.domains.flatMap(({ image }) => (image.guestModes.length === 0 ? [image.name] : []))),
    ];
    return library.length === 0
      ? []
      : [
          `Of ${library.join(', ')} the file does not say how it is run: that every host can run it is taken for granted.`,
        ];
  }
}

/** What a domain holds of its host's memory. */
export const heldKiB = (domain: PlacementDomain): number => (isActive(domain.state) ? memoryNeedKiB(domain) : 0);

const running = (domain: PlacementDomain): PlacementDomain =>
  isActive(domain.state) ? domain : { ...domain, state: 'running' };
