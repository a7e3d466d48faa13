import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  BenchmarkCluster,
  BenchmarkTrend,
  ComparisonRow,
  Estimate,
  MetricOverheads,
  OverheadRow,
  ResultPool,
} from '@/lib/contracts/benchmark-analysis';
import { logAxis, niceAxis } from './nice-axis';
import { prepareConfigurations, prepareCurves, prepareScaling } from './prepare-cluster';
import { prepareOverhead } from './prepare-overhead';
import { prepareSamples } from './prepare-samples';
import { prepareTrend } from './prepare-trend';

const about = (value: number): Estimate => ({ value, low: value * 0.9, high: value * 1.1, confidence: 0.95 });
const pool = (change: Partial<ResultPool> = {}): ResultPool => ({
  measuredOn: 'xen-pvh',
  technology: 'Xen PVH',
  conditions: ['Xeon 5050', 'version 1'],
  hosts: ['dempsey-01'],
  ends: ['wn-01'],
  runs: ['r1'],
  imported: 0,
  older: 0,
  accepted: 0,
  contaminated: 0,
  samples: 10,
  median: about(100),
  latestAt: '2026-11-02T12:00:00Z',
  ...change,
});
const judged = {
  change: about(0.8),
  performance: about(0.8),
  verdict: 'worse',
  p: 0.001,
  threshold: 0.02,
  detectable: 0.03,
  moreForOnePercent: 20,
} as const;
const row = (change: Partial<OverheadRow>): OverheadRow => ({
  kind: 'compared',
  pool: pool(),
  performance: about(0.8),
  judged,
  baseline: pool({ measuredOn: 'native', technology: 'Native' }),
  unlike: [],
  noted: [],
  ...change,
});
const metric = { name: 'startup', title: 'Startup', unit: 'µs', direction: 'lower-is-better' } as const;
const overheads = (...rows: OverheadRow[]): MetricOverheads => ({
  benchmark: 'cluster-ping-pong',
  title: 'NetPIPE',
  metric,
  nativePlace: 'host-pair',
  rows,
  references: [
    { configuration: 'p4-1-virtualized', source: 'report, 2006', value: 150.89, change: 1.2578, performance: 0.795 },
  ],
});
const nothing = { performance: null, judged: null, baseline: null };

describe('prepareOverhead', () => {
  it('draws what has a ratio, with its interval, and what was printed in 2006 hollow and without one', () => {
    const model = prepareOverhead(overheads(row({}), row({ ...nothing, kind: 'no-native' })));
    expect(model.against).toBe(1);
    expect(model.dots).toMatchObject([
      { label: 'Xen PVH', value: 0.8, hollow: false, dashed: false },
      { label: '2006: p4-1-virtualized', value: 0.795, interval: null, hollow: true },
    ]);
    expect(model.dots[0]?.interval?.low).toBeCloseTo(0.72, 12);
    expect(model.axis.from).toBe(0);
    expect(model.axis.to).toBeGreaterThanOrEqual(1);
  });

  it('never tells a change without its interval, and says why a row has none', () => {
    const { table } = prepareOverhead(
      overheads(
        row({}),
        row({ ...nothing, kind: 'no-native' }),
        row({ ...nothing, kind: 'unlike', unlike: ['processor: emulated against real'] }),
      ),
    );
    expect(table.rows.map((cells) => cells.slice(4))).toEqual([
      ['−20.0 % (−28.0 % to −12.0 %)', 'worse', ''],
      ['–', '–', 'No native result to compare with.'],
      ['–', '–', 'Not compared, the native result is unlike: processor: emulated against real.'],
      ['1.26 of native; no interval printed', '–', 'report, 2006'],
    ]);
  });

  it('marks unlike rows by shape, dash and word, not by colour', () => {
    const [dot] = prepareOverhead(overheads(row({ unlike: ['processor: emulated against real'] }))).dots;
    expect(dot).toMatchObject({ label: 'Xen PVH (unlike native)', shape: 'diamond', dashed: true });
    expect(dot?.words).toContain('unlike: processor: emulated against real');
  });

  it('tells rows of one technology apart by what differs, and only by that', () => {
    const twice = row({ pool: pool({ conditions: ['2 at once', 'Xeon 5050', 'version 1'] }) });
    expect(
      prepareOverhead(overheads(row({}), twice))
        .dots.map(({ label }) => label)
        .slice(0, 2),
    ).toEqual(['Xen PVH', 'Xen PVH, 2 at once']);
  });

  it('says which way is better, and that there is nothing where there is nothing', () => {
    expect(prepareOverhead(overheads()).summary).toContain('lower µs is');
    expect(prepareOverhead({ ...overheads(row({ ...nothing, kind: 'no-native' })), references: [] })).toMatchObject({
      drawable: false,
      dots: [],
    });
  });
});

describe('prepareTrend', () => {
  const point = (day: number, value: number, change: Partial<BenchmarkTrend['points'][number]> = {}) => ({
    run: `r${day}`,
    at: `2026-11-${String(day).padStart(2, '0')}T12:00:00Z`,
    technology: 'Xen PVH',
    host: 'dempsey-01',
    ends: 'wn-01',
    median: about(value),
    samples: 10,
    contaminated: false,
    standing: 'not-proposed' as const,
    extraordinary: false,
    ...change,
  });
  const trend: BenchmarkTrend = {
    title: 'CPU loop',
    metric,
    variant: 'version 1',
    variants: [],
    points: [point(1, 100), point(2, 100), point(3, 120), point(4, 119, { contaminated: true })],
    changes: [
      {
        lastBeforeAt: '2026-11-02T12:00:00Z',
        firstAfterAt: '2026-11-03T12:00:00Z',
        firstAfterRun: 'r3',
        imported: false,
        before: 100,
        after: 120,
        ratio: about(1.2),
        changed: [],
      },
    ],
    threshold: 0.05,
    notes: [
      {
        id: '00000000-0000-4000-8000-000000000000',
        at: '2026-11-02T20:00:00Z',
        text: 'Fan replaced',
        hostId: null,
        hostName: null,
        authorName: 'H. B.',
        createdAt: '2026-11-02T20:00:00Z',
      },
    ],
    leftOut: { contaminated: 0, rejected: 0, older: false },
  };

  it('steps between the last run before a change and the first after it, and marks disturbed runs by shape', () => {
    const model = prepareTrend(trend);
    const middle = Date.parse('2026-11-03T00:00:00Z');
    expect(model.levels.map(({ y }) => y)).toEqual([100, 120]);
    expect([model.levels[0]?.to, model.levels[1]?.from]).toEqual([middle, middle]);
    expect(model.dots.map(({ kind }) => kind)).toEqual(['usual', 'usual', 'usual', 'contaminated']);
    expect(model.notes).toMatchObject([{ label: 'Fan replaced' }]);
    expect(model.table.rows.map((cells) => cells.at(-1))).toEqual([
      '–',
      '–',
      'change 1, +20.0 % (+8.00 % to +32.0 %)',
      'disturbed',
    ]);
    expect(model.summary).toContain(
      'one change of level; moves beyond 5 % are out of the ordinary for it; 1 disturbed',
    );
  });

  it('without runs is a sentence', () => {
    expect(prepareTrend({ ...trend, points: [], changes: [], notes: [] })).toMatchObject({
      drawable: false,
      summary: 'No run that has ended well is in this selection.',
    });
  });
});

describe('prepareSamples', () => {
  it('has every repeat of both sides, told apart by shape', () => {
    const side = (samples: number[]) => ({ pool: pool(), samples });
    const compared: ComparisonRow = {
      benchmark: 'cpu-loop',
      title: 'CPU loop',
      metric,
      a: side([1, 2, 3]),
      b: side([4]),
      judged: null,
      why: 'unlike',
      unlike: [],
      noted: [],
    };
    const model = prepareSamples(compared);
    expect(model.strips.map(({ samples, shape }) => [samples.length, shape])).toEqual([
      [3, 'circle'],
      [1, 'triangle'],
    ]);
    expect(model.table.rows).toEqual([
      ['1', '1 µs', '4 µs'],
      ['2', '2 µs', '–'],
      ['3', '3 µs', '–'],
    ]);
    expect(model.file).toHaveLength(5);
  });
});

describe('the cluster pair', () => {
  const bandwidth = { name: 'bandwidth', title: 'Bandwidth', unit: 'MB/s', direction: 'higher-is-better' } as const;
  const drawn = (id: string, ...xs: number[]): BenchmarkCluster['drawn'][number] => ({
    id,
    label: `Xen PVH: ${id}`,
    technology: 'Xen PVH',
    conditions: [],
    ends: id,
    at: '2026-11-02T12:00:00Z',
    guests: 1,
    contaminated: false,
    standing: 'not-proposed',
    repeats: 10,
    figures: [{ ...bandwidth, median: about(90) }],
    curves: [{ metric: 'bandwidth', points: xs.map((x) => ({ x, q1: x - 0.5, median: x, q3: x + 0.5 })) }],
    unlike: [],
  });
  const cluster: BenchmarkCluster = {
    runs: [],
    drawn: [drawn('a', 1, 1024), drawn('b', 1, 1_048_576)],
    series: { xTitle: 'Message size', xUnit: 'bytes', metrics: [bandwidth] },
    scaling: [],
    references: [
      {
        metric: 'bandwidth',
        points: [{ configuration: 'p4-native', source: 'report, 2006', value: 116.6, change: 1, performance: 1 }],
      },
    ],
    referenceScaling: [
      { metric: 'bandwidth', steps: [{ guests: 2, source: 'report, 2006', value: 101.91, change: 1.0147 }] },
    ],
    leftOut: { contaminated: 0, rejected: 0, older: false },
  };

  it('says of a run that is unlike the first, wherever it is drawn', () => {
    const unlike = { ...drawn('b', 1), unlike: ['processor: real against emulated'] };
    const mixed = { ...cluster, drawn: [drawn('a', 1), unlike] };
    const [first, second] = prepareConfigurations(mixed, bandwidth).dots;
    expect(first).toMatchObject({ label: 'Xen PVH: a', dashed: false });
    expect(second).toMatchObject({ label: 'Xen PVH: b (unlike the first)', dashed: true });
    expect(second?.words).toContain('unlike the first: processor: real against emulated');
    expect(prepareCurves(mixed, bandwidth).curves[1]?.label).toBe('Xen PVH: b (unlike the first)');
  });

  it('draws bandwidth over a log axis of sizes, and leaves out what a run did not measure', () => {
    const model = prepareCurves(cluster, bandwidth);
    expect(model.x).toMatchObject({ log: true, from: 1, to: 16 ** 5 });
    expect(model.x.ticks.map(({ words }) => words)).toEqual(['1 B', '16 B', '256 B', '4 KiB', '64 KiB', '1 MiB']);
    expect(model.points.map(({ x, values }) => [x, Object.keys(values)])).toEqual([
      [1, ['a', 'b']],
      [1024, ['a']],
      [1_048_576, ['b']],
    ]);
    expect(model.levels).toMatchObject([{ y: 116.6, label: '2006: p4-native' }]);
    const looks = model.curves.map(({ tone, dash }) => `${tone} ${dash}`);
    expect(new Set(looks).size).toBe(2);
  });

  it('sets the report beside what was measured, hollow', () => {
    expect(
      prepareConfigurations(cluster, bandwidth).dots.map(({ hollow, interval }) => [hollow, interval === null]),
    ).toEqual([
      [false, false],
      [false, false],
      [true, true],
    ]);
    const scaling = {
      metric: bandwidth,
      technology: 'Xen PVH',
      conditions: ['on one host', 'version 1'],
      steps: [
        { guests: 1, pool: pool(), change: null },
        { guests: 2, pool: pool(), change: about(1.02) },
      ],
    };
    const model = prepareScaling(scaling, cluster);
    expect(model.title).toBe('Bandwidth of all together: Xen PVH, on one host');
    expect(model.dots.map(({ label }) => label)).toEqual([
      'one pair',
      '2 pairs at once: +2.00 % (−8.20 % to +12.2 %)',
      '2006: 2 partitions, 1.01 of one',
    ]);
  });
});

describe('axes', () => {
  const words = (value: number): string => String(value);

  it('hold all their values and mark them with few, even ticks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        fc.boolean(),
        (values, zero, wide) => {
          const axis = niceAxis(values, { title: 'x', words, zero, wide });
          const slack = 1e-9 * Math.max(...values);
          expect(axis.from).toBeLessThanOrEqual(Math.min(...values) + slack);
          expect(axis.to).toBeGreaterThanOrEqual(Math.max(...values) - slack);
          expect(axis.ticks.length).toBeGreaterThan(0);
          expect(axis.ticks.length).toBeLessThanOrEqual(8);
          if (axis.log) expect(axis.from).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('turn logarithmic only where that is allowed and the values lie far apart', () => {
    expect(niceAxis([1, 19], { title: '', words, wide: true }).log).toBe(false);
    expect(niceAxis([1, 21], { title: '', words, wide: true }).log).toBe(true);
    expect(niceAxis([1, 21], { title: '', words }).log).toBe(false);
    expect(niceAxis([], { title: '', words })).toMatchObject({ from: 0, to: 1 });
    expect(logAxis(1, 1, 16, '', words)).toMatchObject({ from: 1, to: 16 });
  });
});
