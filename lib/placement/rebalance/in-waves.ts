import type { PlacementHost } from '@/lib/domain/placement';
import type { BalanceStep } from '../balance/plan-balance';
import type { RebalanceInput } from './rebalance-input';

/** The domains of a step that is too large for the limits go one part after the other. */
export function inWaves(
  waves: readonly (readonly BalanceStep[])[],
  { atOnce }: RebalanceInput,
  limits: ReadonlyMap<string, PlacementHost['limits']>,
): { readonly step: BalanceStep; readonly id: string }[][] {
  return waves.flatMap((wave) => {
    const all = wave.flatMap((step) => step.domains.map((id) => ({ step, id })));
    const [only, ...others] = wave;
    if (only === undefined || others.length > 0) return [all];
    const out = limits.get(only.from)?.migrationsOut ?? 1;
    const most = Math.max(1, Math.min(atOnce, out, limits.get(only.to)?.migrationsIn ?? 1));
    return Array.from({ length: Math.ceil(all.length / most) }, (_, part) => all.slice(part * most, (part + 1) * most));
  });
}

/** Of several pools one step each in turn, each pool's in their order: pools do not stand in each other's way. */
export function inTurns(plans: readonly (readonly BalanceStep[])[]): BalanceStep[] {
  const longest = Math.max(0, ...plans.map((steps) => steps.length));
  return Array.from({ length: longest }, (_, turn) => plans.flatMap((steps) => steps[turn] ?? [])).flat();
}
