/** Which steps of a plan may run at the same time. */
import type { BalanceCluster } from './cluster';
import { ClusterState } from './cluster-state';
import type { BalanceStep } from './plan-balance';

export interface WaveLimits {
  /** Steps that leave one host at the same time, and that reach one. Those who move together in a step move one by one. */
  readonly mostOut: number;
  readonly mostIn: number;
  /** At the same time in all. */
  readonly mostAtOnce: number;
}

/**
 * The steps in their order, in waves: those of a wave may run at the same time and end in any order. A target has room for all
 * that reach it beside all that was there when the wave began, since both copies exist while a domain moves; and nobody meets
 * there from whom it is to be kept apart, though he be about to leave.
 */
export function wavesOf(cluster: BalanceCluster, steps: readonly BalanceStep[], limits: WaveLimits): BalanceStep[][] {
  const hostIndex = new Map(cluster.hosts.map((host, index) => [host.id, index]));
  const state = new ClusterState(cluster);
  const unitOf = new Map(
    state.units.flatMap((unit, index) => unit.domains.map((domain) => [cluster.domains[domain]?.id, index] as const)),
  );
  const waves: BalanceStep[][] = [];
  let wave: BalanceStep[] = [];
  let leaving: { unit: number; from: number }[] = [];
  const close = (): void => {
    if (wave.length > 0) waves.push(wave);
    wave = [];
    leaving = [];
  };
  for (const step of steps) {
    const unit = unitOf.get(step.domains[0]) ?? -1;
    const from = hostIndex.get(step.from) ?? -1;
    const to = hostIndex.get(step.to) ?? -1;
    if (!withinLimits(wave, step, limits) || !fitsBeside(state, leaving, unit, to)) close();
    state.move(unit, to);
    wave.push(step);
    leaving.push({ unit, from });
  }
  close();
  return waves;
}

function withinLimits(wave: readonly BalanceStep[], step: BalanceStep, limits: WaveLimits): boolean {
  const beside = (is: (other: BalanceStep) => boolean): number => wave.filter(is).length + 1;
  return (
    beside(() => true) <= limits.mostAtOnce &&
    beside((other) => other.from === step.from) <= limits.mostOut &&
    beside((other) => other.to === step.to) <= limits.mostIn &&
    !wave.some((other) => other.domains[0] === step.domains[0])
  );
}

/** Whether a unit fits while those that leave in the same wave are still where they were. */
function fitsBeside(
  state: ClusterState,
  leaving: readonly { readonly unit: number; readonly from: number }[],
  unit: number,
  to: number,
): boolean {
  const gone = leaving.filter(({ from }) => from === to);
  const moved = state.units[unit];
  const host = state.hosts[to];
  if (moved === undefined || host === undefined || !state.fits(unit, to)) return false;
  const stillThere = gone.reduce((sum, each) => sum + (state.units[each.unit]?.memoryKiB ?? 0), 0);
  if ((state.memoryKiB[to] ?? 0) + stillThere + moved.memoryKiB > host.memoryKiB) return false;
  return gone.every((each) => state.goTogether(unit, each.unit));
}
