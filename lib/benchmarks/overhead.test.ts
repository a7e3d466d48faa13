import { expect, test } from 'vitest';
import { compareSelections } from './compare-selections';
import { judge, noiseOf } from './judge';
import { overheadsOf } from './overhead';
import { MOST_POOLED, poolAlike } from './pool';
import { soundResults } from './sound-results';
import { makeResult, tenFrom } from './testing/make-result';

const native = (change: Parameters<typeof makeResult>[0] = {}) =>
  makeResult({ measuredOn: 'native', ends: 'dempsey-01 itself', samples: tenFrom(200), ...change });
const guest = (change: Parameters<typeof makeResult>[0] = {}) => makeResult({ samples: tenFrom(100), ...change });

test('a technology stands against the native result that is like it, native itself at one', () => {
  const [metric] = overheadsOf([guest(), native()], false);
  expect(metric?.rows.map(({ kind }) => kind)).toEqual(['native', 'compared']);
  const [itself, row] = metric?.rows ?? [];
  if (itself?.kind !== 'native' || row?.kind !== 'compared') throw new Error('two rows');
  expect(itself.performance).toMatchObject({ value: 1, confidence: 0.95 });
  expect(itself.performance?.low).toBeLessThan(1);
  // Medians of 100…109 and 200…209.
  expect(row.performance.value).toBeCloseTo(104.5 / 204.5, 12);
  expect(row.verdict).toBe('worse');
  // Every figure of one below every one of the other: 2 of the 184,756 orders of ten and ten.
  expect(row.p).toBeCloseTo(2 / 184_756, 10);
  expect(row.unlike).toEqual([]);
});

test('where lower is better the ratio is turned, so that above one is better everywhere', () => {
  const metric = { direction: 'lower-is-better', unit: 'µs' } as const;
  const [found] = overheadsOf([guest({ metric }), native({ metric })], false);
  const row = found?.rows[1];
  if (row?.kind !== 'compared') throw new Error('compared');
  expect(row.change.value).toBeCloseTo(104.5 / 204.5, 12);
  expect(row.performance.value).toBeCloseTo(204.5 / 104.5, 12);
  expect(row.performance.low).toBeCloseTo(1 / row.change.high, 12);
  expect(row.performance.high).toBeCloseTo(1 / row.change.low, 12);
  expect(row.verdict).toBe('better');
});

test('unlike is not compared with unlike, until somebody asks; then it says what is unlike', () => {
  const results = [guest({ conditions: { emulated: true } }), native()];
  const row = (unlikeToo: boolean) => overheadsOf(results, unlikeToo)[0]?.rows[1];
  const words = ['processor: emulated against real'];
  expect(row(false)).toMatchObject({ kind: 'unlike', unlike: words });
  expect(row(false)).not.toHaveProperty('performance');
  expect(row(true)).toMatchObject({ kind: 'compared', unlike: words });
});

test('of several native results the like one is taken, newer or not', () => {
  const like = native({ samples: tenFrom(50), day: 1 });
  const newer = native({ samples: tenFrom(900), day: 5, conditions: { parameters: 'seconds=9' } });
  const row = overheadsOf([guest(), newer, like], true)[0]?.rows.find(({ kind }) => kind === 'compared');
  if (row?.kind !== 'compared') throw new Error('compared');
  expect(row.baseline.results[0].id).toBe(like.id);
  expect(row.unlike).toEqual([]);
});

test('without a native result, with figures of nothing, and with too few runs there is no verdict', () => {
  expect(overheadsOf([guest()], true)[0]?.rows).toMatchObject([{ kind: 'no-native' }]);
  expect(overheadsOf([guest({ samples: [0, 1, 2] }), native()], true)[0]?.rows[1]).toMatchObject({ kind: 'no-ratio' });
  const few = overheadsOf([guest({ samples: [100, 101, 102] }), native()], false)[0]?.rows[1];
  expect(few).toMatchObject({ kind: 'compared', verdict: 'too-few-runs' });
});

test('alike runs are taken together, the newest first and not without end', () => {
  const many = Array.from({ length: 25 }, (_, day) => guest({ day }));
  const [pool] = poolAlike(many);
  expect(pool?.samples).toHaveLength(MOST_POOLED);
  expect(pool?.results).toHaveLength(20);
  expect(pool?.results[0].id).toBe(many.at(-1)?.id);
  expect(pool?.older).toBe(5);
  expect(poolAlike([guest({ samples: [] })])).toEqual([]);
});

test('rejected and contaminated runs are left out and counted by run', () => {
  const twice = guest({ contaminated: true });
  const results = [
    guest(),
    twice,
    { ...twice, metric: { ...twice.metric, name: 'other' } },
    guest({ standing: 'rejected', contaminated: true }),
  ];
  expect(soundResults(results)).toMatchObject({ sound: [results[0]], contaminated: 1, rejected: 1 });
  const signed = guest({ contaminated: true, standing: 'accepted' });
  expect(soundResults([signed])).toMatchObject({ sound: [signed], contaminated: 0 });
});

test('the noise of a test is that of its own past, not of another host’s', () => {
  const steady = Array.from({ length: 9 }, (_, day) => guest({ day, samples: [100 + (day % 2)] }));
  // Changes of 1 % up, and of 1/101 down again, in turn: all quartiles among those two.
  expect(noiseOf(steady)).toBeLessThan(0.0104);
  expect(noiseOf(steady.slice(1))).toBeUndefined();
  const elsewhere = guest({ hostName: 'dempsey-02', samples: [500], day: 4 });
  expect(noiseOf([...steady, elsewhere])).toBe(noiseOf(steady));
});

test('a figure tells how many more repeats would show one per cent', () => {
  // MAD 2.5 of a median of 104.5: spread 1.4826 · 2.5 / 104.5 = 3.547 %; P = Φ(0.01 / (√2 · 0.03547)) = 0.5790,
  // so 2.8016² / (3 · 0.0790²) / 2 = 210 repeats on each side (Noether), 200 more than ten.
  const judged = judge({ candidate: tenFrom(100), baseline: tenFrom(100), direction: 'higher-is-better' });
  expect(judged?.moreForOnePercent).toBe(200);
  expect(judged).toMatchObject({ verdict: 'no-difference-shown', p: 1 });
  expect(judge({ candidate: [1], baseline: [2], direction: 'higher-is-better' })).toMatchObject({
    verdict: 'too-few-runs',
    moreForOnePercent: undefined,
  });
});

test('two selections: surest differences first, unlike ones last and not compared', () => {
  const speed = { a: guest(), b: guest({ samples: tenFrom(300) }) };
  const close = { name: 'latency', direction: 'lower-is-better' } as const;
  const latency = { a: guest({ metric: close }), b: guest({ metric: close, samples: tenFrom(101) }) };
  const other = { benchmark: 'cpu-primes' };
  const primes = { a: guest({ conditions: other }), b: guest({ conditions: { ...other, version: 2 } }) };
  const lone = guest({ conditions: { benchmark: 'disk' } });
  const options = {
    a: [primes.a, latency.a, speed.a, lone],
    b: [speed.b, latency.b, primes.b],
    onPurpose: [] as const,
  };
  const { rows, onlyA, onlyB } = compareSelections({ ...options, unlikeToo: false });
  expect(rows.map(({ a, why }) => [a.results[0].metric.name, a.results[0].conditions.benchmark, why])).toEqual([
    ['speed', 'cpu-loop', 'compared'],
    ['latency', 'cpu-loop', 'compared'],
    ['speed', 'cpu-primes', 'unlike'],
  ]);
  expect(rows[0]?.judged).toMatchObject({ verdict: 'better' });
  expect(rows[2]).toMatchObject({ judged: undefined, unlike: ['version of the benchmark: 1 against 2'] });
  expect([onlyA, onlyB]).toEqual([[lone], []]);
  const told = compareSelections({ ...options, unlikeToo: true });
  expect(told.rows.every(({ judged }) => judged !== undefined)).toBe(true);
});
