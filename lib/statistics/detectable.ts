/**
 * How small a difference so many runs would show, and how many runs a difference needs: Noether 1987, JASA 82, 645, for the
 * Mann-Whitney test, with a shift of normal samples put for its probability of superiority, P = Φ(δ / (σ √2)).
 */
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { MAD_TO_SIGMA, medianAbsoluteDeviation, median } from './describe';

/** A difference is called shown at this error of the first kind, and meant to be found with this probability. */
export const SIGNIFICANCE = 0.05;
export const POWER = 0.8;

/** Spread of one run as a share of the median, robust: 1.4826 MAD / median. @throws RangeError as `summarize`; with a median of zero. */
export function relativeSpread(samples: readonly number[]): number {
  const middle = median(samples);
  if (middle === 0) throw new RangeError('a share of a median of zero says nothing');
  return (MAD_TO_SIGMA * medianAbsoluteDeviation(samples)) / Math.abs(middle);
}

/**
 * @param spread of a single run, as a share of the median
 * @param runs on each side, at least 2
 * @returns the smallest difference of medians, as a share, that so many runs show with probability `POWER`; undefined where no
 *   difference is enough for so few.
 */
export function detectableDifference(spread: number, runs: number): number | undefined {
  requireRuns(runs);
  const superiority = 0.5 + Math.sqrt(quantileSum() ** 2 / (3 * 2 * runs));
  if (superiority >= 1) return undefined;
  return Math.SQRT2 * spread * normalQuantile(superiority, 0, 1);
}

/** Runs on each side that show a difference of this share of the median. @throws RangeError where the difference is not above zero. */
export function runsNeeded(spread: number, difference: number): number {
  if (!(difference > 0)) throw new RangeError(`a difference is above zero, not ${difference}`);
  if (spread === 0) return FEWEST_RUNS;
  const superiority = normalCdf(difference / (Math.SQRT2 * spread), 0, 1);
  const all = quantileSum() ** 2 / (3 * (superiority - 0.5) ** 2);
  return Math.max(FEWEST_RUNS, Math.ceil(all / 2));
}

/** One run has no spread. */
const FEWEST_RUNS = 2;

const quantileSum = (): number => normalQuantile(1 - SIGNIFICANCE / 2, 0, 1) + normalQuantile(POWER, 0, 1);

function requireRuns(runs: number): void {
  if (!Number.isInteger(runs) || runs < FEWEST_RUNS)
    throw new RangeError(`runs are at least ${FEWEST_RUNS}, not ${runs}`);
}
