/** One metric over time: where its level moved, and what was different from then on. Pure. */
import { type Estimate, estimateMedian, estimateRatio } from '@/lib/statistics/bootstrap';
import { findChangePoints } from '@/lib/statistics/change-points';
import { historyThreshold } from '@/lib/statistics/history';
import { groupBy } from '@/lib/utils/group-by';
import { changesBetween } from './likeness';
import type { BenchmarkResult } from './result';

export interface TrendPoint {
  readonly result: BenchmarkResult;
  readonly median: Estimate;
  /** Moved further from the result before it than this test's past calls noise. */
  readonly extraordinary: boolean;
}

export interface TrendChange {
  readonly lastBefore: BenchmarkResult;
  readonly firstAfter: BenchmarkResult;
  /** Medians of the two levels. */
  readonly before: number;
  readonly after: number;
  /** The level after over the level before, each result one figure; undefined where one is not above zero. */
  readonly ratio: Estimate | undefined;
  /** What is recorded to have changed between the two results; empty where nothing is. */
  readonly changed: readonly string[];
}

export interface Trend {
  /** Oldest first. */
  readonly points: readonly TrendPoint[];
  readonly changes: readonly TrendChange[];
  /** Q3 + 3 IQR of the sizes of past changes, as a share; undefined with too few results. */
  readonly threshold: number | undefined;
}

/**
 * Contaminated results are shown but not reckoned with: neither the level nor the noise is theirs.
 * @param results of one metric and one variant
 */
export function trendOf(results: readonly BenchmarkResult[]): Trend {
  const oldestFirst = results
    .filter(({ samples }) => samples.length > 0)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map((result) => ({ result, median: estimateMedian(result.samples) }));
  const clean = oldestFirst.filter(({ result }) => !result.contaminated);
  const figures = clean.map(({ median }) => median.value);
  const threshold = figures.every((figure) => figure > 0) ? historyThreshold(figures) : undefined;
  const before = new Map(clean.map(({ result }, index) => [result.id, figures[index - 1]]));
  const bounds = findChangePoints(figures);
  const changes = bounds.flatMap((change, order) => {
    const [last, first] = [clean[change.index - 1], clean[change.index]];
    if (last === undefined || first === undefined) return [];
    const levels = {
      before: figures.slice(bounds[order - 1]?.index ?? 0, change.index),
      after: figures.slice(change.index, bounds[order + 1]?.index),
    };
    return [
      {
        lastBefore: last.result,
        firstAfter: first.result,
        before: change.before,
        after: change.after,
        ratio: figures.every((figure) => figure > 0) ? estimateRatio(levels.after, levels.before) : undefined,
        changed: changedBetween(last.result, first.result),
      },
    ];
  });
  return {
    points: oldestFirst.map(({ result, median }) => {
      const previous = before.get(result.id);
      return {
        result,
        median,
        extraordinary:
          threshold !== undefined && previous !== undefined && Math.abs(median.value / previous - 1) > threshold,
      };
    }),
    changes,
    threshold,
  };
}

const changedBetween = (last: BenchmarkResult, first: BenchmarkResult): string[] => [
  ...(last.hostName === first.hostName ? [] : [`host: ${last.hostName} → ${first.hostName}`]),
  ...changesBetween(last, first),
];

/** What somebody chooses when measuring: results of two such choices are two trends. What is underneath may change within one. */
const variantOf = ({ ends, conditions }: BenchmarkResult): string =>
  [
    ends,
    `version ${conditions.version}`,
    ...(conditions.parameters === '' ? [] : [conditions.parameters]),
    ...(conditions.ends === 'pair' ? [conditions.sameHost === true ? 'on one host' : 'across hosts'] : []),
    ...(conditions.guests > 1 ? [`${conditions.guests} at once`] : []),
  ].join(', ');

/** Variants by number of results, most first. */
export function variantsOf(
  results: readonly BenchmarkResult[],
): { readonly name: string; readonly results: BenchmarkResult[] }[] {
  return [...groupBy(results, variantOf)]
    .map(([name, own]) => ({ name, results: own }))
    .toSorted((a, b) => b.results.length - a.results.length || a.name.localeCompare(b.name));
}
