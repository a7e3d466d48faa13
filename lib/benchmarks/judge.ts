/** Two sets of figures of one metric against each other, and what more runs would show. Pure. */
import type { ComparisonVerdict, MetricDirection } from '@/lib/domain/benchmark';
import type { Estimate } from '@/lib/statistics/bootstrap';
import { compareSamples } from '@/lib/statistics/compare';
import { median } from '@/lib/statistics/describe';
import { relativeSpread, runsNeeded } from '@/lib/statistics/detectable';
import { historyThreshold } from '@/lib/statistics/history';
import { groupBy } from '@/lib/utils/group-by';
import type { BenchmarkResult } from './result';

/** The difference that a reader would like to be able to see: one per cent. */
const WISHED_DIFFERENCE = 0.01;

export interface Judged {
  /** Candidate over baseline, as the figures are. */
  readonly change: Estimate;
  /** The same turned so that above one is better, whichever way the metric counts. */
  readonly performance: Estimate;
  readonly verdict: ComparisonVerdict;
  /** Mann-Whitney, two-sided. */
  readonly p: number;
  /** What the verdict asked the difference to exceed, as a share. */
  readonly threshold: number;
  /** The smallest difference that so many repeats would show, as a share. */
  readonly detectable: number | undefined;
  /** Repeats that each side lacks to show one per cent; 0 where there are enough. */
  readonly moreForOnePercent: number | undefined;
}

/** @returns undefined where a figure is not above zero, of which no ratio says anything. @throws RangeError without samples. */
export function judge(options: {
  readonly candidate: readonly number[];
  readonly baseline: readonly number[];
  readonly direction: MetricDirection;
  readonly noise?: number | undefined;
}): Judged | undefined {
  const { candidate, baseline, direction, noise } = options;
  if ([...candidate, ...baseline].some((sample) => sample <= 0)) return undefined;
  const { ratio, test, verdict, threshold, detectable } = compareSamples({ candidate, baseline, direction, noise });
  const runs = Math.min(candidate.length, baseline.length);
  const spread = Math.max(relativeSpread(candidate), relativeSpread(baseline));
  return {
    change: ratio,
    performance: performanceOf(ratio, direction),
    verdict,
    p: test.p,
    threshold,
    detectable,
    // A single figure has no spread to reckon with.
    moreForOnePercent: runs < 2 ? undefined : Math.max(0, runsNeeded(spread, WISHED_DIFFERENCE) - runs),
  };
}

/** A ratio turned so that above one is better. */
export const performanceOf = (ratio: Estimate, direction: MetricDirection): Estimate =>
  direction === 'higher-is-better'
    ? ratio
    : { value: 1 / ratio.value, low: 1 / ratio.high, high: 1 / ratio.low, confidence: ratio.confidence };

/**
 * What the past of these results calls noise, as a share: the largest of what each measured pair of ends shows by itself.
 * Undefined while none has a past long enough.
 */
export function noiseOf(results: readonly BenchmarkResult[]): number | undefined {
  const groups = groupBy(results, ({ hostName, ends }) => JSON.stringify([hostName, ends]));
  const thresholds = [...groups.values()].flatMap((own) => {
    const medians = own
      .filter(({ samples }) => samples.length > 0 && samples.every((sample) => sample > 0))
      .toSorted((a, b) => a.at.getTime() - b.at.getTime())
      .map(({ samples }) => median(samples));
    return historyThreshold(medians) ?? [];
  });
  return thresholds.length === 0 ? undefined : Math.max(...thresholds);
}
