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

/** `gone`: it or its target is not there any more; `rules`: room, kind, VOs, those to be kept apart; `loss`: a host could not be lost then. */
export type NotHeld = 'gone' | 'rules' | 'loss';

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
  for (const move of moves) {
    const unit = unitOf.get(move.domain);
    const from = hostIndex.get(move.from);
    const to = hostIndex.get(move.to);
    if (unit === undefined || from === undefined || to === undefined || state.hostOf[unit] !== from || from === to) {
      refused.push({ move, why: 'gone' });
      continue;
    }
    if (!state.isMovable(unit) || !state.fits(unit, to)) {
      refused.push({ move, why: 'rules' });
      continue;
    }
    state.move(unit, to);
    if (loss?.accept() === false) {
      state.move(unit, from);
      refused.push({ move, why: 'loss' });
      continue;
    }
    held.push({ unit, from, to });
  }
  return { plan: describePlan(cluster, options, held, 'level'), refused };
}
