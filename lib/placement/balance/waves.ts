/** Which steps of a plan may run at the same time. */
import type { BalanceCluster } from './cluster';
import { ClusterState } from './cluster-state';
import type { BalanceStep } from './plan-balance';

type Move = Pick<BalanceStep, 'domains' | 'from' | 'to'>;

export interface WaveLimits {
  /** Domains that leave one host at the same time, and that reach one. */
  readonly mostOut: (hostId: string) => number;
  readonly mostIn: (hostId: string) => number;
  /** At the same time in all. */
  readonly mostAtOnce: number;
}

/**
 * The steps in their order, in waves: those of a wave may run at the same time and end in any order. A target has room for all
 * that reach it beside all that was there when the wave began, since both copies exist while a domain moves; and nobody meets
 * there from whom it is to be kept apart, though he be about to leave. A step of more domains than the limits allow has a wave for
 * itself.
 */
export function wavesOf<Step extends Move>(
  cluster: BalanceCluster,
  steps: readonly Step[],
  limits: WaveLimits,
): Step[][] {
  const hostIndex = new Map(cluster.hosts.map((host, index) => [host.id, index]));
  const state = new ClusterState(cluster);
  const unitOf = new Map(
    state.units.flatMap((unit, index) => unit.domains.map((domain) => [cluster.domains[domain]?.id, index] as const)),
  );
  const waves: Step[][] = [];
  let wave: Step[] = [];
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
    const stillThere = leaving.flatMap((each) => (each.from === to ? [each.unit] : []));
    if (!withinLimits(wave, step, limits) || !state.fits(unit, to, stillThere)) close();
    state.move(unit, to);
    wave.push(step);
    leaving.push({ unit, from });
  }
  close();
  return waves;
}

function withinLimits(wave: readonly Move[], step: Move, limits: WaveLimits): boolean {
  // Beside one that is more than they allow goes nobody, wherever he goes.
  if (wave.some((other) => !isWithin(other, limits))) return false;
  const beside = (is: (other: Move) => boolean): number =>
    wave.filter(is).reduce((sum, { domains }) => sum + domains.length, step.domains.length);
  return (
    beside(() => true) <= limits.mostAtOnce &&
    beside((other) => other.from === step.from) <= limits.mostOut(step.from) &&
    beside((other) => other.to === step.to) <= limits.mostIn(step.to) &&
    !wave.some((other) => other.domains[0] === step.domains[0])
  );
}

const isWithin = ({ domains, from, to }: Move, { mostAtOnce, mostOut, mostIn }: WaveLimits): boolean =>
  domains.length <= Math.min(mostAtOnce, mostOut(from), mostIn(to));
