import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PastMigration } from '@/lib/domain/prediction';
import { KIB_PER_GIB, MIB } from '@/lib/utils/units';
import { GIGABIT_BYTES_PER_SECOND, makeDomain, makeHost, READING } from './placement-fixtures';
import { modelPreCopy, preCopyPolicy } from './pre-copy-model';
import { predictMigration } from './predict-migration';

const source = makeHost('dempsey-01');
const target = makeHost('dempsey-02');
const qemu = { reading: { ...READING, hypervisor: 'qemu' as const } };
const live = { live: true };
const past = (durationMs: number, bytesMiB: number, downtimeMs = 160): PastMigration => ({
  durationMs,
  bytesTransferred: bytesMiB * MIB,
  downtimeMs,
  sameDomain: false,
});

describe('predictMigration', () => {
  it('takes memory over bandwidth for a guest that writes nothing', () => {
    const prediction = predictMigration({
      domain: makeDomain({ dirtyBytesPerSecond: 0 }),
      source,
      target,
      options: live,
    });
    expect(prediction.durationMs?.value).toBeCloseTo(((KIB_PER_GIB * 1024) / GIGABIT_BYTES_PER_SECOND) * 1000, -1);
    expect(prediction).toMatchObject({
      converges: true,
      rounds: 2,
      bytes: KIB_PER_GIB * 1024,
      downtimeMs: { value: 0 },
    });
  });

  it('shares the link with the migrations that run', () => {
    const alone = predictMigration({ domain: makeDomain(), source, target, options: live });
    const busy = predictMigration({
      domain: makeDomain(),
      source,
      target: makeHost('dempsey-02', { migrationsIn: 1 }),
      options: live,
    });
    expect(busy.durationMs?.value).toBeCloseTo((alone.durationMs?.value ?? 0) * 2, -2);
  });

  it('says that QEMU will not end a copy of a guest that writes faster than the link carries, and that post-copy will', () => {
    const domain = makeDomain({ dirtyBytesPerSecond: 300 * MIB, writableWorkingSetBytes: 512 * MIB });
    const ends = { domain, source: makeHost('a', qemu), target: makeHost('b', qemu) };
    expect(predictMigration({ ...ends, options: live })).toMatchObject({ converges: false, durationMs: undefined });
    expect(predictMigration({ ...ends, options: { live: true, postCopy: true } })).toMatchObject({
      converges: true,
      rounds: 2,
    });
    expect(predictMigration({ ...ends, options: { live: true, autoConverge: true } }).converges).toBe(true);
  });

  it('says that Xen stops such a guest by force, with the downtime that costs', () => {
    const domain = makeDomain({ dirtyBytesPerSecond: 300 * MIB, writableWorkingSetBytes: 512 * MIB });
    const prediction = predictMigration({ domain, source, target, options: live });
    expect(prediction.converges).toBe(false);
    expect(prediction.downtimeMs?.value).toBeGreaterThan(1000);
    expect(prediction.bytes).toBeLessThanOrEqual(4 * KIB_PER_GIB * 1024);
  });

  it('learns speed and fixed cost from the past where no driver tells the link', () => {
    const blind = { reading: { ...READING, migrationLinkBytesPerSecond: undefined } };
    const history = [64, 128, 256, 512, 1024, 2048].map((mib) => past(1500 + mib * 10, mib));
    const prediction = predictMigration({
      domain: makeDomain(),
      source: makeHost('a', blind),
      target: makeHost('b', blind),
      options: live,
      history,
    });
    expect(prediction.durationMs?.value).toBeCloseTo(1500 + 1024 * 10, -2);
    expect(prediction.downtimeMs?.value).toBe(160);
    expect(prediction.basis).toMatch(/Learnt speed 100 MiB\/s/);
  });

  it('learns nothing from a migration that was told to be slow', () => {
    const blind = { reading: { ...READING, migrationLinkBytesPerSecond: undefined } };
    const ends = { domain: makeDomain(), source: makeHost('a', blind), target: makeHost('b', blind), options: live };
    const slow = { ...past(500_000, 1024), capped: true };
    expect(predictMigration({ ...ends, history: [slow] }).durationMs).toBeUndefined();
    const prediction = predictMigration({ ...ends, history: [slow, past(2_000, 1024)] });
    expect(prediction.durationMs?.value).toBeCloseTo(2_000, -2);
    expect(prediction.basis).toMatch(/1 earlier migration between hosts of this kind/);
  });

  it('claims no more than half to double from fewer than five', () => {
    const blind = { reading: { ...READING, migrationLinkBytesPerSecond: undefined } };
    const ends = { domain: makeDomain(), source: makeHost('a', blind), target: makeHost('b', blind), options: live };
    const { durationMs, downtimeMs } = predictMigration({ ...ends, history: [past(2_000, 1024, 100)] });
    expect(durationMs).toMatchObject({ low: 1_000, high: 4_000 });
    expect(downtimeMs).toMatchObject({ low: 50, high: 200 });
  });

  it('takes the downtime of stop and copy for its duration, and that of a live move from live ones', () => {
    const blind = { reading: { ...READING, migrationLinkBytesPerSecond: undefined } };
    const ends = { domain: makeDomain(), source: makeHost('a', blind), target: makeHost('b', blind) };
    const [moved, stopped] = [
      { durationMs: 12_000, downtimeMs: 390, sameDomain: false },
      { durationMs: 7_500, downtimeMs: 6_660, stopped: true, sameDomain: false },
    ];
    const cold = { live: false };
    // From live moves alone: that long, and still for all of it.
    expect(predictMigration({ ...ends, options: cold, history: [moved] })).toMatchObject({
      durationMs: { value: 12_000 },
      downtimeMs: { value: 12_000 },
      basis: expect.stringMatching(/stands still all the while\.$/) as string,
    });
    expect(predictMigration({ ...ends, options: cold, history: [stopped, moved] }).downtimeMs?.value).toBe(7_500);
    expect(predictMigration({ ...ends, options: live, history: [stopped, moved] }).downtimeMs?.value).toBe(390);
    expect(predictMigration({ ...ends, options: live, history: [stopped] }).downtimeMs).toBeUndefined();
  });

  it('foretells nothing without a speed or a past, and says so', () => {
    const blind = { reading: { ...READING, migrationLinkBytesPerSecond: undefined } };
    expect(
      predictMigration({
        domain: makeDomain(),
        source: makeHost('a', blind),
        target: makeHost('b', blind),
        options: live,
      }),
    ).toEqual({
      durationMs: undefined,
      downtimeMs: undefined,
      bytes: undefined,
      rounds: undefined,
      converges: undefined,
      basis: 'No earlier migration between hosts of this kind, and no driver tells the speed of the link.',
    });
  });

  it('keeps low ≤ value ≤ high whatever the past was', () => {
    const histories = fc.array(
      fc.record({
        durationMs: fc.nat(100_000),
        bytesTransferred: fc.nat(2 ** 31),
        downtimeMs: fc.nat(5000),
        sameDomain: fc.boolean(),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(histories, fc.nat(500 * MIB), (history, dirtyBytesPerSecond) => {
        const { durationMs, downtimeMs } = predictMigration({
          domain: makeDomain({ dirtyBytesPerSecond }),
          source,
          target,
          options: live,
          history,
        });
        for (const figure of [durationMs, downtimeMs]) {
          if (figure === undefined) continue;
          expect(figure.low).toBeLessThanOrEqual(figure.value);
          expect(figure.value).toBeLessThanOrEqual(figure.high);
          expect(Number.isFinite(figure.high)).toBe(true);
        }
      }),
    );
  });
});

describe('modelPreCopy', () => {
  const base = {
    live: true,
    autoConverge: false,
    postCopy: false,
    memoryBytes: 256 * MIB,
    bandwidthBytesPerSecond: 128 * MIB,
  };

  it('never sends less than the memory, and more writing never means fewer bytes to Xen’s stop', () => {
    const policy = preCopyPolicy('qemu', 300);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 120 * MIB }), fc.integer({ min: 0, max: 8 * MIB }), (dirty, more) => {
        const less = modelPreCopy({ ...base, dirtyBytesPerSecond: dirty, policy });
        expect(less.bytes).toBeGreaterThanOrEqual(base.memoryBytes);
        expect(less.stopMs).toBeLessThanOrEqual(300);
        const busier = modelPreCopy({ ...base, dirtyBytesPerSecond: dirty + more, policy });
        expect(busier.rounds).toBeGreaterThanOrEqual(less.rounds);
      }),
    );
  });

  it('agrees with the 64 MiB working set that was measured never to converge at 128 MiB/s', () => {
    const result = modelPreCopy({
      ...base,
      dirtyBytesPerSecond: 640 * MIB,
      workingSetBytes: 64 * MIB,
      policy: preCopyPolicy('qemu', 300),
    });
    expect(result).toMatchObject({ converges: false, endless: true });
  });
});
