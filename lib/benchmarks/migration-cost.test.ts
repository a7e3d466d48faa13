import { describe, expect, test } from 'vitest';
import { type MadeMigration, migrationCost, predictionError } from './migration-cost';

const MIB = 1024 ** 2;
const foretold = (value: number) => ({ value, low: value * 0.8, high: value * 1.2 });
const made = (change: Partial<MadeMigration>): MadeMigration => ({
  technology: 'KVM',
  simulated: false,
  live: true,
  dirtyBytesPerSecond: 0,
  durationMs: 1_000,
  downtimeMs: 100,
  foretoldDurationMs: foretold(1_000),
  foretoldDowntimeMs: foretold(100),
  lostMs: undefined,
  ...change,
});

describe('the error of predictions', () => {
  test('is the median distance from what came, with its interval, and how many came within the range', () => {
    // Off by 10, 20, 50, 0 and 30 %.
    const found = predictionError([
      [foretold(110), 100],
      [foretold(80), 100],
      [foretold(150), 100],
      [foretold(100), 100],
      [foretold(70), 100],
    ]);
    expect(found?.count).toBe(5);
    expect(found?.error.value).toBeCloseTo(0.2);
    expect(found?.error.low).toBeCloseTo(0);
    expect(found?.error.high).toBeCloseTo(0.5);
    expect(found?.ratio.value).toBeCloseTo(1);
    // 110 ± 20 %, 80 ± 20 % (64 to 96: no), 150 (120 to 180: no), 100, 70 (56 to 84: no).
    expect(found?.within).toBeCloseTo(2 / 5);
  });

  test('leaves out what was not foretold, or not measured', () => {
    expect(
      predictionError([
        [undefined, 100],
        [foretold(5), undefined],
        [foretold(5), 0],
      ]),
    ).toBeUndefined();
    expect(
      predictionError([
        [undefined, 100],
        [foretold(5), 5],
      ])?.count,
    ).toBe(1);
  });
});

describe('what migrations cost', () => {
  test('is told per technology and way, real ones first, simulated ones apart', () => {
    const groups = migrationCost([
      made({ simulated: true }),
      made({ simulated: true }),
      made({}),
      made({ live: false }),
      made({ live: false }),
      made({ technology: 'Xen PVH' }),
    ]);
    expect(groups.map(({ technology, live, simulated, count }) => [technology, live, simulated, count])).toEqual([
      ['KVM', false, false, 2],
      ['KVM', true, false, 1],
      ['Xen PVH', true, false, 1],
      ['KVM', true, true, 2],
    ]);
  });

  test('is told by how fast the guest wrote', () => {
    const [group] = migrationCost([
      made({ dirtyBytesPerSecond: 0.5 * MIB, downtimeMs: 100 }),
      made({ dirtyBytesPerSecond: 4 * MIB, downtimeMs: 300, lostMs: 700 }),
      made({ dirtyBytesPerSecond: 15 * MIB, downtimeMs: 500 }),
      made({ dirtyBytesPerSecond: 300 * MIB, downtimeMs: undefined }),
      made({ dirtyBytesPerSecond: undefined, downtimeMs: 900 }),
    ]);
    expect(
      group?.bands.map((band) => [band.fromMiB, band.toMiB, band.count, band.downtimeMs?.value, band.lostMs?.value]),
    ).toEqual([
      [0, 1, 1, 100, undefined],
      [4, 16, 2, 400, 700],
      [64, undefined, 1, undefined, undefined],
      [undefined, undefined, 1, 900, undefined],
    ]);
  });
});
