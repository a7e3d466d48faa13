/** What virtualization costs: each technology against the bare host, metric by metric. Pure. */
import type { Estimate } from '@/lib/statistics/bootstrap';
import { groupBy } from '@/lib/utils/group-by';
import { judge, type Judged, performanceOf } from './judge';
import { likenessOf, type Likeness } from './likeness';
import { metricKey, noiseOfBoth, poolAlike, type Pool } from './pool';
import type { BenchmarkResult } from './result';

export type Overhead = { readonly pool: Pool } & (
  | { readonly kind: 'native'; readonly performance: Estimate | undefined }
  | ({ readonly kind: 'compared'; readonly baseline: Pool } & Likeness & Judged)
  /** There is a native result, but an unlike one, and nobody asked for that. */
  | ({ readonly kind: 'unlike'; readonly baseline: Pool } & Likeness)
  | { readonly kind: 'no-native' }
  /** A figure is not above zero. */
  | { readonly kind: 'no-ratio'; readonly baseline: Pool }
);

export interface MetricOverheads {
  /** Of the newest result. */
  readonly latest: BenchmarkResult;
  /** Native ones first. */
  readonly rows: readonly Overhead[];
}

/** @param unlikeToo compare with the least unlike native result where there is none that is like */
export function overheadsOf(results: readonly BenchmarkResult[], unlikeToo: boolean): MetricOverheads[] {
  const pools = groupBy(poolAlike(results), ({ results: [first] }) => metricKey(first));
  return [...pools.values()].flatMap((own) => {
    const [newest] = own;
    if (newest === undefined) return [];
    const natives = own.filter(isNative);
    const guests = own.filter((pool) => !isNative(pool)).toSorted(byTechnology);
    return [
      {
        latest: newest.results[0],
        rows: [...natives.map(nativeRow), ...guests.map((pool) => guestRow(pool, natives, unlikeToo))],
      },
    ];
  });
}

/** One at a time before several at once; of equal ones the newest stays first. */
function byTechnology({ results: [a] }: Pool, { results: [b] }: Pool): number {
  return a.measuredOn.localeCompare(b.measuredOn) || a.conditions.guests - b.conditions.guests;
}

const isNative = ({ results: [first] }: Pool): boolean => first.measuredOn === 'native';

/** Native against itself is one; its interval says how well that is known. */
function nativeRow(pool: Pool): Overhead {
  const { value, low, high, confidence } = pool.median;
  const known = low > 0;
  return {
    pool,
    kind: 'native',
    performance: known
      ? performanceOf({ value: 1, low: low / value, high: high / value, confidence }, pool.results[0].metric.direction)
      : undefined,
  };
}

function guestRow(pool: Pool, natives: readonly Pool[], unlikeToo: boolean): Overhead {
  const [nearest] = natives
    .map((baseline) => ({ baseline, ...likenessOf(pool.results[0], baseline.results[0], ['technology']) }))
    // Stable: of equally unlike ones the newest stays first.
    .toSorted((a, b) => a.unlike.length - b.unlike.length);
  if (nearest === undefined) return { pool, kind: 'no-native' };
  const { baseline } = nearest;
  if (nearest.unlike.length > 0 && !unlikeToo) return { pool, kind: 'unlike', ...nearest };
  const judged = judge({
    candidate: pool.samples,
    baseline: baseline.samples,
    direction: pool.results[0].metric.direction,
    noise: noiseOfBoth(pool, baseline),
  });
  return judged === undefined
    ? { pool, kind: 'no-ratio', baseline }
    : { pool, kind: 'compared', ...nearest, ...judged };
}
