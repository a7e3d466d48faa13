/** What a sample looks like, by figures that a few wild runs do not move. */

/** Makes the median absolute deviation of a normal sample its standard deviation: 1 / Φ⁻¹(3/4). Hampel 1974, JASA 69, 383. */
export const MAD_TO_SIGMA = 1.482_602_218_505_602;

export interface Summary {
  readonly count: number;
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
  /** Median of the distances from the median, in the samples' unit. */
  readonly mad: number;
}

/** @throws RangeError without samples, or where one is not a finite number. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = sortSamples(samples);
  return {
    count: sorted.length,
    min: sortedQuantile(sorted, 0),
    q1: sortedQuantile(sorted, 0.25),
    median: sortedQuantile(sorted, 0.5),
    q3: sortedQuantile(sorted, 0.75),
    max: sortedQuantile(sorted, 1),
    mad: medianAbsoluteDeviation(sorted),
  };
}

/** @throws RangeError as `summarize`. */
export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/**
 * @param share 0..1
 * @returns linear between neighbours, as R, NumPy and spreadsheets have it: type 7 of Hyndman & Fan 1996, The American Statistician 50, 361.
 * @throws RangeError as `summarize`, or where the share is outside.
 */
export const quantile = (samples: readonly number[], share: number): number =>
  sortedQuantile(sortSamples(samples), share);

/** @returns not scaled; times `MAD_TO_SIGMA` it is a standard deviation. @throws RangeError as `summarize`. */
export function medianAbsoluteDeviation(samples: readonly number[]): number {
  const middle = median(samples);
  return median(samples.map((sample) => Math.abs(sample - middle)));
}

/** Ascending. @throws RangeError as `summarize`. */
export function sortSamples(samples: readonly number[]): readonly number[] {
  if (samples.length === 0) throw new RangeError('no samples');
  const wrong = samples.findIndex((sample) => !Number.isFinite(sample));
  if (wrong !== -1) throw new RangeError(`sample ${wrong + 1} is not a finite number`);
  return samples.toSorted((a, b) => a - b);
}

function sortedQuantile(sorted: readonly number[], share: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`a share is from 0 to 1, not ${share}`);
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.ceil(position)] ?? Number.NaN;
  return low + (position - below) * (high - low);
}
