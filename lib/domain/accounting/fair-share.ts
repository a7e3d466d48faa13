/**
 * Fair share with a half-life, as batch systems reckon it: what was used counts half after so many days, a quarter after twice as many. A VO's
 * actual share is what counts of its use over what counts of everybody's. Pure.
 * Source of the decay: Slurm's multifactor plugin, https://slurm.schedmd.com/priority_multifactor.html#fairshare
 */
import { dayAfter } from './days';

/** So many half-lives back use is read; of what is older less than one part in a hundred counts. */
export const HALF_LIVES_READ = 7;
export const DEFAULT_HALF_LIFE_DAYS = 7;
export const HALF_LIFE_DAYS_MAX = 90;
export const WEIGHT_MAX = 1_000_000;

/** What was used on a day, of each VO. */
export type UseOfDays = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Share of each VO at the end of a day, 0 to 1. Empty where nothing counts yet. */
export type Shares = ReadonlyMap<string, number>;

/**
 * @param use day, then VO, to how much (in any one unit); days that are missing are days without use
 * @param days one after the other, without gaps
 * @returns of each of the days
 * @example actualShares(use, { days: ['2026-11-28', '2026-11-29'], halfLifeDays: 7 })
 */
export function actualShares(
  use: UseOfDays,
  { days, halfLifeDays }: { readonly days: readonly string[]; readonly halfLifeDays: number },
): Shares[] {
  const kept = 2 ** (-1 / halfLifeDays);
  const counted = new Map<string, number>();
  return days.map((day) => {
    for (const [vo, amount] of counted) counted.set(vo, amount * kept);
    for (const [vo, amount] of use.get(day) ?? []) counted.set(vo, (counted.get(vo) ?? 0) + amount);
    const sum = [...counted.values()].reduce((total, amount) => total + amount, 0);
    return new Map(sum === 0 ? [] : [...counted].map(([vo, amount]) => [vo, amount / sum]));
  });
}

/** Of weights; a VO without one has no share that it is to have. */
export function targetShares(weights: ReadonlyMap<string, number>): Shares {
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
  return new Map(sum === 0 ? [] : [...weights].map(([vo, weight]) => [vo, weight / sum]));
}

/**
 * Slurm's factor: 1 where nothing was used, ½ where exactly the share was, towards 0 where it was exceeded. Who has the largest is served next.
 * @param target above 0
 */
export const shareFactor = (actual: number, target: number): number => 2 ** (-actual / target);

/** First day whose use is read for the shares of a day. */
export const readsFrom = (day: string, halfLifeDays: number): string => dayAfter(day, -HALF_LIVES_READ * halfLifeDays);
