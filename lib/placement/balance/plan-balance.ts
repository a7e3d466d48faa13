/**
 * Levels a cluster by few moves. The search is steepest descent on the spread: the move that lowers it most, again and again,
 * as in Ganeti's `hbal`; where no move does, the exchange of two domains that does. Hosts are looked at by their pressure, the
 * fullest against the emptiest, so that a step costs the same in a large cluster as in a small one; only where these have
 * nothing to offer are more looked at.
 */
import type { BalanceCluster } from './cluster';
import { ClusterState } from './cluster-state';
import { LossCheck } from './loss-check';
import { Spread, SPREAD_WEIGHTS, type SpreadParts, type SpreadWeights } from './spread';

export interface BalanceOptions {
  readonly weights?: SpreadWeights | undefined;
  /** Moves at most, one for each domain; a move costs traffic and a moment of each. */
  readonly mostMoves?: number | undefined;
  /** A move must lower the score by so much, or it is not worth it. Less the more hosts there are, where it is not given. */
  readonly leastGain?: number | undefined;
  /** Changes that the rules forbade before the search is given up; left out: however many. */
  readonly mostRefused?: number | undefined;
}

/** How a host is used before or after a step. */
export interface HostUse {
  readonly name: string;
  readonly memoryKiB: number;
  /** Share of its memory for domains, 0..1. */
  readonly memoryShare: number;
  /** Of that memory, what is left. */
  readonly memoryLeftKiB: number;
  readonly vcpusPerCpu: number;
  /** Those that hold memory. */
  readonly domains: number;
}
export interface BalanceStep {
  /** Ids: one domain, or those that stay together. */
  readonly domains: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly before: { readonly source: HostUse; readonly target: HostUse };
  readonly after: { readonly source: HostUse; readonly target: HostUse };
  readonly scoreBefore: number;
  readonly scoreAfter: number;
  /** What of the score each measure has. */
  readonly partsBefore: SpreadParts;
  readonly partsAfter: SpreadParts;
}
export interface BalancePlan {
  readonly steps: readonly BalanceStep[];
  readonly scoreBefore: number;
  readonly scoreAfter: number;
  /** Ids of hosts whose loss the others cannot take up, before and after. */
  readonly atRiskBefore: readonly string[];
  readonly atRiskAfter: readonly string[];
  readonly endedBy: 'level' | 'most-moves' | 'most-refused';
}

/** Beyond this a plan is no help to whoever reads it; it can be made again from where it led. */
const MOST_MOVES = 10_000;
/**
 * What a move must gain: a hundredth, as hbal asks of it (`--min-gain`), with up to twenty hosts. Of more hosts one counts less in
 * a deviation, and so does a move. Below a five-hundredth a plan grows by hundreds of moves that nobody would notice.
 */
const leastGainOf = (hosts: number): number => Math.min(0.01, Math.max(0.002, 0.2 / hosts));
/** Hosts looked at on either side at first. */
const FIRST_WIDTH = 8;
/** And by so much more where they have nothing to offer, until this many moves would have to be weighed. */
const WIDENING = 4;
const MOST_WEIGHED = 400_000;
/** Steps times hosts that are gone through again to shorten a plan: about a tenth of a second. A longer plan stays as it was found. */
const MOST_REPLAYED = 2_000_000;

interface Change {
  /** Unit that goes from the first to the second host; `back` comes the other way in exchange. */
  readonly unit: number;
  readonly back: number | undefined;
  readonly from: number;
  readonly to: number;
  readonly score: number;
}
/** By indices of the cluster's state. */
export interface Move {
  readonly unit: number;
  readonly from: number;
  readonly to: number;
}

/**
 * A plan whose every step keeps the rules when the ones before it have been taken.
 * @throws RangeError for a host without memory or processors: nothing could be said of how full it is
 */
export function planBalance(cluster: BalanceCluster, options: BalanceOptions = {}): BalancePlan {
  for (const host of cluster.hosts)
    if (!(host.memoryKiB > 0 && host.cpus > 0)) throw new RangeError(`host ${host.name} has no memory or no processor`);
  const search = new Search(cluster, options);
  const { moves, endedBy } = search.run();
  return describePlan(cluster, options, shorten(cluster, options, moves), endedBy);
}

class Search {
  readonly #state: ClusterState;
  readonly #spread: Spread;
  readonly #loss: LossCheck | undefined;
  readonly #leastGain: number;
  readonly #mostMoves: number;
  readonly #mostRefused: number;
  #refusals = 0;
  /** Domains of `#moves`. */
  #moved = 0;
  /** A change was good, and more moves than are left. */
  #isShort = false;
  readonly #moves: Move[] = [];
  /** What the rules forbade where things stand now. */
  readonly #refused = new Set<string>();

  constructor(cluster: BalanceCluster, options: BalanceOptions) {
    this.#state = new ClusterState(cluster);
    this.#spread = new Spread(this.#state, options.weights ?? SPREAD_WEIGHTS);
    this.#loss = lossCheck(cluster, this.#state, this.#spread);
    this.#leastGain = options.leastGain ?? leastGainOf(this.#spread.open.length);
    this.#mostMoves = options.mostMoves ?? MOST_MOVES;
    this.#mostRefused = options.mostRefused ?? Number.POSITIVE_INFINITY;
  }

  run(): { readonly moves: readonly Move[]; readonly endedBy: BalancePlan['endedBy'] } {
    for (;;) {
      if (this.#moved >= this.#mostMoves) return { moves: this.#moves, endedBy: 'most-moves' };
      this.#isShort = false;
      const change = this.#widening((width) => this.#bestMove(width)) ?? this.#exchange();
      if (change === undefined) return { moves: this.#moves, endedBy: this.#isShort ? 'most-moves' : 'level' };
      if (this.#take(change)) this.#refused.clear();
      else {
        this.#refused.add(keyOf(change));
        this.#refusals += 1;
        if (this.#refusals >= this.#mostRefused) return { moves: this.#moves, endedBy: 'most-refused' };
      }
    }
  }

  #exchange(): Change | undefined {
    // It takes two moves.
    if (this.#moved + 2 > this.#mostMoves) return undefined;
    return this.#widening((width) => this.#bestExchange(width));
  }

  #widening(look: (width: number) => Change | undefined): Change | undefined {
    const { length } = this.#spread.open;
    const perHost = Math.max(1, this.#state.units.length / length);
    for (let width = FIRST_WIDTH; ; width *= WIDENING) {
      const found = look(width);
      if (found !== undefined || width >= length) return found;
      if ((width * WIDENING) ** 2 * perHost > MOST_WEIGHED) return undefined;
    }
  }

  /** The fullest and the emptiest of the open hosts, so many of each. */
  #ends(width: number): { readonly full: readonly number[]; readonly empty: readonly number[] } {
    const full = new Ends(width);
    const empty = new Ends(width);
    for (const host of this.#spread.open) {
      const pressure = this.#spread.pressure(host);
      full.offer(host, pressure);
      empty.offer(host, -pressure);
    }
    return { full: full.hosts, empty: empty.hosts };
  }

  #bestMove(width: number): Change | undefined {
    const { full, empty } = this.#ends(width);
    let limit = this.#spread.score() - this.#leastGain;
    let best: Change | undefined;
    for (const from of full)
      for (const unit of this.#state.on[from] ?? []) {
        const moved = this.#state.units[unit];
        if (moved === undefined || !this.#state.isMovable(unit)) continue;
        for (const to of empty) {
          if (to === from) continue;
          const score = this.#spread.scoreAfter(from, to, moved.memoryKiB, moved.vcpus, moved.load, limit);
          if (score >= limit || !this.#state.fits(unit, to)) continue;
          const change = { unit, back: undefined, from, to, score };
          if (this.#isRefused(change) || this.#isTooMany(change)) continue;
          best = change;
          limit = score;
        }
      }
    return best;
  }

  #bestExchange(width: number): Change | undefined {
    const { full, empty } = this.#ends(width);
    let limit = this.#spread.score() - 2 * this.#leastGain;
    let best: Change | undefined;
    for (const from of full)
      for (const to of empty) {
        if (to === from) continue;
        for (const unit of this.#state.on[from] ?? []) {
          const moved = this.#state.units[unit];
          if (moved === undefined || !this.#state.isMovable(unit)) continue;
          for (const back of this.#state.on[to] ?? []) {
            const other = this.#state.units[back];
            if (other === undefined || !this.#state.isMovable(back)) continue;
            const score = this.#spread.scoreAfter(
              from,
              to,
              moved.memoryKiB - other.memoryKiB,
              moved.vcpus - other.vcpus,
              moved.load - other.load,
              limit,
            );
            // One of the two goes first, and finds the other there still.
            if (score >= limit || !(this.#state.fits(unit, to) || this.#state.fits(back, from))) continue;
            const change = { unit, back, from, to, score };
            if (this.#isRefused(change) || this.#isTooMany(change)) continue;
            best = change;
            limit = score;
          }
        }
      }
    return best;
  }

  /** Those that stay together move all or not at all. */
  #isTooMany({ unit, back }: Change): boolean {
    const size = this.#sizeOf(unit) + (back === undefined ? 0 : this.#sizeOf(back));
    if (this.#moved + size <= this.#mostMoves) return false;
    this.#isShort = true;
    return true;
  }

  #sizeOf(unit: number): number {
    return this.#state.units[unit]?.domains.length ?? 0;
  }

  #isRefused(change: Change): boolean {
    return this.#refused.size > 0 && this.#refused.has(keyOf(change));
  }

  /** @returns false where a rule would be broken on the way; nothing has changed then. */
  #take({ unit, back, from, to }: Change): boolean {
    const there = { unit, from, to };
    if (back === undefined) return this.#takeAll([there]);
    const here = { unit: back, from: to, to: from };
    return this.#takeAll([there, here]) || this.#takeAll([here, there]);
  }

  #takeAll(moves: readonly Move[]): boolean {
    const taken: Move[] = [];
    const all = moves.every((move) => {
      if (!this.#state.fits(move.unit, move.to)) return false;
      this.#state.move(move.unit, move.to);
      taken.push(move);
      return this.#loss?.accept() ?? true;
    });
    if (all) {
      this.#moves.push(...taken);
      this.#moved += taken.reduce((sum, { unit }) => sum + this.#sizeOf(unit), 0);
      for (const move of taken) this.#spread.moved(move.from, move.to);
    } else {
      for (const move of taken.toReversed()) this.#state.move(move.unit, move.from);
      // One that was refused has changed nothing that is held.
      if (taken.length > 1) this.#loss?.reset();
    }
    return all;
  }
}

/** The hosts with the highest figures, highest first: sorting all of them would be most of a step in a large cluster. */
class Ends {
  readonly hosts: number[] = [];
  readonly #figures: number[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  offer(host: number, figure: number): void {
    if (this.hosts.length === this.#most && figure <= (this.#figures.at(-1) ?? 0)) return;
    let place = this.hosts.length;
    while (place > 0 && (this.#figures[place - 1] ?? 0) < figure) place -= 1;
    this.hosts.splice(place, 0, host);
    this.#figures.splice(place, 0, figure);
    if (this.hosts.length > this.#most) {
      this.hosts.pop();
      this.#figures.pop();
    }
  }
}

const keyOf = ({ unit, back, to }: Change): string => `${unit} ${back ?? ''} ${to}`;

export function lossCheck(cluster: BalanceCluster, state: ClusterState, spread: Spread): LossCheck | undefined {
  return cluster.rules.keepsNPlusOne ? new LossCheck(state, spread.open, isFree(cluster)) : undefined;
}

/** Whether every domain may stand on every host beside every other. */
function isFree({ hosts, domains, rules }: BalanceCluster): boolean {
  const hostKinds = new Set(hosts.map((host) => host.kind));
  const domainKinds = new Set(domains.map((domain) => domain.kind));
  return (
    rules.isolatedVos.size === 0 &&
    hosts.every((host) => host.onlyVo === undefined) &&
    domains.every((domain) => (domain.apart ?? []).length === 0) &&
    [...domainKinds].every((kind) => [...hostKinds].every((host) => rules.takes(kind, host)))
  );
}

/**
 * What moved twice moves once, from where it is to where it ends, at the place of its last move or else its first, wherever
 * the rules hold all along.
 */
function shorten(cluster: BalanceCluster, options: BalanceOptions, moves: readonly Move[]): readonly Move[] {
  let plan = moves;
  const times = new Map<number, number>();
  for (const { unit } of moves) times.set(unit, (times.get(unit) ?? 0) + 1);
  const again = [...times].flatMap(([each, count]) => (count > 1 ? [each] : []));
  for (const unit of again.slice(0, MOST_REPLAYED / Math.max(1, moves.length * cluster.hosts.length))) {
    const own = plan.filter((move) => move.unit === unit);
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) continue;
    const once: Move = { unit, from: first.from, to: last.to };
    const at = (place: Move): readonly Move[] =>
      plan.flatMap((move) => (move.unit !== unit ? [move] : move === place && once.from !== once.to ? [once] : []));
    plan = [at(last), at(first)].find((shorter) => keepsRules(cluster, options, shorter)) ?? plan;
  }
  return plan;
}

function keepsRules(cluster: BalanceCluster, options: BalanceOptions, moves: readonly Move[]): boolean {
  const state = new ClusterState(cluster);
  const loss = lossCheck(cluster, state, new Spread(state, options.weights ?? SPREAD_WEIGHTS));
  return moves.every(({ unit, to }) => {
    if (!state.fits(unit, to)) return false;
    state.move(unit, to);
    return loss?.accept() ?? true;
  });
}

/** A plan of moves that were found to hold, in their order. */
export function describePlan(
  cluster: BalanceCluster,
  options: BalanceOptions,
  moves: readonly Move[],
  endedBy: BalancePlan['endedBy'],
): BalancePlan {
  const state = new ClusterState(cluster);
  const spread = new Spread(state, options.weights ?? SPREAD_WEIGHTS);
  const loss = lossCheck(cluster, state, spread);
  const idsAtRisk = (): readonly string[] => [...(loss?.atRisk ?? [])].map((host) => cluster.hosts[host]?.id ?? '');
  const holding = (unit: number): number =>
    (state.units[unit]?.domains ?? []).filter((index) => (cluster.domains[index]?.memoryKiB ?? 0) > 0).length;
  const use = (index: number): HostUse => {
    const host = state.hosts[index];
    const memoryKiB = state.memoryKiB[index] ?? 0;
    return {
      name: host?.name ?? '',
      memoryKiB,
      memoryShare: memoryKiB / (host?.memoryKiB ?? 1),
      memoryLeftKiB: (host?.memoryKiB ?? 0) - memoryKiB,
      vcpusPerCpu: (state.vcpus[index] ?? 0) / (host?.cpus ?? 1),
      domains: [...(state.on[index] ?? [])].reduce((sum, unit) => sum + holding(unit), 0),
    };
  };
  const scoreBefore = spread.score();
  const atRiskBefore = idsAtRisk();
  const steps = moves.map(({ unit, from, to }): BalanceStep => {
    const before = { source: use(from), target: use(to) };
    const score = spread.score();
    const partsBefore = spread.parts();
    state.move(unit, to);
    spread.moved(from, to);
    return {
      domains: (state.units[unit]?.domains ?? []).map((index) => cluster.domains[index]?.id ?? ''),
      from: cluster.hosts[from]?.id ?? '',
      to: cluster.hosts[to]?.id ?? '',
      before,
      after: { source: use(from), target: use(to) },
      scoreBefore: score,
      scoreAfter: spread.score(),
      partsBefore,
      partsAfter: spread.parts(),
    };
  });
  loss?.reset();
  return { steps, scoreBefore, scoreAfter: spread.score(), atRiskBefore, atRiskAfter: idsAtRisk(), endedBy };
}
