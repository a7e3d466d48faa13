/** Two selections of results side by side, metric by metric. Pure. */
import { groupBy } from '@/lib/utils/group-by';
import { judge, type Judged } from './judge';
import { likenessOf, type Likeness, type Purpose } from './likeness';
import { metricKey, noiseOfBoth, poolAlike, type Pool } from './pool';
import type { BenchmarkResult } from './result';

export type SideBySide = { readonly a: Pool; readonly b: Pool } & Likeness & {
    /** B over A; undefined where they are unlike and nobody asked for that, or a figure is not above zero. */
    readonly judged: Judged | undefined;
    readonly why: 'compared' | 'unlike' | 'no-ratio';
  };

export interface Selections {
  readonly rows: readonly SideBySide[];
  /** Metrics that only one of the two has. */
  readonly onlyA: readonly BenchmarkResult[];
  readonly onlyB: readonly BenchmarkResult[];
}

/**
 * The surest differences first: by p, and where that is the same by size. What could not be compared stands last.
 * @param onPurpose what the two selections were made to differ in
 */
export function compareSelections(options: {
  readonly a: readonly BenchmarkResult[];
  readonly b: readonly BenchmarkResult[];
  readonly onPurpose: readonly Purpose[];
  readonly unlikeToo: boolean;
}): Selections {
  const poolsOf = (results: readonly BenchmarkResult[]) =>
    groupBy(poolAlike(results), ({ results: [first] }) => metricKey(first));
  const [inA, inB] = [poolsOf(options.a), poolsOf(options.b)];
  const rows = [...inA].flatMap(([key, poolsA]) => {
    const poolsB = inB.get(key);
    return poolsB === undefined ? [] : pairUp(poolsA, poolsB, options);
  });
  const only = (mine: typeof inA, others: typeof inA) =>
    [...mine].flatMap(([key, [pool]]) => (others.has(key) || pool === undefined ? [] : [pool.results[0]]));
  return { rows: rows.toSorted(bySignificance), onlyA: only(inA, inB), onlyB: only(inB, inA) };
}

/** All pairs that are like; where there is none, the least unlike one, newest first. */
function pairUp(
  poolsA: readonly Pool[],
  poolsB: readonly Pool[],
  options: { readonly onPurpose: readonly Purpose[]; readonly unlikeToo: boolean },
): SideBySide[] {
  const pairs = poolsA
    .flatMap((a) => poolsB.map((b) => ({ a, b, ...likenessOf(a.results[0], b.results[0], options.onPurpose) })))
    .toSorted((one, other) => one.unlike.length - other.unlike.length);
  const like = pairs.filter(({ unlike }) => unlike.length === 0);
  return (like.length > 0 ? like : pairs.slice(0, 1)).map((pair) => {
    if (pair.unlike.length > 0 && !options.unlikeToo) return { ...pair, judged: undefined, why: 'unlike' };
    const judged = judge({
      candidate: pair.b.samples,
      baseline: pair.a.samples,
      direction: pair.a.results[0].metric.direction,
      noise: noiseOfBoth(pair.a, pair.b),
    });
    return { ...pair, judged, why: judged === undefined ? 'no-ratio' : 'compared' };
  });
}

function bySignificance(one: SideBySide, other: SideBySide): number {
  if (one.judged === undefined || other.judged === undefined)
    return Number(one.judged === undefined) - Number(other.judged === undefined);
  const size = ({ judged }: SideBySide): number => Math.abs(Math.log(judged?.change.value ?? 1));
  return one.judged.p - other.judged.p || size(other) - size(one);
}
