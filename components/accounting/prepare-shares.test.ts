import { expect, test } from 'vitest';
import { Accounting } from '@/lib/contracts/accounting';
import { prepareShares } from './prepare-shares';

const answer = (target: number | null, share: (number | null)[]) =>
  Accounting.parse({
    from: '2026-11-28',
    to: '2026-11-29',
    of: 'real',
    knownSinceAt: null,
    halfLifeDays: 7,
    benchmark: null,
    benchmarks: [],
    items: [
      {
        vo: 'atlas',
        domains: 1,
        vcpuHours: 1,
        memoryGiBHours: 1,
        byClass: [],
        normalised: null,
        share: { weight: null, target, actual: share.at(-1) ?? null, factor: null },
      },
    ],
    days: ['2026-11-28', '2026-11-29'],
    series: [{ vo: 'atlas', vcpuHours: [0, 1], share }],
  });

test('both shares are drawn, and told in a sentence', () => {
  const model = prepareShares(answer(0.25, [0.3, 0.4]), 'atlas');
  expect(model.lines.map(({ label }) => label)).toEqual(['Actual share', 'Target share']);
  expect(model.points.map(({ values }) => values['actual'])).toEqual([0.3, 0.4]);
  expect(model.drawable).toBe(true);
  expect(model.top.left).toBeGreaterThanOrEqual(0.4);
  expect(model.summary).toBe('atlas has 40 % of what counts at the end of 2026-11-29; it is to have 25 %.');
});

test('one day of use is told, and is no line', () => {
  const model = prepareShares(answer(0.25, [null, 0.4]), 'atlas');
  expect(model).toMatchObject({ drawable: false, summary: expect.stringContaining('atlas has 40 %') });
  expect(model.points).toHaveLength(1);
});

test('without a target there is one line, without use a sentence', () => {
  expect(prepareShares(answer(null, [0.1, 0.4]), 'atlas')).toMatchObject({
    lines: [{ key: 'actual' }],
    summary: expect.stringContaining('no share is set for it'),
  });
  expect(prepareShares(answer(null, [null, null]), 'atlas')).toMatchObject({ drawable: false });
});
