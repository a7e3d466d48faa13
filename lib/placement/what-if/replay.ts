/**
 * What was recorded happens again, change by change, on other hosts. What ran where it still can runs there; what cannot is
 * started where the planner says; what finds no place is told, and waits for a host that opens or gets room. Pure.
 */
import { isActive } from '@/lib/domain/domain';
import { domainId, hostId, type HostId } from '@/lib/domain/ids';
import type { PastDomain, PastHost, PastRecord } from '@/lib/domain/past/records';
import type { PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { SECOND_MS } from '@/lib/utils/time';
import { chooseTarget, type TargetChoice } from '../choose-target';
import { memoryNeedKiB } from '../memory-need';
import type { RebalanceDomain } from '../rebalance/rebalance-input';
import { domainThen, hostThen, type KnownHost } from './as-it-was';
import { quickTarget, startCandidate, type SupposedStart } from './choose-start';
import { byName, inOrder } from './replay-order';
import type { Homeless, ReplayResult, ReplayWhat } from './replay-result';
import { SupposedWorld } from './supposed-world';
import { Tightest } from './tightest';
import type { LikeStart, ReplaySpan } from './what-if-input';

/**
 * Each start that cannot be where it was asks every host, and for all of its reasons where none is ready: so many questions together,
 * some four seconds, and the replay ends there and says so. Fewer, and a month of a large testbed could not be played; more, and
 * others would wait for the answer too.
 */
const MOST_QUESTIONS = 1_200_000;

/**
 * Whoever waits no longer than this is not told: in a testbed that is just being added its hosts come one by one. Told, they would
 * hide those that matter; longer, and a start that was really kept waiting would be passed over.
 */
const SHORT_WAIT_MS = 30 * SECOND_MS;

type Told = Omit<Homeless, 'foundAtMs'> & { foundAtMs: number | undefined };
interface Ran {
  readonly domain: PlacementDomain;
  /** As recorded. */
  readonly hostId: HostId;
}
export class Replay {
  readonly #world = new SupposedWorld([], []);
  readonly #tightest = new Tightest();
  /** Hosts as they were, those that are supposed away as well: what ran there was made for them. */
  readonly #origins = new Map<string, PlacementHost>();
  /** What ran at the moment, whether it has a place or not. */
  readonly #ran = new Map<string, Ran>();
  /** By domain, how it was asked for a place last. */
  readonly #starts = new Map<string, SupposedStart>();
  /** Of a host that is gone nobody knows what networks and storage it had: it takes what ran there, and nothing else. */
  readonly #known: ReadonlySet<string>;
  readonly #homeless: Told[] = [];
  /** By id, what has no place and runs, in the order in which it asked. */
  readonly #waiting = new Map<string, { readonly start: SupposedStart; readonly told: Told }>();
  readonly #tally = { beginning: zero(), start: zero(), growth: zero() };
  readonly #moves = { made: 0, stayed: 0 };
  #questions = 0;

  constructor(
    private readonly options: {
      readonly span: ReplaySpan;
      readonly known: {
        readonly hosts: ReadonlyMap<string, KnownHost>;
        readonly domains: ReadonlyMap<string, PlacementDomain>;
      };
      /** Ids of hosts that are supposed away. */
      readonly gone: ReadonlySet<string>;
      readonly newHosts: readonly PlacementHost[];
      readonly starts: readonly LikeStart[];
    },
  ) {
    this.#known = new Set([...options.known.hosts.keys(), ...options.newHosts.map(({ id }) => id)]);
  }

  run(): ReplayResult {
    const { sinceMs } = this.options.span;
    this.#begin(sinceMs);
    let playedMs = sinceMs;
    let cutShortAtMs: number | undefined;
    for (const change of inOrder(this.options.span)) {
      const { atMs } = change.record;
      if (atMs > playedMs) {
        this.#tightest.mark(playedMs);
        if (this.#questions > MOST_QUESTIONS) {
          cutShortAtMs = playedMs;
          break;
        }
        playedMs = atMs;
      }
      if (change.subject === 'host') this.#hostChanged(change.record);
      else this.#domainChanged(change.record);
    }
    this.#tightest.mark(playedMs);
    const places = this.#world.domains();
    return {
      places,
      endsElsewhere: places.filter(({ domain, hostId: at }) => (this.#ran.get(domain.id)?.hostId ?? at) !== at).length,
      tally: this.#tally,
      homeless: this.#homeless.filter(
        ({ atMs, foundAtMs }) => foundAtMs === undefined || foundAtMs - atMs > SHORT_WAIT_MS,
      ),
      moves: this.#moves,
      tightest: this.#tightest.moments(),
      cutShortAtMs,
    };
  }

  #begin(atMs: number): void {
    const { span, newHosts, starts } = this.options;
    for (const record of byName(span.before.hosts.values())) this.#hostChanged(record);
    for (const host of newHosts) this.#setHost(host);
    const moved: Ran[] = [];
    for (const { id, gone, facts } of byName(span.before.domains.values())) {
      const ran = gone ? undefined : this.#ranBy(id, facts);
      if (ran === undefined) continue;
      this.#ran.set(id, ran);
      // What ran there had room, whatever is counted now.
      if (this.#world.host(ran.hostId) !== undefined) this.#arrive(ran.domain, ran.hostId);
      else moved.push(ran);
    }
    moved.sort((a, b) => b.domain.memoryKiB - a.domain.memoryKiB || (a.domain.name < b.domain.name ? -1 : 1));
    for (const each of moved) this.#place(atMs, 'beginning', each);
    for (const { added, origin, domain } of starts)
      for (let number = 1; number <= added.count; number += 1) {
        const id = domainId(`${domain.id} +${number} of ${starts.findIndex((each) => each.added === added)}`);
        const start = { domain: { ...domain, id, name: `${domain.name} +${number}` }, origin, ranOn: undefined };
        this.#start(atMs, 'beginning', start, undefined);
      }
  }

  #hostChanged({ id, atMs, gone, facts }: PastRecord<PastHost>): void {
    const host = hostThen(id, facts, this.options.known.hosts.get(id));
    this.#origins.set(id, host);
    if (this.options.gone.has(id)) return;
    if (!gone) {
      this.#setHost(host);
      this.#offer(atMs, host.id);
      return;
    }
    this.#world.dropHost(id);
    this.#tightest.see(id, undefined);
    for (const { domain } of this.#world.domains().filter(({ hostId: at }) => at === id)) {
      this.#world.leave(domain.id);
      const start = this.#starts.get(domain.id);
      // What was recorded here has a record of its own of what became of it.
      if (start !== undefined && this.#ran.get(domain.id)?.hostId !== id)
        this.#start(atMs, 'start', start, start.ranOn);
    }
  }

  #domainChanged({ id, atMs, gone, facts }: PastRecord<PastDomain>): void {
    const was = this.#ran.get(id);
    const is = gone ? undefined : this.#ranBy(id, facts);
    if (is === undefined) {
      this.#ran.delete(id);
      this.#waiting.delete(id);
      const at = this.#world.domain(id)?.hostId;
      this.#leave(id);
      if (at !== undefined) this.#offer(atMs, at);
      return;
    }
    this.#ran.set(id, is);
    const place = this.#world.domain(id);
    if (was === undefined) return this.#place(atMs, 'start', is);
    if (place === undefined) return this.#waitOn(atMs, was, is);
    if (was.hostId !== is.hostId && place.hostId !== is.hostId) this.#moved(atMs, is, place);
    else this.#resized(atMs, is, place);
    this.#offer(atMs, place.hostId);
  }

  /** It is told already that it has no place; where it went it is tried again. */
  #waitOn(atMs: number, was: Ran, is: Ran): void {
    const waits = this.#waiting.get(is.domain.id);
    if (waits === undefined) return;
    const start = this.#startOf(is);
    this.#waiting.set(is.domain.id, { ...waits, start });
    if (was.hostId !== is.hostId && this.#tryPlace(atMs, start, is.hostId).kind === 'chosen')
      this.#found(atMs, is.domain.id);
  }

  #found(atMs: number, id: string): void {
    const waits = this.#waiting.get(id);
    if (waits !== undefined) waits.told.foundAtMs = atMs;
    this.#waiting.delete(id);
  }

  /** A host that opens, or gets room, is asked for those that wait, in the order in which they asked. */
  #offer(atMs: number, at: HostId): void {
    for (const [id, { start }] of this.#waiting) {
      const host = this.#world.host(at);
      if (host === undefined || (!this.#known.has(at) && start.ranOn !== at)) continue;
      this.#questions += 1;
      if (this.#candidate(atMs, start, host).verdict === 'refused') continue;
      this.#arrive(start.domain, at);
      this.#found(atMs, id);
    }
  }

  /** Undefined: it holds nothing of any host by these facts. */
  #ranBy(id: string, facts: PastDomain): Ran | undefined {
    if (facts.hostId === null || facts.missingSince !== null || !isActive(facts.state)) return undefined;
    // Its host went a moment before its own record says so.
    if (!this.#origins.has(facts.hostId)) return undefined;
    return { domain: domainThen(id, facts, this.options.known.domains.get(id)), hostId: hostId(facts.hostId) };
  }

  #moved(atMs: number, ran: Ran, place: RebalanceDomain): void {
    const target = this.#world.host(ran.hostId);
    const able = target !== undefined && this.#candidate(atMs, this.#startOf(ran), target).verdict !== 'refused';
    this.#moves[able ? 'made' : 'stayed'] += 1;
    if (able) this.#arrive(ran.domain, ran.hostId);
    else this.#resized(atMs, ran, place);
  }

  /** Where it is, if there is room for the rest; else it goes where there is room for all, or stays as it was. */
  #resized(atMs: number, ran: Ran, place: RebalanceDomain): void {
    if (memoryNeedKiB(ran.domain) <= memoryNeedKiB(place.domain)) return this.#arrive(ran.domain, place.hostId);
    this.#leave(ran.domain.id);
    const placed = this.#start(atMs, 'growth', { ...this.#startOf(ran), ranOn: place.hostId }, place.hostId);
    if (!placed) this.#arrive(place.domain, place.hostId);
  }

  #place(atMs: number, what: ReplayWhat, ran: Ran): void {
    this.#start(atMs, what, this.#startOf(ran), ran.hostId);
  }

  #start(atMs: number, what: ReplayWhat, start: SupposedStart, first: HostId | undefined): boolean {
    const tally = this.#tally[what];
    tally.asked += 1;
    const found = this.#tryPlace(atMs, start, first);
    if (found.kind === 'chosen') {
      if (found.at !== first) tally.elsewhere += 1;
      return true;
    }
    const { id, name, memoryKiB } = start.domain;
    const hostName = first === undefined ? undefined : (this.#world.host(first) ?? this.#origins.get(first))?.name;
    const { reason: why, counts } = found;
    const told: Told = { atMs, what, id, name, memoryKiB, hostName, why, counts, foundAtMs: undefined };
    this.#homeless.push(told);
    // What was not given more has its place, and goes on as it was.
    if (what !== 'growth') this.#waiting.set(id, { start, told });
    return false;
  }

  /** @param first the host that is asked before the others; where it can take it none of them is asked */
  #tryPlace(
    atMs: number,
    start: SupposedStart,
    first: HostId | undefined,
  ): { readonly kind: 'chosen'; readonly at: HostId } | Extract<TargetChoice, { readonly kind: 'none' }> {
    this.#starts.set(start.domain.id, start);
    const wanted = first === undefined ? undefined : this.#world.host(first);
    if (wanted !== undefined && this.#candidate(atMs, start, wanted).verdict !== 'refused') {
      this.#arrive(start.domain, wanted.id);
      return { kind: 'chosen', at: wanted.id };
    }
    const hosts = this.#world.hosts().filter(({ id }) => id === first || this.#known.has(id));
    this.#questions += hosts.length;
    const ready = quickTarget(start, hosts, this.#contextOf(atMs, start));
    if (ready !== undefined) {
      this.#arrive(start.domain, ready);
      return { kind: 'chosen', at: ready };
    }
    this.#questions += hosts.length;
    const chosen = chooseTarget(hosts.map((host) => this.#candidate(atMs, start, host)));
    if (chosen.kind === 'none') return chosen;
    this.#arrive(start.domain, chosen.candidate.hostId);
    return { kind: 'chosen', at: chosen.candidate.hostId };
  }

  #candidate(atMs: number, start: SupposedStart, target: PlacementHost) {
    return startCandidate(start, target, this.#contextOf(atMs, start));
  }

  #contextOf(atMs: number, start: SupposedStart) {
    return { now: new Date(atMs), ...this.#world.groupsAround(start.domain) };
  }

  #startOf({ domain, hostId: ranOn }: Ran): SupposedStart {
    const origin = this.#origins.get(ranOn);
    if (origin === undefined) throw new Error(`host ${ranOn} of ${domain.name} was looked for before, and is there`);
    return { domain, origin, ranOn };
  }

  #setHost(host: PlacementHost): void {
    this.#origins.set(host.id, host);
    this.#world.setHost(host);
    this.#tightest.see(host.id, this.#world.host(host.id));
  }

  #arrive(domain: PlacementDomain, at: HostId): void {
    this.#leave(domain.id);
    this.#world.arrive({ domain, hostId: at, heldBy: undefined });
    this.#tightest.see(at, this.#world.host(at));
  }

  #leave(id: string): void {
    const place = this.#world.domain(id);
    if (place === undefined) return;
    this.#world.leave(id);
    this.#tightest.see(place.hostId, this.#world.host(place.hostId));
  }
}

const zero = (): { asked: number; elsewhere: number } => ({ asked: 0, elsewhere: 0 });
