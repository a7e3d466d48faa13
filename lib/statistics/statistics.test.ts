/** Against figures made by other means: reference/reference.py says how (NumPy 2.4.6, SciPy 1.17.1, Python 3.11.7). */
import { describe, expect, test } from 'vitest';
import { estimateMedian, estimatePairedRatio, estimateRatio, MOST_SAMPLES } from './bootstrap';
import { findChangePoints } from './change-points';
import { compareSamples } from './compare';
import { MAD_TO_SIGMA, medianAbsoluteDeviation, quantile, summarize } from './describe';
import { detectableDifference, relativeSpread, runsNeeded } from './detectable';
import { FEWEST_CHANGES, historyThreshold } from './history';
import { mannWhitney } from './mann-whitney';

const A = [10.2, 9.8, 10.9, 11.4, 10.1];
const B = [12.1, 11.0, 13.3, 12.7, 11.9, 12.4];
const C = [5.1, 4.9, 5.3, 5.0, 5.2, 4.8, 5.6, 5.05, 4.95, 5.15, 5.25];
const D = [5.4, 5.2, 5.9, 5.35, 5.45, 5.7, 5.1, 5.55, 5.65, 5.85, 5.75, 5.0];
const DIGITS = 7;

const numbers = (length: number, of: (index: number) => number): number[] =>
  Array.from({ length }, (_, index) => of(index));
const expectInterval = (made: { low: number; high: number }, low: number, high: number) => {
  expect(made.low).toBeCloseTo(low, DIGITS);
  expect(made.high).toBeCloseTo(high, DIGITS);
};

describe('describing', () => {
  test('quartiles, median and MAD are those of NumPy and SciPy', () => {
    expect(summarize(B)).toMatchObject({ count: 6, min: 11, max: 13.3 });
    for (const [share, value] of [
      [0.25, 11.95],
      [0.5, 12.25],
      [0.75, 12.625],
      [0.9, 13],
    ] as const)
      expect(quantile(B, share)).toBeCloseTo(value, DIGITS);
    expect(medianAbsoluteDeviation(B)).toBeCloseTo(0.4, DIGITS);
    expect(MAD_TO_SIGMA).toBeCloseTo(1.482602218505602, DIGITS);
  });

  test('nothing, and what is no number, is refused with its place', () => {
    expect(() => summarize([])).toThrow('no samples');
    expect(() => summarize([1, Number.NaN])).toThrow('sample 2 is not a finite number');
    expect(() => quantile(A, 1.5)).toThrow('from 0 to 1');
  });
});

describe('bootstrap intervals', () => {
  test('of a median are those of all resamples, odd and even in number', () => {
    expectInterval(estimateMedian(A), 9.8, 11.4);
    expectInterval(estimateMedian(B), 11.45, 13);
    expectInterval(estimateMedian(C), 4.95, 5.25);
    expectInterval(estimateMedian(D), 5.275, 5.725);
  });

  test('of a ratio of medians, and of the median of paired ratios', () => {
    const one = estimateRatio(B, A);
    expect(one.value).toBeCloseTo(1.200980392156863, DIGITS);
    expectInterval(one, 1.0596330275229358, 1.280612244897959);
    const other = estimateRatio(D, C);
    expect(other.value).toBeCloseTo(1.0784313725490198, DIGITS);
    expectInterval(other, 1.0242718446601942, 1.1363636363636362);
    expectInterval(estimatePairedRatio(C, D.slice(0, C.length)), 0.8803418803418804, 0.9444444444444443);
  });

  // Coverage of the sample's range, David & Nagaraja 2003, 7.1: 1 − 2¹⁻ⁿ, by hand.
  test('claim no more than so many samples can carry', () => {
    const confidenceOf = (count: number) => estimateMedian(numbers(count, (index) => index + 1)).confidence;
    expect([2, 3, 4, 5, 6, 10].map(confidenceOf)).toEqual([0.5, 0.75, 0.875, 0.9375, 0.95, 0.95]);
    expect(estimateRatio([1, 2, 3, 4, 5, 6], [1, 2, 3]).confidence).toBe(0.75);
    expect(estimatePairedRatio([1, 2], [2, 3]).confidence).toBe(0.5);
  });

  test('hold as many samples as are allowed, and a single one', () => {
    const many = numbers(MOST_SAMPLES, (index) => 100 + ((index * 7919) % 1009) / 1009);
    const { low, high } = estimateRatio(many, many);
    expect(low).toBeGreaterThan(0.998);
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
    expect(high).toBeLessThan(1.002);
    expect(estimateMedian([3])).toMatchObject({ value: 3, low: 3, high: 3, confidence: 0 });
    expect(() => estimateMedian([...many, 1])).toThrow('more than 2000');
  });

  test('a ratio with zero or below, and pairs that do not pair, are refused', () => {
    expect(() => estimateRatio([1, 0], [1])).toThrow('above zero, not 0');
    expect(() => estimatePairedRatio([1, 2], [1, -2])).toThrow('above zero, not -2');
    expect(() => estimatePairedRatio([1], [1, 2])).toThrow('1 samples have no pairs in 2');
  });
});

describe('Mann-Whitney', () => {
  test.each([
    ['small', A, B, 1, 0.008658008658008658, 'exact'],
    ['eleven and twelve', C, D.map((value) => value + 0.001), 19, 0.0027986551071757693, 'exact'],
    [
      'forty and thirty-five',
      numbers(40, (index) => Math.sin(index) + 0.3),
      numbers(35, (index) => Math.cos(1.7 * index)),
      881,
      0.054910975043263324,
      'exact',
    ],
    [
      'with ties',
      [1, 2, 2, 3, 3, 3, 4, 5],
      [2, 3, 3, 4, 4, 5, 5, 6, 6],
      17,
      0.06917284061536635,
      'normal approximation',
    ],
    [
      'many',
      numbers(60, (index) => Math.sin(index) + 0.3),
      numbers(55, (index) => Math.cos(1.7 * index)),
      2122,
      0.00829321600978316,
      'normal approximation',
    ],
  ])('%s', (_, first, second, u, p, method) => {
    const made = mannWhitney(first, second);
    expect(made).toMatchObject({ u, method });
    expect(made.p).toBeCloseTo(p, DIGITS);
    expect(mannWhitney(second, first).p).toBeCloseTo(p, DIGITS);
    expect(made.superiority + mannWhitney(second, first).superiority).toBeCloseTo(1, DIGITS);
  });

  test('samples of one value each are not told apart', () => {
    expect(mannWhitney([1, 1, 1], [1, 1])).toMatchObject({ p: 1, superiority: 0.5 });
  });
});

describe('what can be shown', () => {
  test('the smallest difference for so many runs, as by Noether', () => {
    const found = [10, 20, 50].map((runs) => detectableDifference(0.03, runs) ?? Number.NaN);
    for (const [index, value] of [0.04615621165260582, 0.02938843268820387, 0.017702113857874423].entries())
      expect(found[index]).toBeCloseTo(value, DIGITS);
  });

  test('the runs that a difference needs show that difference, and one run less does not', () => {
    const runs = runsNeeded(0.03, 0.01);
    expect(detectableDifference(0.03, runs)).toBeLessThanOrEqual(0.01);
    expect(detectableDifference(0.03, runs - 1)).toBeGreaterThan(0.01);
    expect(runsNeeded(0, 0.01)).toBe(2);
    expect(detectableDifference(0.03, 2)).toBeUndefined();
    expect(relativeSpread(B)).toBeCloseTo((1.482602218505602 * 0.4) / 12.25, DIGITS);
    expect(() => runsNeeded(0.03, 0)).toThrow('above zero');
    expect(() => detectableDifference(0.03, 1)).toThrow('at least 2');
  });

  test('what is out of the ordinary for a test follows from its past; a short past says nothing', () => {
    const past = [100, 101.5, 99.8, 100.7, 102.2, 101.1, 100.4, 103.9, 101.6, 100.2, 99.1, 101.3];
    expect(historyThreshold(past)).toBeCloseTo(0.045158996737289125, DIGITS);
    expect(historyThreshold(past.slice(0, FEWEST_CHANGES))).toBeUndefined();
    expect(() => historyThreshold([1, 0])).toThrow('above zero, not 0');
  });
});

describe('change points', () => {
  const series = numbers(120, (index) => {
    const level = index < 40 ? 100 : index < 85 ? 103 : 101;
    return level + ((index * index * 37 + index * 11) % 101) / 101 - 0.5;
  });

  test('are where the level changes, with the levels', () => {
    const found = findChangePoints(series);
    expect(found.map(({ index }) => index)).toEqual([40, 85]);
    expect(found[0]?.before).toBeCloseTo(100, 0);
    expect(found[0]?.after).toBeCloseTo(103, 0);
    expect(found[1]?.after).toBeCloseTo(101, 0);
  });

  test('a penalty too low for the noise gives the same many as trying every segmentation', () => {
    expect(findChangePoints(series, 0.5).map(({ index }) => index)).toEqual([
      5, 12, 16, 26, 30, 34, 40, 45, 50, 56, 61, 68, 73, 85, 91, 99, 103, 112, 116,
    ]);
  });

  test('wild runs, a level that never moves and a short series have none; a step without any noise is one', () => {
    expect(findChangePoints(numbers(40, (index) => 100 + (index % 3) * 0.1 + (index === 20 ? 9 : 0)))).toEqual([]);
    expect(findChangePoints(numbers(40, () => 5))).toEqual([]);
    expect(findChangePoints([1, 1, 1, 9, 9, 9])).toEqual([]);
    expect(findChangePoints([...numbers(5, () => 5), ...numbers(5, () => 6)])).toEqual([
      { index: 5, before: 5, after: 6 },
    ]);
    expect(() => findChangePoints([1, Number.NaN])).toThrow('figure 2');
  });
});

describe('a comparison', () => {
  const runs = (middle: number) => numbers(12, (index) => middle * (1 + ((index * 5) % 12) / 1000));

  test('says better or worse by the direction of the metric, and what fewer runs would not have shown', () => {
    const slower = compareSamples({ candidate: runs(86), baseline: runs(100), direction: 'higher-is-better' });
    expect(slower).toMatchObject({ verdict: 'worse', paired: false, threshold: 0.02 });
    expect(slower.ratio.value).toBeCloseTo(0.86, 3);
    expect(slower.test.p).toBeLessThan(0.001);
    expect(compareSamples({ candidate: runs(86), baseline: runs(100), direction: 'lower-is-better' }).verdict).toBe(
      'better',
    );
    expect(slower.detectable).toBeLessThan(0.01);
  });

  test('a difference below what is noise here, or below what matters, is none; few runs carry no verdict', () => {
    const options = { candidate: runs(97), baseline: runs(100), direction: 'higher-is-better' } as const;
    expect(compareSamples(options).verdict).toBe('worse');
    expect(compareSamples({ ...options, noise: 0.05 })).toMatchObject({
      verdict: 'no-difference-shown',
      threshold: 0.05,
    });
    expect(compareSamples({ ...options, candidate: runs(99) }).verdict).toBe('no-difference-shown');
    expect(compareSamples({ ...options, candidate: runs(50).slice(0, 9) }).verdict).toBe('too-few-runs');
  });
});
