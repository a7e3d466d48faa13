/**
 * A rebalance: few moves after which hosts are used more evenly, each with its reason and with what runs beside it. Planned for
 * each pool of hosts by itself, carried out together. Pure.
 */
import { isActive } from '@/lib/domain/domain';
import type { PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { Estimate, MigrationPrediction } from '@/lib/domain/prediction';
import { type Refusal, severityOf } from '@/lib/domain/refusals';
import { groupBy } from '@/lib/utils/group-by';
import { type BalancePlan, type BalanceStep, planBalance } from '../balance/plan-balance';
import { type NotHeld, type PlannedMove, replayMoves } from '../balance/replay-moves';
import { wavesOf } from '../balance/waves';
import { spanOf } from '../drain/plan-drain';
import { memoryNeedKiB, memoryUsedKiB } from '../memory-need';
import { type HostLossCount, keepLosses, type KeptLosses } from './keep-losses';
import { type Apart, clustersOf, type InventoryClusters } from './inventory-clusters';
import { inTurns, inWaves } from './in-waves';
import { isolationSentences } from './isolation';
import { GIVEN_UP, groupWords, nothingWords, stepWords } from './rebalance-words';
import type { RebalanceInput } from './rebalance-input';
import { RebalanceWorld } from './rebalance-world';

export interface RebalanceMove {
  readonly domain: PlacementDomain;
  readonly source: PlacementHost;
  readonly target: PlacementHost;
  readonly why: string;
  /** From 1: those of one wave run at the same time, and begin when those of the one before have ended. */
  readonly wave: number;
  readonly prediction: MigrationPrediction | undefined;
  /** What speaks against it without refusing it. */
  readonly cautions: readonly Refusal[];
}

export interface HostLevel {
  readonly memoryUsedKiB: number | undefined;
  readonly vcpus: number;
  /** Those that run. */
  readonly domains: number;
  /** What recovery says of its loss; undefined where that was not asked, or the host is not up. */
  readonly loss: HostLossCount | undefined;
}
export interface RebalanceHost {
  readonly host: PlacementHost;
  /** Number of its pool from 1; undefined: it takes no part. */
  readonly pool: number | undefined;
  readonly closed: Apart | undefined;
  readonly before: HostLevel;
  readonly after: HostLevel;
}
export interface RebalanceStay extends Apart {
  readonly domainName: string;
}
export interface RebalancePlan {
  readonly moves: readonly RebalanceMove[];
  /** 0 is level: mean over the pools of more than one host, each counted by its hosts. */
  readonly spreadBefore: number;
  readonly spreadAfter: number;
  readonly hosts: readonly RebalanceHost[];
  /** A sentence for each VO that is to be alone. */
  readonly isolation: readonly string[];
  /** Domains that hold memory of hosts that take part, and may not be moved. */
  readonly stays: readonly RebalanceStay[];
  /** Why there are no moves; undefined where there are. */
  readonly nothing: string | undefined;
  /** The search ended at its bounds: another plan made from where this one leads might find more. */
  readonly cutShort: boolean;
  /** False where there are so many hosts and domains that it was not asked whether each host could be lost. */
  readonly lossChecked: boolean;
  readonly bytes: number;
  /** Of the whole; `low` if moves at once do not slow each other, `high` if they share one link wholly. */
  readonly durationMs: Estimate | undefined;
  readonly unforetold: number;
}

/** A move that was planned before and does not hold any more, with why. */
export interface DroppedMove {
  readonly move: PlannedMove;
  readonly why: NotHeld;
  /** Of the checks of a single move; undefined where it is a rule of the plan that forbids it. */
  readonly refusal: Refusal | undefined;
}

/**
 * What a move must take off the spread of its pool: five times what the planner asks by itself (a twentieth, with up to twenty
 * hosts). There a move is a step of a search; here a guest stands still for a moment, and somebody reads why.
 */
const leastGainOf = (hosts: number): number => Math.min(0.05, Math.max(0.002, 1 / hosts));
/**
 * Where every move that helps would leave a host that could not be lost any more, each that is tried costs a look at all hosts and
 * domains: so many of those together, about three seconds, and the search is given up. Its plan says that it was cut short.
 */
const MOST_REFUSED_TIMES_SIZE = 5_000_000;

/** @returns the best that the planner finds within `mostMoves` */
export function planRebalance(input: RebalanceInput): RebalancePlan {
  const clusters = clustersOf(input);
  let left = input.mostMoves;
  // The most uneven pool comes first where there are not moves enough for all.
  const plans = new Map<number, BalancePlan>();
  const uneven = clusters.pools
    .map((pool, index) => ({ pool, index, score: planBalance(pool, { mostMoves: 0 }).scoreBefore }))
    .toSorted((a, b) => b.score - a.score);
  for (const { pool, index } of uneven) {
    const size = pool.hosts.length * Math.max(1, pool.domains.length);
    const mostRefused = Math.ceil(MOST_REFUSED_TIMES_SIZE / size);
    const plan = onceEach(
      planBalance(pool, { mostMoves: left, mostRefused, leastGain: leastGainOf(pool.hosts.length) }),
    );
    plans.set(index, plan);
    left -= plan.steps.reduce((sum, { domains }) => sum + domains.length, 0);
  }
  const found = clusters.pools.flatMap((_, index) => plans.get(index) ?? []);
  return describeRebalance(input, clusters, keepLosses(input, found));
}

/**
 * The moves of a plan that was made before, those that still hold, by the inventory as it is; each in the world of those before.
 * @param moves in their order
 */
export function recheckRebalance(
  input: RebalanceInput,
  moves: readonly PlannedMove[],
): { readonly plan: RebalancePlan; readonly dropped: readonly DroppedMove[] } {
  const clusters = clustersOf(input, joinsOf(input, moves));
  const poolOf = new Map(clusters.pools.flatMap(({ hosts }, index) => hosts.map(({ id }) => [id, index] as const)));
  const world = new RebalanceWorld(input);
  const replays = clusters.pools.map((pool, index) =>
    replayMoves(
      pool,
      moves.filter(({ from, to }) => poolOf.get(from) === index && poolOf.get(to) === index),
    ),
  );
  const kept = keepLosses(
    input,
    replays.map(({ plan }) => plan),
  );
  const cut = new Set(kept.cut.flatMap(({ domains }) => domains));
  const refused = new Map([
    ...moves.flatMap((move) => (cut.has(move.domain) ? [[move, 'loss'] as const] : [])),
    ...replays.flatMap(({ refused: some }) => some.map(({ move, why }) => [move, why] as const)),
  ]);
  const dropped = moves.flatMap((move): DroppedMove[] => {
    const apart = poolOf.get(move.from) === undefined || poolOf.get(move.from) !== poolOf.get(move.to);
    const why = refused.get(move) ?? (apart ? 'rules' : undefined);
    if (why === undefined) {
      world.move(move.domain, move.to);
      return [];
    }
    const at = world.domain(move.domain)?.hostId;
    if (at !== move.from) return [{ move, why: 'gone', refusal: undefined }];
    const along = moves.flatMap((other) => (other.to === move.to ? other.domain : []));
    const refusal = world.check(move.domain, move.to, along).find((each) => severityOf(each) !== 'warn');
    return [{ move, why, refusal }];
  });
  return { plan: describeRebalance(input, clusters, kept), dropped };
}

/** Domains that the rest of their group waits for: with these moves all of it is on one host. */
function joinsOf({ domains }: RebalanceInput, moves: readonly PlannedMove[]): ReadonlySet<string> {
  const to = new Map(moves.map((move) => [move.domain, move.to]));
  return new Set(
    domains.flatMap(({ domain, affinityPeers = [] }) =>
      to.has(domain.id) && affinityPeers.every((peer) => (to.get(peer.domainId) ?? peer.hostId) === to.get(domain.id))
        ? [domain.id]
        : [],
    ),
  );
}

/** A plan moves nobody twice: what comes after somebody's second move is left to the next one. What only made room for it goes as well. */
function onceEach(plan: BalancePlan): BalancePlan {
  const moved = new Set<string>();
  const again = plan.steps.findIndex(({ domains }) => domains.some((id) => moved.size === moved.add(id).size));
  if (again === -1) return plan;
  const steps = plan.steps.slice(0, again);
  while ((steps.at(-1)?.scoreAfter ?? 0) > (steps.at(-1)?.scoreBefore ?? 0)) steps.pop();
  return { ...plan, steps, scoreAfter: steps.at(-1)?.scoreAfter ?? plan.scoreBefore, endedBy: 'most-moves' };
}

function describeRebalance(
  input: RebalanceInput,
  clusters: InventoryClusters,
  { plans, losses }: KeptLosses,
): RebalancePlan {
  const { pools, whole, closed, pinned } = clusters;
  const limits = new Map(input.hosts.map((host) => [host.id as string, host.limits]));
  const waves = wavesOf(whole, inTurns(plans.map(({ steps }) => steps)), {
    mostOut: (id) => limits.get(id)?.migrationsOut ?? 1,
    mostIn: (id) => limits.get(id)?.migrationsIn ?? 1,
    mostAtOnce: input.atOnce,
  });
  const world = new RebalanceWorld(input);
  const moves = inWaves(waves, input, limits).flatMap((wave, index) =>
    wave.flatMap(({ step, id }) => {
      const why = `${stepWords(world, step, isMadeUp(step, plans))}${groupWords(world, step, id)}`;
      return moveOf(world, step, id, { why, wave: index + 1 }) ?? [];
    }),
  );
  const counted = pools.map((pool, index) => ({
    hosts: pool.hosts.length > 1 ? pool.hosts.length : 0,
    before: plans[index]?.scoreBefore ?? 0,
    after: plans[index]?.scoreAfter ?? 0,
  }));
  const mean = (pick: (each: (typeof counted)[number]) => number): number => {
    const hosts = counted.reduce((sum, each) => sum + each.hosts, 0);
    return hosts === 0 ? 0 : counted.reduce((sum, each) => sum + each.hosts * pick(each), 0) / hosts;
  };
  const names = new Map(input.domains.map(({ domain }) => [domain.id as string, domain.name]));
  return {
    moves,
    spreadBefore: mean(({ before }) => before),
    spreadAfter: mean(({ after }) => after),
    hosts: hostsOf(input, clusters, losses, moves),
    isolation: isolationSentences(input, new Map(moves.map(({ domain, target }) => [domain.id, target.id]))),
    stays: [...pinned].map(([id, why]) => ({ ...why, domainName: names.get(id) ?? id })),
    nothing:
      moves.length > 0
        ? undefined
        : plans.some(({ endedBy }) => endedBy === 'most-refused')
          ? GIVEN_UP
          : nothingWords(input, pools, closed, pinned),
    cutShort: plans.some(({ endedBy }) => endedBy !== 'level'),
    lossChecked: !input.keepsNPlusOne || losses !== undefined,
    ...totalsOf(moves, input.atOnce),
  };
}

/** Whether the spread of its pool ends below what a step that raises it found. */
function isMadeUp(step: BalanceStep, plans: readonly BalancePlan[]): boolean {
  const steps = plans.find((plan) => plan.steps.includes(step))?.steps ?? [];
  return steps.slice(steps.indexOf(step) + 1).some(({ scoreAfter }) => scoreAfter < step.scoreBefore);
}

/** Takes the step in the world as well. Undefined where one of its parts is not there: never, of steps that were just planned. */
function moveOf(
  world: RebalanceWorld,
  step: BalanceStep,
  id: string,
  told: Pick<RebalanceMove, 'why' | 'wave'>,
): RebalanceMove | undefined {
  const domain = world.domain(id)?.domain;
  const [source, target] = [world.host(step.from), world.host(step.to)];
  if (domain === undefined || source === undefined || target === undefined) return undefined;
  const cautions = world.check(id, step.to, step.domains);
  const prediction = world.foretell(id, step.to);
  world.move(id, step.to);
  return { domain, source, target, ...told, prediction, cautions };
}

function hostsOf(
  input: RebalanceInput,
  { pools, closed }: InventoryClusters,
  losses: KeptLosses['losses'],
  moves: readonly RebalanceMove[],
): RebalanceHost[] {
  const poolOf = new Map(pools.flatMap(({ hosts }, index) => hosts.map(({ id }) => [id, index] as const)));
  const running = groupBy(
    input.domains.filter(({ domain }) => isActive(domain.state)),
    ({ hostId }) => hostId,
  );
  return input.hosts.map((host) => {
    const pool = poolOf.get(host.id);
    const there = running.get(host.id) ?? [];
    const arriving = moves.filter(({ target }) => target.id === host.id).map(({ domain }) => domain);
    const leaving = moves.filter(({ source }) => source.id === host.id).map(({ domain }) => domain);
    const sum = (list: readonly PlacementDomain[], pick: (domain: PlacementDomain) => number): number =>
      list.reduce((total, domain) => total + pick(domain), 0);
    const change = (pick: (domain: PlacementDomain) => number): number => sum(arriving, pick) - sum(leaving, pick);
    const used = memoryUsedKiB(host);
    const vcpus = there.reduce((total, { domain }) => total + domain.vcpus, 0);
    const before = {
      memoryUsedKiB: used,
      vcpus,
      domains: there.length,
      loss: losses?.before.get(host.id),
    };
    return {
      host,
      pool: pool === undefined ? undefined : pool + 1,
      closed: closed.get(host.id),
      before,
      after: {
        memoryUsedKiB: used === undefined ? undefined : used + change(memoryNeedKiB),
        vcpus: vcpus + change((domain) => domain.vcpus),
        domains: there.length + arriving.length - leaving.length,
        loss: losses?.after.get(host.id),
      },
    };
  });
}

function totalsOf(
  moves: readonly RebalanceMove[],
  atOnce: number,
): Pick<RebalancePlan, 'bytes' | 'durationMs' | 'unforetold'> {
  const known = moves.flatMap(({ wave, prediction }) =>
    prediction?.durationMs === undefined ? [] : [{ wave, ...prediction.durationMs }],
  );
  // A wave ends with its last move, and the next begins then.
  const span = (pick: (duration: Estimate) => number): number =>
    Math.round(
      [...groupBy(known, ({ wave }) => wave).values()].reduce((sum, wave) => sum + spanOf(wave.map(pick), atOnce), 0),
    );
  return {
    bytes: moves.reduce((sum, { prediction }) => sum + (prediction?.bytes ?? 0), 0),
    unforetold: moves.length - known.length,
    durationMs:
      known.length === 0
        ? undefined
        : {
            value: span(({ value }) => value),
            low: span(({ low }) => low),
            high: Math.round(known.reduce((sum, { high }) => sum + high, 0)),
          },
  };
}
