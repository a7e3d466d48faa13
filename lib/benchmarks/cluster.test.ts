/** The report's own derived figures come out of the code that the pages use; see prisma/seed/openlab-2006.json. */
import { describe, expect, test } from 'vitest';
import { readReferenceFigures } from '@/prisma/seed/reference-figures';
import { scalingOf, spreadOf } from './cluster';
import { referencePoints, referenceScaling } from './reference';
import { acrossLanes } from './repeat-figures';
import { makeResult, tenFrom } from './testing/make-result';

const figures = readReferenceFigures();
const bandwidth = {
  benchmark: 'cluster-ping-pong',
  metric: 'bandwidth',
  unit: 'MB/s',
  direction: 'higher-is-better',
  across: 'sum',
} as const;
const startup = {
  benchmark: 'cluster-ping-pong',
  metric: 'startup',
  unit: 'µs',
  direction: 'lower-is-better',
  across: 'each',
} as const;
const percent = (change: number | undefined): number => ((change ?? Number.NaN) - 1) * 100;

describe('the report of 2006', () => {
  const pointOf = (of: typeof bandwidth | typeof startup, configuration: string) =>
    referencePoints(figures, of).find((point) => point.configuration === configuration);

  test('one guest loses 13.87 % of the bandwidth and adds 25.78 % of startup', () => {
    expect(percent(pointOf(bandwidth, 'p4-1-virtualized')?.change)).toBeCloseTo(-13.87, 2);
    expect(percent(pointOf(startup, 'p4-1-virtualized')?.change)).toBeCloseTo(25.78, 2);
  });

  test('native is one, and above one is better for both', () => {
    expect(pointOf(bandwidth, 'p4-native')).toMatchObject({ change: 1, performance: 1, value: 116.6 });
    expect(pointOf(bandwidth, 'p4-1-virtualized')?.performance).toBeCloseTo(0.8613, 4);
    expect(pointOf(startup, 'p4-1-virtualized')?.performance).toBeCloseTo(1 / 1.2578, 4);
  });

  test('two partitions have 101.91 MB/s together, 1.47 % over one guest; startup does not scale', () => {
    const [one, two] = referenceScaling(figures, bandwidth);
    expect(one).toMatchObject({ guests: 1, value: 100.43, change: 1 });
    expect(two?.guests).toBe(2);
    expect(two?.value).toBeCloseTo(101.91, 10);
    expect(percent(two?.change)).toBeCloseTo(1.47, 2);
    const [, slow] = referenceScaling(figures, startup);
    expect(slow?.value).toBe(4237.5);
    expect(slow?.change).toBeCloseTo(28.08, 2);
  });

  test('partition A starts 28.0 times later than one guest', () => {
    const [a, one] = [pointOf(startup, '2-partitioned (A)'), pointOf(startup, 'p4-1-virtualized')];
    expect((a?.change ?? 0) / (one?.change ?? 0)).toBeCloseTo(28, 1);
    expect(a?.change).toBeCloseTo(35.25, 2);
  });

  test('what it does not print, or prints in another unit, is not made up', () => {
    expect(referencePoints(figures, { ...bandwidth, metric: 'jitter' })).toEqual([]);
    expect(referencePoints(figures, { ...bandwidth, unit: 'Mbit/s' })).toEqual([]);
    expect(referenceScaling(figures, { ...bandwidth, benchmark: 'cpu-loop' })).toEqual([]);
  });
});

test('rates of what ran at the same time add up, of times the middle one stands', () => {
  expect(acrossLanes([50.81, 51.1], 'sum')).toBeCloseTo(101.91, 10);
  expect(acrossLanes([4228, 4247], 'each')).toBe(4237.5);
});

test('bandwidth over message size: median and quartiles of the repeats, lanes together', () => {
  const lane = (repeat: number, of: number, ...ys: number[]) => ({
    repeat,
    lane: of,
    points: ys.map((y, index) => ({ x: 2 ** index, y })),
  });
  const series = [
    lane(0, 0, 1, 10),
    lane(0, 1, 2, 20),
    lane(1, 0, 3, 30),
    lane(1, 1, 4, 40),
    lane(2, 0, 5, 50),
    lane(2, 1, 6),
  ];
  expect(spreadOf(series, 2, 'sum')).toEqual([
    { x: 1, q1: 5, median: 7, q3: 9 },
    // The third repeat's second lane did not get there.
    { x: 2, q1: 40, median: 50, q3: 60 },
  ]);
  expect(spreadOf(series, 2, 'each')[0]).toEqual({ x: 1, q1: 2.5, median: 3.5, q3: 4.5 });
  expect(spreadOf([], 1, 'sum')).toEqual([]);
});

test('aggregate over the number of pairs, against one of the same configuration, with its interval', () => {
  const pair = (guests: number, first: number) =>
    makeResult({ samples: tenFrom(first), conditions: { ends: 'pair', sameHost: true, guests } });
  const across = makeResult({ samples: tenFrom(1), conditions: { ends: 'pair', sameHost: false, guests: 2 } });
  const scaling = scalingOf([pair(2, 200), pair(1, 100), pair(4, 300), across]);
  expect(scaling.map(({ steps }) => steps.map(({ guests, change }) => [guests, change?.value]))).toEqual([
    [
      [1, undefined],
      [2, 204.5 / 104.5],
      [4, 304.5 / 104.5],
    ],
    [[2, undefined]],
  ]);
  expect(scaling[0]?.steps[1]?.change?.low).toBeLessThan(204.5 / 104.5);
});
