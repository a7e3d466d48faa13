/** The sweep against a clock that ticks through every moment. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Amounts, RESOURCES } from './amounts';
import { Calendar, type Commitment, firstFit, type Pool } from './calendar';

/** The whole of time, in ticks: small, so that every moment of it can be looked at. */
const HORIZON = 24;
const amount = fc.integer({ min: 0, max: 4 });
const amounts: fc.Arbitrary<Amounts> = fc.record({
  vcpus: amount,
  memoryMiB: amount,
  diskGiB: amount,
  domains: amount,
  ia64Vcpus: amount,
});
const commitment: fc.Arbitrary<Commitment> = fc
  .record({
    fromMs: fc.integer({ min: -3, max: HORIZON }),
    length: fc.integer({ min: 0, max: 10 }),
    open: fc.integer({ min: 0, max: 9 }),
    amounts,
  })
  .map(({ fromMs, length, open, amounts: taken }) => ({
    fromMs,
    // One in ten has no end that anybody knows.
    untilMs: open === 0 ? Number.POSITIVE_INFINITY : fromMs + length,
    amounts: taken,
  }));
const limit = fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined });
const pool: fc.Arbitrary<Pool> = fc.record({
  limits: fc
    .record({ vcpus: limit, memoryMiB: limit, diskGiB: limit, domains: limit, ia64Vcpus: limit })
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))),
  commitments: fc.array(commitment, { maxLength: 8 }),
});

const takenAt = ({ commitments }: Pool, tick: number, resource: (typeof RESOURCES)[number]): number =>
  commitments
    .filter(({ fromMs, untilMs }) => fromMs <= tick && tick < untilMs)
    .reduce((sum, each) => sum + each.amounts[resource], 0);
const fitsAt = (each: Pool, wanted: Amounts, tick: number): boolean =>
  RESOURCES.every((resource) => {
    const most = each.limits[resource];
    return most === undefined || wanted[resource] === 0 || takenAt(each, tick, resource) + wanted[resource] <= most;
  });

test('the first moment is the one that trying every moment finds', () => {
  let found = 0;
  let never = 0;
  fc.assert(
    fc.property(
      fc.array(pool, { minLength: 1, maxLength: 3 }),
      amounts,
      fc.integer({ min: -2, max: 12 }),
      fc.integer({ min: 1, max: 8 }),
      (pools, wanted, fromMs, lengthMs) => {
        const latestMs = HORIZON;
        let expected: number | undefined;
        for (let start = fromMs; start <= latestMs && expected === undefined; start += 1) {
          const ticks = Array.from({ length: lengthMs }, (_, index) => start + index);
          if (ticks.every((tick) => pools.every((each) => fitsAt(each, wanted, tick)))) expected = start;
        }
        if (expected === undefined) never += 1;
        else if (expected > fromMs) found += 1;
        const calendars = pools.map((each) => ({ calendar: new Calendar(each), wanted }));
        expect(firstFit(calendars, { fromMs, lengthMs, latestMs })).toBe(expected);
      },
    ),
    { numRuns: 3_000, seed: 28 },
  );
  // Neither everything fits at once nor nothing ever: both were tried.
  expect(found).toBeGreaterThan(100);
  expect(never).toBeGreaterThan(100);
});

test('the least that is left is the least of every moment', () => {
  fc.assert(
    fc.property(
      pool,
      fc.integer({ min: -4, max: HORIZON }),
      fc.integer({ min: 1, max: 10 }),
      (each, fromMs, lengthMs) => {
        const left = new Calendar(each).leastLeft({ fromMs, untilMs: fromMs + lengthMs });
        for (const resource of RESOURCES) {
          const most = each.limits[resource];
          const ticks = Array.from({ length: lengthMs }, (_, index) => fromMs + index);
          const expected =
            most === undefined ? undefined : Math.min(...ticks.map((tick) => most - takenAt(each, tick, resource)));
          expect(left[resource]).toBe(expected);
        }
      },
    ),
    { numRuns: 2_000, seed: 28 },
  );
});
