/** Results that are alike, taken together. Pure. */
import { type Estimate, estimateMedian } from '@/lib/statistics/bootstrap';
import { groupBy } from '@/lib/utils/group-by';
import { likeKey } from './likeness';
import { noiseOf } from './judge';
import type { BenchmarkResult } from './result';

/**
 * Repeats of which a pool's figures are made, the newest runs first. More would narrow an interval that a page could not draw
 * narrower, cost time by their square, and let last year's runs outvote this week's.
 */
export const MOST_POOLED = 200;

export interface Pool {
  /** Newest first; all those that went in. */
  readonly results: readonly [BenchmarkResult, ...BenchmarkResult[]];
  readonly samples: readonly number[];
  readonly median: Estimate;
  /** Runs that were alike too, but older, and did not go in. */
  readonly older: number;
  readonly noise: number | undefined;
}

/** Pools by benchmark, metric and all that has to be alike; those with the newest result first. Results without figures are in none. */
export function poolAlike(results: readonly BenchmarkResult[]): Pool[] {
  const newestFirst = results
    .filter(({ samples }) => samples.length > 0)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const groups = groupBy(newestFirst, (result) => JSON.stringify([metricKey(result), likeKey(result)]));
  return [...groups.values()].flatMap((group) => poolOf(group) ?? []);
}

/** @param newestFirst each with figures @returns undefined for none. */
export function poolOf(newestFirst: readonly BenchmarkResult[]): Pool | undefined {
  const taken: BenchmarkResult[] = [];
  const samples: number[] = [];
  for (const result of newestFirst) {
    if (taken.length > 0 && samples.length + result.samples.length > MOST_POOLED) break;
    taken.push(result);
    samples.push(...result.samples);
  }
  const [first, ...rest] = taken;
  if (first === undefined) return undefined;
  return {
    results: [first, ...rest],
    samples,
    median: estimateMedian(samples),
    older: newestFirst.length - taken.length,
    noise: noiseOf(newestFirst),
  };
}

/** Results of one key measure one thing, if perhaps in other conditions. */
export const metricKey = ({ conditions, metric }: BenchmarkResult): string =>
  JSON.stringify([conditions.benchmark, metric.name, metric.unit]);

/** What the past of either side calls noise. */
export function noiseOfBoth(one: Pool, other: Pool): number | undefined {
  const known = [one.noise, other.noise].filter((noise) => noise !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
