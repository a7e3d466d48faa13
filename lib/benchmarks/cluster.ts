/** The cluster pair of the report: bandwidth over message size, and what several guests have together. Pure. */
import type { MetricAcross } from '@/lib/domain/benchmark';
import { type Estimate, estimateRatio } from '@/lib/statistics/bootstrap';
import { summarize } from '@/lib/statistics/describe';
import { groupBy } from '@/lib/utils/group-by';
import { likeKey } from './likeness';
import { metricKey, poolOf, type Pool } from './pool';
import { acrossLanes } from './repeat-figures';
import type { BenchmarkResult } from './result';

/** The points of one lane of one repeat. */
export interface LaneSeries {
  readonly repeat: number;
  readonly lane: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface SpreadPoint {
  readonly x: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
}

/**
 * Median and quartiles over the repeats at every message size. Lanes of one repeat count together; a size that one of them
 * did not reach is left out of that repeat, since the rest is not what all had.
 */
export function spreadOf(series: readonly LaneSeries[], lanes: number, across: MetricAcross): SpreadPoint[] {
  const bySize = new Map<number, number[]>();
  for (const own of groupBy(series, ({ repeat }) => repeat).values()) {
    const atSize = new Map<number, number[]>();
    for (const { points } of own) {
      // A program may tell a size twice; its last word counts.
      for (const [x, y] of new Map(points.map((point) => [point.x, point.y]))) {
        atSize.set(x, [...(atSize.get(x) ?? []), y]);
      }
    }
    for (const [x, ys] of atSize) {
      if (ys.length === lanes) bySize.set(x, [...(bySize.get(x) ?? []), acrossLanes(ys, across)]);
    }
  }
  return [...bySize]
    .map(([x, ys]) => {
      const { q1, median, q3 } = summarize(ys);
      return { x, q1, median, q3 };
    })
    .toSorted((a, b) => a.x - b.x);
}

export interface ScalingStep {
  readonly guests: number;
  readonly pool: Pool;
  /** Over that of one guest; undefined for one itself, or where nobody measured one. */
  readonly change: Estimate | undefined;
}
export interface Scaling {
  readonly latest: BenchmarkResult;
  /** Fewest guests first. */
  readonly steps: readonly ScalingStep[];
}

/**
 * What 1, 2, 4 … pairs had together, for each metric and configuration that is alike in all but their number.
 * @param results whose samples are already those of all lanes together; see `repeatFigures`
 */
export function scalingOf(results: readonly BenchmarkResult[]): Scaling[] {
  const newestFirst = results
    .filter(({ samples }) => samples.length > 0)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const withoutNumber = (result: BenchmarkResult): BenchmarkResult => ({
    ...result,
    conditions: { ...result.conditions, guests: 1 },
  });
  const groups = groupBy(newestFirst, (result) => JSON.stringify([metricKey(result), likeKey(withoutNumber(result))]));
  return [...groups.values()].flatMap((own) => {
    const [latest] = own;
    if (latest === undefined) return [];
    const pools = [...groupBy(own, ({ conditions }) => conditions.guests)]
      .flatMap(([guests, alike]) => {
        const pool = poolOf(alike);
        return pool === undefined ? [] : [{ guests, pool }];
      })
      .toSorted((a, b) => a.guests - b.guests);
    const one = pools.find(({ guests }) => guests === 1)?.pool;
    return [{ latest, steps: pools.map((step) => ({ ...step, change: changeFrom(one, step.pool) })) }];
  });
}

function changeFrom(one: Pool | undefined, pool: Pool): Estimate | undefined {
  if (one === undefined || one === pool) return undefined;
  return [...one.samples, ...pool.samples].every((sample) => sample > 0)
    ? estimateRatio(pool.samples, one.samples)
    : undefined;
}
