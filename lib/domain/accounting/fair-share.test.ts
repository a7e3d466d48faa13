import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayAfter, daysBetween } from './days';
import { actualShares, HALF_LIVES_READ, readsFrom, shareFactor, targetShares } from './fair-share';

const use = (days: Readonly<Record<string, Readonly<Record<string, number>>>>) =>
  new Map(Object.entries(days).map(([day, of]) => [day, new Map(Object.entries(of))]));

test('days follow each other over the end of a year', () => {
  expect(daysBetween('2026-12-30', '2027-01-02')).toEqual(['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02']);
  expect(daysBetween('2026-12-30', '2026-12-29')).toEqual([]);
  expect(dayAfter('2028-03-01', -1)).toBe('2028-02-29');
});

test('what was used counts half after the half-life', () => {
  const days = daysBetween('2026-11-01', '2026-11-08');
  const shares = actualShares(use({ '2026-11-01': { atlas: 60 }, '2026-11-08': { cms: 30 } }), {
    days,
    halfLifeDays: 7,
  });
  expect(shares[0]).toEqual(new Map([['atlas', 1]]));
  expect(shares.at(-1)?.get('atlas')).toBeCloseTo(0.5);
  expect(shares.at(-1)?.get('cms')).toBeCloseTo(0.5);
});

test('before anything was used nobody has a share', () => {
  const days = ['2026-11-01', '2026-11-02'];
  expect(actualShares(use({ '2026-11-02': { atlas: 1 } }), { days, halfLifeDays: 7 })[0]).toEqual(new Map());
  expect(targetShares(new Map())).toEqual(new Map());
  expect(
    targetShares(
      new Map([
        ['atlas', 3],
        ['cms', 1],
      ]),
    ),
  ).toEqual(
    new Map([
      ['atlas', 0.75],
      ['cms', 0.25],
    ]),
  );
});

test('shares add up to the whole, whatever was used, and what is too old to be read makes no difference that is seen', () => {
  const amount = fc.record({ atlas: fc.nat(1000), cms: fc.nat(1000), alice: fc.nat(1000) });
  fc.assert(
    fc.property(
      fc.array(amount, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      (amounts, halfLifeDays) => {
        const days = amounts.map((_, index) => dayAfter('2026-01-01', index));
        const all = use(Object.fromEntries(amounts.map((each, index) => [days[index] ?? '', each])));
        const last = days.at(-1) ?? '';
        for (const shares of actualShares(all, { days, halfLifeDays })) {
          const sum = [...shares.values()].reduce((total, share) => total + share, 0);
          if (shares.size > 0) expect(sum).toBeCloseTo(1);
        }
        const read = days.filter((day) => day >= readsFrom(last, halfLifeDays));
        const whole = actualShares(all, { days, halfLifeDays }).at(-1);
        const part = actualShares(all, { days: read, halfLifeDays }).at(-1);
        // Older use was at most 1000 a day for each; where the newer one weighs as much, what is left out is under one in a hundred.
        const counts = amounts.slice(-halfLifeDays).some(({ atlas, cms, alice }) => atlas + cms + alice >= 500);
        if (counts)
          for (const [vo, share] of whole ?? []) expect(Math.abs(share - (part?.get(vo) ?? 0))).toBeLessThan(0.05);
      },
    ),
  );
  expect(HALF_LIVES_READ).toBeGreaterThan(6);
});

test('who used less of what is its due comes first', () => {
  expect(shareFactor(0, 0.5)).toBe(1);
  expect(shareFactor(0.5, 0.5)).toBe(0.5);
  expect(shareFactor(0.1, 0.5)).toBeGreaterThan(shareFactor(0.1, 0.2));
});
