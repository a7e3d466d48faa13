/** Do two samples come from the same distribution? Mann & Whitney 1947, Annals of Mathematical Statistics 18, 50. */
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { sortSamples } from './describe';

export interface RankTest {
  /** Pairs in which the first sample's value is the larger one, ties counted half. */
  readonly u: number;
  /** Two-sided. */
  readonly p: number;
  readonly method: 'exact' | 'normal approximation';
  /** `u` as a share of all pairs: 0.5 where neither is larger. Vargha & Delaney 2000, J. Educ. Behav. Stat. 25, 101. */
  readonly superiority: number;
}

/** Counting all orders exactly stays below some hundred thousand steps up to here; beyond it the approximation is good to three digits. */
const EXACT_UP_TO = 50;

/**
 * Exact without ties and with at most `EXACT_UP_TO` values on either side; else by the normal approximation with correction
 * for ties and continuity (as R and SciPy have it).
 * @throws RangeError where a sample is empty or holds anything but finite numbers.
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): RankTest {
  const sorted = sortSamples([...sortSamples(first), ...sortSamples(second)]);
  const ranks = midRanks(sorted);
  const rankSum = first.reduce((sum, value) => sum + (ranks.get(value)?.rank ?? Number.NaN), 0);
  const u = rankSum - (first.length * (first.length + 1)) / 2;
  const pairs = first.length * second.length;
  const tied = ranks.size < sorted.length;
  const exact = !tied && Math.max(first.length, second.length) <= EXACT_UP_TO;
  return {
    u,
    p: exact
      ? exactP(u, first.length, second.length)
      : approximateP(
          u,
          first.length,
          second.length,
          [...ranks.values()].map(({ count }) => count),
        ),
    method: exact ? 'exact' : 'normal approximation',
    superiority: u / pairs,
  };
}

/** Equal values share the middle of their ranks. */
function midRanks(sorted: readonly number[]): Map<number, { readonly rank: number; readonly count: number }> {
  const ranks = new Map<number, { rank: number; count: number }>();
  for (let start = 0; start < sorted.length;) {
    const value = sorted[start] ?? Number.NaN;
    let end = start;
    while (end < sorted.length && sorted[end] === value) end += 1;
    ranks.set(value, { rank: (start + 1 + end) / 2, count: end - start });
    start = end;
  }
  return ranks;
}

/** Orders of `first` + `second` values by their u, counted one value after the other: f(u; m, n) = f(u − n; m − 1, n) + f(u; m, n − 1). */
function exactP(u: number, first: number, second: number): number {
  const pairs = first * second;
  // shares[m][u] of the row with n values on the other side; kept as shares, since the counts outgrow a double.
  let row: number[][] = Array.from({ length: first + 1 }, () => [1]);
  for (let n = 1; n <= second; n += 1) {
    const next: number[][] = [[1]];
    for (let m = 1; m <= first; m += 1) {
      const withLastFromFirst = next[m - 1] ?? [];
      const withLastFromSecond = row[m] ?? [];
      const shares = Array.from({ length: m * n + 1 }, (_, value) => {
        const one = ((withLastFromFirst[value - n] ?? 0) * m) / (m + n);
        return one + ((withLastFromSecond[value] ?? 0) * n) / (m + n);
      });
      next.push(shares);
    }
    row = next;
  }
  const shares = row[first] ?? [];
  const smaller = Math.min(u, pairs - u);
  const tail = shares.slice(0, smaller + 1).reduce((sum, share) => sum + share, 0);
  return Math.min(1, 2 * tail);
}

function approximateP(u: number, first: number, second: number, counts: readonly number[]): number {
  const all = first + second;
  const ties = counts.reduce((sum, count) => sum + (count ** 3 - count), 0);
  const variance = ((first * second) / 12) * (all + 1 - ties / (all * (all - 1)));
  // All values alike: nothing tells the samples apart.
  if (!(variance > 0)) return 1;
  const CONTINUITY = 0.5;
  const distance = Math.max(0, Math.abs(u - (first * second) / 2) - CONTINUITY);
  return Math.min(1, 2 * normalCdf(-distance / Math.sqrt(variance), 0, 1));
}
