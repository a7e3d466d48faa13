/** Whether moves that were planned before hold still, and what comes of those that do. */
import type { BalanceCluster } from './cluster';
import { ClusterState } from './cluster-state';
import { type BalanceOptions, type BalancePlan, describePlan, lossCheck, type Move } from './plan-balance';
import { Spread, SPREAD_WEIGHTS } from './spread';

export interface PlannedMove {
  readonly domain: string;
  readonly from: string;
  readonly to: string;
}

/**
 * `gone`: it or its target is not there any more; `rules`: room, kind, VOs, those to be kept apart; `together`: others that it
 * stays with do not go along; `loss`: a host could not be lost then.
 */
export type NotHeld = 'gone' | 'rules' | 'together' | 'loss';

/** @returns a plan of the moves that hold, in their order, each in the world made by those before it; and those that do not */
export function replayMoves(
  cluster: BalanceCluster,
  moves: readonly PlannedMove[],
  options: BalanceOptions = {},
): { readonly plan: BalancePlan; readonly refused: readonly { readonly move: PlannedMove; readonly why: NotHeld }[] } {
  const state = new ClusterState(cluster);
  const loss = lossCheck(cluster, state, new Spread(state, options.weights ?? SPREAD_WEIGHTS));
  const unitOf = new Map(
    state.units.flatMap((unit, index) => unit.domains.map((domain) => [cluster.domains[domain]?.id, index] as const)),
  );
  const hostIndex = new Map(cluster.hosts.map((host, index) => [host.id, index]));
  const held: Move[] = [];
  const refused: { move: PlannedMove; why: NotHeld }[] = [];
  // Those that stay together were judged with the first of them.
  const judged = new Map<number, { readonly to: number; readonly why: NotHeld | undefined }>();
  const goAlong = (unit: number, { from, to }: PlannedMove): boolean =>
    (state.units[unit]?.domains ?? []).every((index) =>
      moves.some((other) => other.domain === cluster.domains[index]?.id && other.from === from && other.to === to),
    );
  const judge = (unit: number, from: number, to: number, move: PlannedMove): NotHeld | undefined => {
    if (state.hostOf[unit] !== from || from === to) return 'gone';
    if (!goAlong(unit, move)) return 'together';
    if (!state.isMovable(unit) || !state.fits(unit, to)) return 'rules';
    state.move(unit, to);
    if (loss?.accept() !== false) return undefined;
    state.move(unit, from);
    return 'loss';
  };
  for (const move of moves) {
    const unit = unitOf.get(move.domain);
    const from = hostIndex.get(move.from);
    const to = hostIndex.get(move.to);
    if (unit === undefined || from === undefined || to === undefined) {
      refused.push({ move, why: 'gone' });
      continue;
    }
    const before = judged.get(unit);
    const isAlong = before?.to === to;
    const why = isAlong ? before.why : judge(unit, from, to, move);
    judged.set(unit, { to, why });
    if (why !== undefined) refused.push({ move, why });
    else if (!isAlong) held.push({ unit, from, to });
  }
  return { plan: describePlan(cluster, options, held, 'level'), refused };
}
