/**
 * Percentile bootstrap intervals of medians and of their ratio, without drawing lots: for a median the distribution over
 * all nⁿ resamples can be written down (Efron 1979, Annals of Statistics 7, 1, section 3; Maritz & Jarrett 1978, JASA 73,
 * 194). So the same samples give the same interval every time, and no seed has to be kept with a verdict.
 */
import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import { median, sortSamples } from './describe';

export interface Interval {
  readonly low: number;
  readonly high: number;
  /** 0..1: the share of resamples between the two; less where there are too few samples to hold so much, see `reachOf`. */
  readonly confidence: number;
}

export interface Estimate extends Interval {
  readonly value: number;
}

const DEFAULT_CONFIDENCE = 0.95;
/** A median of more needs no interval that a page could show, and the ratio's cost grows with the samples. */
export const MOST_SAMPLES = 2000;
/** Of the resamples' medians, those rarer than this are left out: all of them together are far below one in a million. */
const RARE = 1e-13;
/** Halvings of an interval of doubles until nothing is left between its ends. */
const HALVINGS = 200;

/**
 * No resample reaches further than from the lowest sample to the highest, and these hold the median of what was sampled with
 * probability 1 − 2¹⁻ⁿ: 0 for one sample, 0.75 for three, above 0.95 from six on (David & Nagaraja 2003, Order Statistics, 7.1).
 */
const reachOf = (count: number): number => 1 - 2 ** (1 - count);

/** A median and its percentile interval. @throws RangeError as `summarize`, and with more than `MOST_SAMPLES` of them. */
export function estimateMedian(samples: readonly number[], confidence = DEFAULT_CONFIDENCE): Estimate {
  const resampled = resampleMedian(samples);
  const tail = tailOf(confidence);
  return {
    value: median(samples),
    low: quantileOf(resampled, tail),
    high: quantileOf(resampled, 1 - tail),
    confidence: Math.min(confidence, reachOf(samples.length)),
  };
}

/**
 * How often the baseline's median goes into the candidate's, the two measured independently of each other.
 * @throws RangeError as `estimateMedian`, and where a sample is not above zero: a ratio of such figures says nothing.
 */
export function estimateRatio(
  candidate: readonly number[],
  baseline: readonly number[],
  confidence = DEFAULT_CONFIDENCE,
): Estimate {
  for (const sample of [...candidate, ...baseline]) {
    if (sample <= 0) throw new RangeError(`a ratio needs samples above zero, not ${sample}`);
  }
  const above = resampleMedian(candidate);
  const below = resampleMedian(baseline);
  const tail = tailOf(confidence);
  return {
    value: median(candidate) / median(baseline),
    low: ratioQuantile(above, below, tail),
    high: ratioQuantile(above, below, 1 - tail),
    confidence: Math.min(confidence, reachOf(candidate.length), reachOf(baseline.length)),
  };
}

/**
 * The same for runs made in pairs (one of each, right after each other): the median of the pairs' ratios, in which what both
 * runs of a pair suffered alike cancels out.
 * @throws RangeError as `estimateRatio`, and where the two are not equally many.
 */
export function estimatePairedRatio(
  candidate: readonly number[],
  baseline: readonly number[],
  confidence = DEFAULT_CONFIDENCE,
): Estimate {
  if (candidate.length !== baseline.length) {
    throw new RangeError(`${candidate.length} samples have no pairs in ${baseline.length}`);
  }
  const ratios = candidate.map((sample, index) => {
    const other = baseline[index] ?? Number.NaN;
    if (sample <= 0 || other <= 0)
      throw new RangeError(`a ratio needs samples above zero, not ${Math.min(sample, other)}`);
    return sample / other;
  });
  return estimateMedian(ratios, confidence);
}

/** Values that a resample's median takes, ascending, with the share of resamples that have at most this one. */
interface Distribution {
  readonly values: readonly number[];
  readonly cumulative: readonly number[];
}

function resampleMedian(samples: readonly number[]): Distribution {
  if (samples.length > MOST_SAMPLES) throw new RangeError(`more than ${MOST_SAMPLES} samples`);
  const sorted = sortSamples(samples);
  const pairs = sorted.length % 2 === 1 ? oddMedians(sorted) : evenMedians(sorted);
  pairs.sort((a, b) => a.value - b.value);
  let sum = 0;
  const cumulative = pairs.map((pair) => (sum += pair.share));
  // What was left out as rare is less than rounding; the shares are made to end at exactly one.
  return { values: pairs.map((pair) => pair.value), cumulative: cumulative.map((share) => share / sum) };
}

interface Weighed {
  readonly value: number;
  readonly share: number;
}

/** The middle of an odd number is at most the k-th where at least half the draws are: a binomial tail. */
function oddMedians(sorted: readonly number[]): Weighed[] {
  const count = sorted.length;
  const middle = (count + 1) / 2;
  const atMost = (rank: number): number => 1 - binomialCdf(middle - 1, count, rank / count);
  return sorted
    .map((value, index) => ({ value, share: atMost(index + 1) - atMost(index) }))
    .filter(({ share }) => share > RARE);
}

/** The two middle draws of an even number are the i-th and j-th: m draws up to i, one of them i itself; the others from j on. */
function evenMedians(sorted: readonly number[]): Weighed[] {
  const count = sorted.length;
  const half = count / 2;
  const ways = logChoose(count, half);
  const atMost = (rank: number): number => 1 - binomialCdf(half - 1, count, rank / count);
  /** Logarithm of the share of draws of `half` that reach up to `rank` and no less. */
  const reach = (rank: number): number => half * Math.log(rank / count) + Math.log1p(-((1 - 1 / rank) ** half));
  const medians: Weighed[] = [];
  sorted.forEach((low, index) => {
    const rank = index + 1;
    const lower = ways + reach(rank);
    // Both middle draws are this one, in all that are left when those with a higher second are taken away.
    const apart = rank === count ? 0 : Math.exp(lower + half * Math.log((count - rank) / count));
    const same = atMost(rank) - atMost(rank - 1) - apart;
    if (same > RARE) medians.push({ value: low, share: same });
    if (apart <= RARE) return;
    for (let other = rank + 1; other <= count; other += 1) {
      const share = Math.exp(lower + reach(count - other + 1));
      if (share > RARE) medians.push({ value: (low + (sorted[other - 1] ?? Number.NaN)) / 2, share });
    }
  });
  return medians;
}

function logChoose(count: number, chosen: number): number {
  let sum = 0;
  for (let step = 1; step <= chosen; step += 1) sum += Math.log((count - chosen + step) / step);
  return sum;
}

/** Smallest value that at least this share of resamples do not exceed. */
const quantileOf = ({ values, cumulative }: Distribution, share: number): number =>
  values[Math.min(firstAt(cumulative, share), values.length - 1)] ?? Number.NaN;

/** Sums of doubles end a few units of the last place off. */
const ROUNDING = 1e-12;

/** Index of the first cumulative share that reaches the one given. */
function firstAt(cumulative: readonly number[], share: number): number {
  let [low, high] = [0, cumulative.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((cumulative[middle] ?? 1) >= share - ROUNDING) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Smallest ratio that at least this share of all pairs of resamples do not exceed, found by halving: listing them would be values × values. */
function ratioQuantile(above: Distribution, below: Distribution, share: number): number {
  const shareUpTo = (ratio: number): number => {
    let sum = 0;
    below.values.forEach((value, index) => {
      const weight = (below.cumulative[index] ?? 0) - (below.cumulative[index - 1] ?? 0);
      sum += weight * shareAtMost(above, ratio * value);
    });
    return sum;
  };
  let low = 0;
  let high = ((above.values.at(-1) ?? 0) / (below.values[0] ?? 1)) * 2;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (shareUpTo(middle) >= share - ROUNDING) high = middle;
    else low = middle;
  }
  return high;
}

/** Rounding of a product must not lose the value that it is meant to be. */
const SAME = 1 + 1e-14;

function shareAtMost({ values, cumulative }: Distribution, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((values[middle] ?? 0) <= limit * SAME) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : (cumulative[low - 1] ?? 1);
}

function tailOf(confidence: number): number {
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`a confidence lies between 0 and 1, not ${confidence}`);
  return (1 - confidence) / 2;
}
