import { expect, test } from 'vitest';
import { makeResult } from './testing/make-result';
import { trendOf, variantsOf } from './trend';

const LEVELS = [100, 101, 99, 100, 101, 110, 111, 109, 110, 111];
const series = LEVELS.map((level, day) =>
  makeResult({
    day,
    samples: [level - 1, level, level + 1],
    conditions: { hypervisorVersion: day < 5 ? '4.17' : '4.18' },
  }),
);

test('a step is found with its date, its size with an interval, and what changed then', () => {
  const { points, changes } = trendOf(series.toReversed());
  expect(points.map(({ median }) => median.value)).toEqual(LEVELS);
  expect(changes).toHaveLength(1);
  expect(changes[0]).toMatchObject({
    lastBefore: { id: series[4]?.id },
    firstAfter: { id: series[5]?.id },
    before: 100,
    after: 110,
    changed: ['hypervisor version: 4.17 → 4.18'],
  });
  expect(changes[0]?.ratio?.value).toBeCloseTo(1.1, 12);
  // No median of a level lies outside of it, so no ratio lies outside of their extremes.
  expect(changes[0]?.ratio?.low).toBeGreaterThanOrEqual(109 / 101);
  expect(changes[0]?.ratio?.high).toBeLessThanOrEqual(111 / 99);
});

test('a step without a recorded cause says nothing of one', () => {
  const same = series.map((result) => ({ ...result, conditions: { ...result.conditions, hypervisorVersion: '4.17' } }));
  expect(trendOf(same).changes[0]?.changed).toEqual([]);
});

test('a contaminated run is a point, but moves neither level nor noise', () => {
  const spoilt = makeResult({ day: 3, samples: [10], contaminated: true });
  const { points, changes, threshold } = trendOf([...series, spoilt]);
  expect(points.filter(({ result }) => result.contaminated)).toMatchObject([
    { median: { value: 10 }, extraordinary: false },
  ]);
  const clean = trendOf(series);
  expect([changes, threshold]).toEqual([clean.changes, clean.threshold]);
});

test('a move beyond the test’s own history is extraordinary, its usual wobble is not', () => {
  // Nine changes; sorted, the third is 1/109 and the seventh 2/111: Q1 and Q3 (type 7), so the fence is Q3 + 3 IQR = 4.455 %.
  const { points, threshold } = trendOf(series);
  expect(threshold).toBeCloseTo(2 / 111 + 3 * (2 / 111 - 1 / 109), 12);
  expect(points.filter(({ extraordinary }) => extraordinary).map(({ result }) => result.id)).toEqual([series[5]?.id]);
});

test('a history too short knows neither', () => {
  expect(trendOf(series.slice(0, 5))).toMatchObject({ changes: [], threshold: undefined });
  expect(trendOf([])).toEqual({ points: [], changes: [], threshold: undefined });
});

test('another domain or other parameters are another trend, the most measured first', () => {
  const other = makeResult({ conditions: { parameters: 'seconds=9', guests: 2 } });
  expect(
    variantsOf([other, makeResult({ ends: 'wn-02' }), ...series]).map(({ name, results }) => [name, results.length]),
  ).toEqual([
    ['wn-01, version 1, seconds=5', 10],
    ['wn-01, version 1, seconds=9, 2 at once', 1],
    ['wn-02, version 1, seconds=5', 1],
  ]);
});
