import { describe, expect, test } from 'vitest';
import { type DriftQuestion, driftSentence, type JudgedRun, judgeDrift } from './judge-drift';

/** Ten repeats around a middle: its median is the middle, and each lies within one per cent of it. */
const STEPS = [-0.01, -0.008, -0.006, -0.004, -0.002, 0.002, 0.004, 0.006, 0.008, 0.01];
const around = (middle: number, change: Partial<JudgedRun> = {}): JudgedRun => ({
  samples: STEPS.map((step) => middle * (1 + step)),
  contaminated: false,
  emulated: false,
  ...change,
});
const ask = (change: Partial<DriftQuestion> = {}) =>
  judgeDrift({
    candidate: around(100),
    declared: around(100),
    direction: 'higher-is-better',
    history: [],
    before: undefined,
    ...change,
  });

test('a run as declared, and one beyond the threshold, on either side and in either direction', () => {
  expect(ask()).toMatchObject({ standing: 'within', side: null, threshold: 0.02 });
  expect(ask().ratio).toMatchObject({ value: 1 });
  // 90 over 100: a tenth below, its interval far from 1.
  const slower = ask({ candidate: around(90) });
  expect(slower).toMatchObject({ standing: 'drift', side: 'worse' });
  expect(slower.ratio?.value).toBeCloseTo(0.9, 12);
  expect(slower.ratio?.high).toBeLessThan(0.92);
  expect(ask({ candidate: around(90), direction: 'lower-is-better' })).toMatchObject({ side: 'better' });
  expect(ask({ candidate: around(110) })).toMatchObject({ standing: 'drift', side: 'better' });
  // One per cent lies apart by its interval or not; below two per cent nobody is told of it.
  expect(ask({ candidate: around(98.5) })).toMatchObject({ standing: 'within' });
});

test('what the test’s own past calls noise is no drift', () => {
  // Changes 2 4 2 4 6 2 4 2 per cent: Q1 2, Q3 4, so that 4 + 3 × 2 = 10 per cent is the limit.
  const changes = [0.02, 0.04, 0.02, 0.04, 0.06, 0.02, 0.04, 0.02];
  const history = changes.reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 0) * (1 + step)], [100]);
  const noisy = ask({ candidate: around(92), history });
  expect(noisy.threshold).toBeCloseTo(0.1, 10);
  expect(noisy.standing).toBe('within');
  expect(ask({ candidate: around(88), history })).toMatchObject({ standing: 'drift', side: 'worse' });
  expect(ask({ candidate: around(92), history: history.slice(0, 8) })).toMatchObject({ standing: 'drift' });
});

test('a second drift in a row on the same side confirms the first; on the other side it is a first one again', () => {
  const candidate = around(90);
  const after = (standing: 'drift' | 'confirmed' | 'within', side: 'better' | 'worse' | null) =>
    ask({ candidate, before: { standing, side } });
  expect(after('drift', 'worse')).toMatchObject({ standing: 'confirmed', side: 'worse' });
  expect(after('confirmed', 'worse')).toMatchObject({ standing: 'confirmed' });
  expect(after('drift', 'better')).toMatchObject({ standing: 'drift', side: 'worse' });
  expect(after('within', null)).toMatchObject({ standing: 'drift' });
  expect(ask({ before: { standing: 'confirmed', side: 'worse' } })).toMatchObject({ standing: 'within' });
});

describe('what is not judged says why', () => {
  const cases: readonly (readonly [string, Partial<DriftQuestion>, RegExp])[] = [
    ['nothing declared', { declared: undefined }, /nothing like it was declared/],
    ['a disturbed run', { candidate: around(50, { contaminated: true }) }, /something disturbed the run$/],
    ['a disturbed declared run', { declared: around(50, { contaminated: true }) }, /the run that is declared/],
    ['an emulated run', { candidate: around(50, { emulated: true }) }, /emulated/],
    ['one of which it is not known', { candidate: around(50, { emulated: null }) }, /emulated/],
    [
      'nine repeats',
      { candidate: around(50, { samples: around(50).samples.slice(1) }) },
      /this run has 9, the declared one 10/,
    ],
    ['a figure of zero', { candidate: around(0) }, /not above zero/],
  ];
  test.each(cases)('%s', (_, change, why) => {
    const judged = ask(change);
    expect(judged).toMatchObject({ standing: 'not-judged', ratio: null });
    expect(judged.why).toMatch(why);
  });

  test('two emulated runs are alike', () => {
    const emulated = { emulated: true };
    expect(ask({ candidate: around(90, emulated), declared: around(100, emulated) })).toMatchObject({
      standing: 'drift',
    });
  });
});

test('the sentence has the difference, the ratio and its interval', () => {
  const judged = ask({ candidate: around(90), before: { standing: 'drift', side: 'worse' } });
  expect(driftSentence('Speed of CPU loop on rig-1', judged)).toMatch(
    /^Speed of CPU loop on rig-1 is 10\.0 % below the declared figure \(ratio 0\.900, 95 % interval 0\.8\d\d to 0\.9\d\d; more than 2\.0 % counts\): worse, in two runs in a row\.$/,
  );
  expect(driftSentence('Speed', ask())).toMatch(/^Speed is as declared \(ratio 1\.000, 95 % interval/);
  expect(driftSentence('Speed', ask({ declared: undefined }))).toBe(
    'Speed was not judged against a declared figure: nothing like it was declared for the host when it ended.',
  );
});
