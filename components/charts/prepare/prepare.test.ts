import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricSeries } from '@/lib/contracts/metrics';
import type { MigrationDetail } from '@/lib/contracts/migrations';
import { axisTop } from './axis-top';
import { densePoints } from './dense-points';
import { prepareMetrics } from './prepare-metrics';
import { prepareMigration } from './prepare-migration';
import { TABLE_ROWS_MAX, toCsv, toTable } from './to-table';

const start = Date.parse('2026-05-02T10:00:00Z');
const point = (seconds: number, cpuLoad: number | null): MetricSeries['points'][number] => ({
  at: new Date(start + seconds * 1000).toISOString(),
  cpuLoad,
  memoryUsedKiB: null,
  netReceiveBytesPerSecond: null,
  netTransmitBytesPerSecond: null,
  blockReadBytesPerSecond: null,
  blockWriteBytesPerSecond: null,
});
const series = (points: MetricSeries['points']): MetricSeries => ({ range: '10m', bucketSeconds: 5, points });

const sample = (
  elapsedMs: number,
  part: Partial<MigrationDetail['samples'][number]>,
): MigrationDetail['samples'][number] => ({
  at: new Date(start + elapsedMs).toISOString(),
  elapsedMs,
  bytesTotal: null,
  bytesTransferred: null,
  bytesRemaining: null,
  dirtyBytesPerSecond: null,
  bandwidthBytesPerSecond: null,
  rounds: null,
  ...part,
});
const prediction = {
  durationMs: { value: 2000, low: 1500, high: 3000 },
  downtimeMs: null,
  bytes: 100_000_000,
  rounds: 3,
  converges: true,
  basis: 'ten earlier moves',
};

describe('prepareMetrics', () => {
  it('keeps a missing stretch and a null reading as gaps', () => {
    const model = prepareMetrics(
      series([point(0, 0.1), point(5, 0.2), point(40, 0.3), point(45, null), point(50, 0.5)]),
      'cpu',
      {
        now: start + 60_000,
      },
    );
    expect(model.points.map((each) => each.values['cpu'])).toEqual([0.1, 0.2, null, 0.3, null, 0.5]);
    expect(model.summary).toBe('CPU busy: latest 50 %, lowest 10 %, highest 50 %, 2 gaps.');
  });

  it('spans the whole range asked for, measured or not', () => {
    const model = prepareMetrics(series([point(0, 0.1)]), 'cpu', { now: start + 60_000 });
    expect([model.from, model.to]).toEqual([start + 60_000 - 600_000, start + 60_000]);
  });

  it('says that nothing was measured rather than drawing zero', () => {
    const model = prepareMetrics(series([point(0, 0.1)]), 'memory', { now: start });
    expect(model.drawable).toBe(false);
    expect(model.summary).toBe('Memory: nothing was measured in the last 10 min.');
  });

  it('shows memory against what the domain has', () => {
    const readings = series([{ ...point(0, null), memoryUsedKiB: 1024 }]);
    expect(prepareMetrics(readings, 'memory', { now: start, limit: 2 * 1024 ** 3 }).top.left).toBe(2 * 1024 ** 3);
  });
});

describe('prepareMigration', () => {
  const samples = [
    sample(0, { bytesTotal: 1000, bytesRemaining: 1000, rounds: 1 }),
    sample(100, { bytesRemaining: 400, dirtyBytesPerSecond: 50, rounds: 1 }),
    sample(200, { bytesRemaining: 100, dirtyBytesPerSecond: 60, rounds: 3 }),
  ];

  it('marks each round once and dashes the prediction from all to nothing', () => {
    const model = prepareMigration({ samples, prediction, durationMs: 250 });
    expect(model.marks).toEqual([
      { x: 0, label: '1' },
      { x: 200, label: '3' },
    ]);
    expect(model.foretold).toMatchObject({
      line: { kind: 'predicted' },
      from: { x: 0, y: 1000 },
      to: { x: 2000, y: 0 },
    });
    expect(model.points.map((each) => each.values['left'])).toEqual([1000, 400, 100]);
    expect(model.to).toBe(3000);
  });

  it('draws nothing where the hypervisor reported nothing', () => {
    const model = prepareMigration({ samples: [sample(0, {}), sample(90, {})], prediction: null, durationMs: 120 });
    expect(model.drawable).toBe(false);
    expect(model.lines).toEqual([]);
    expect(model.summary).toContain('only the stages are known');
    const early = prepareMigration({ samples: [], prediction: null, durationMs: null });
    expect(early.summary).toContain('no bytes so far');
  });
});

describe('tables', () => {
  it('are thinned and say so, while the file keeps every reading', () => {
    const model = prepareMetrics(series(Array.from({ length: 500 }, (_, index) => point(index * 5, 0.5))), 'cpu', {
      now: start,
    });
    expect(toTable(model).rows.length).toBeLessThanOrEqual(TABLE_ROWS_MAX + 1);
    expect(toTable(model).note).toContain('500 readings');
    expect(toCsv(model).split('\r\n')).toHaveLength(501);
  });
});

describe('properties', () => {
  it('an axis holds its highest value and is not wasteful', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e15, noNaN: true }),
        fc.constantFrom('bytes' as const, 'number' as const),
        (max, unit) => {
          const top = axisTop(max, unit);
          expect(top).toBeGreaterThanOrEqual(max * (1 - 1e-9));
          expect(top).toBeLessThanOrEqual(max * 2.01);
        },
      ),
    );
  });

  it('no two readings more than a bucket and a half apart are joined', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1000 })), (xs) => {
        const points = densePoints(
          xs.map((x) => ({ x: x * 1000, values: { a: 1 } })),
          5000,
          ['a'],
        );
        for (const [index, each] of points.entries()) {
          const before = points[index - 1];
          if (before === undefined || before.values['a'] === null || each.values['a'] === null) continue;
          expect(each.x - before.x).toBeLessThanOrEqual(7500);
        }
        expect(points.filter((each) => each.values['a'] !== null)).toHaveLength(xs.length);
      }),
    );
  });
});
