/** Two selections of runs against each other: the ratio with its interval, and the word that it carries. */
import type { ComparisonVerdict, MetricDirection } from '@/lib/domain/benchmark';
import { type Estimate, estimatePairedRatio, estimateRatio } from './bootstrap';
import { detectableDifference, relativeSpread } from './detectable';
import { mannWhitney, type RankTest } from './mann-whitney';

/** Fewer runs on a side carry no verdict, only their figures. */
export const FEWEST_FOR_VERDICT = 10;
/** A difference below this is called none even where it is shown: nobody buys or replaces a host for it. */
export const LEAST_DIFFERENCE = 0.02;

export interface Comparison {
  /** Candidate over baseline. */
  readonly ratio: Estimate;
  readonly paired: boolean;
  readonly test: RankTest;
  readonly verdict: ComparisonVerdict;
  /** What the verdict asked the difference to exceed, as a share. */
  readonly threshold: number;
  /** The smallest difference that so many runs with this spread would show; undefined where none would. */
  readonly detectable: number | undefined;
}

export interface CompareOptions {
  readonly candidate: readonly number[];
  readonly baseline: readonly number[];
  readonly direction: MetricDirection;
  /** The runs were made in turn, one of each: the n-th of one belongs to the n-th of the other. */
  readonly paired?: boolean;
  /** What this test's own history calls noise, as a share; see `historyThreshold`. */
  readonly noise?: number | undefined;
}

/**
 * Worse or better only where there are runs enough, the interval of the ratio leaves out 1, and the difference exceeds both
 * `LEAST_DIFFERENCE` and the test's own noise.
 * @throws RangeError where a side has no samples or one that is not above zero, or pairs do not pair.
 */
export function compareSamples(options: CompareOptions): Comparison {
  const { candidate, baseline, direction, paired = false, noise = 0 } = options;
  const ratio = paired ? estimatePairedRatio(candidate, baseline) : estimateRatio(candidate, baseline);
  const threshold = Math.max(LEAST_DIFFERENCE, noise);
  const runs = Math.min(candidate.length, baseline.length);
  const spread = Math.max(relativeSpread(candidate), relativeSpread(baseline));
  return {
    ratio,
    paired,
    test: mannWhitney(candidate, baseline),
    verdict: runs < FEWEST_FOR_VERDICT ? 'too-few-runs' : wordFor(ratio, threshold, direction),
    threshold,
    detectable: runs < 2 ? undefined : detectableDifference(spread, runs),
  };
}

function wordFor(ratio: Estimate, threshold: number, direction: MetricDirection): ComparisonVerdict {
  const apart = ratio.low > 1 || ratio.high < 1;
  if (!apart || Math.abs(ratio.value - 1) < threshold) return 'no-difference-shown';
  return ratio.value > 1 === (direction === 'higher-is-better') ? 'better' : 'worse';
}
