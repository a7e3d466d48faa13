import { describe, expect, test } from 'vitest';
import { type Benchmark, RunBenchmark } from '@/lib/contracts/benchmarks';
import { placesOf } from '@/lib/domain/benchmark';
import { EMPTY_LANE, EMPTY_WISH, endOf, forBenchmark, problemsAfter, type RunWish, toRunBody } from './run-wish';

const ID = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;
const end = (digit: number) => endOf(ID(digit), `e-${digit}`);
const BENCHMARK: Benchmark = {
  id: ID(9),
  name: 'ping-pong',
  version: 1,
  title: 'Ping-pong',
  about: '',
  places: ['domain-pair', 'host-pair'],
  programs: ['NPtcp'],
  parameters: [
    { name: 'largest', title: 'Largest', unit: 'bytes', kind: 'integer', default: 1024, min: 1, max: 4096 },
    { name: 'file', title: 'File', unit: null, kind: 'word', default: 'x', min: null, max: null },
  ],
  metrics: [],
  repeats: 10,
  warmUps: 1,
  timeLimitSeconds: 60,
  shipped: true,
  createdByName: 'Gridbox',
  createdAt: '2026-11-28T00:00:00Z',
  retiredAt: null,
};
const wish = (change: Partial<RunWish>): RunWish => ({
  ...EMPTY_WISH,
  lanes: [{ end: end(1), peer: end(2) }],
  ...change,
});
const bodyOf = (change: Partial<RunWish>, place: 'domain-pair' | 'host-pair' = 'domain-pair') => {
  const made = toRunBody(wish(change), BENCHMARK, place);
  if ('problems' in made) throw new Error(JSON.stringify(made.problems));
  return RunBenchmark.parse(made.body);
};
const problemsOf = (change: Partial<RunWish>) => {
  const made = toRunBody(wish(change), BENCHMARK, 'domain-pair');
  return 'problems' in made ? made.problems : {};
};

describe('a wish for a run', () => {
  test('becomes a request that the contract takes; what was left empty is as defined', () => {
    expect(bodyOf({})).toEqual({
      domainId: ID(1),
      peerDomainId: ID(2),
      also: [],
      parameters: {},
      guard: 'refuse',
    });
    expect(
      bodyOf({
        parameters: { largest: ' 64 ', file: 'y.tmp' },
        repeats: '3',
        warmUps: '0',
        guard: 'record',
        reason: ' why ',
      }),
    ).toMatchObject({
      parameters: { largest: 64, file: 'y.tmp' },
      repeats: 3,
      warmUps: 0,
      guard: 'record',
      reason: 'why',
    });
  });

  test('on hosts themselves names hosts, and further pairs run at the same time', () => {
    expect(
      bodyOf(
        {
          lanes: [
            { end: end(1), peer: end(1) },
            { end: end(3), peer: end(4) },
          ],
        },
        'host-pair',
      ),
    ).toMatchObject({
      hostId: ID(1),
      peerHostId: ID(1),
      also: [{ hostId: ID(3), peerHostId: ID(4) }],
    });
  });

  test('says at each field what is wrong with it', () => {
    expect(
      problemsOf({
        lanes: [{ ...EMPTY_LANE, end: end(1) }, EMPTY_LANE],
        parameters: { largest: '5000', file: 'a b' },
        repeats: '0',
        warmUps: 'two',
      }),
    ).toEqual({
      'lane.0.peer': 'Choose a domain from the list.',
      'lane.1.end': 'Choose a domain from the list.',
      'lane.1.peer': 'Choose a domain from the list.',
      'parameter.largest': 'At most 4096.',
      'parameter.file': 'Letters, digits, dot, dash or underscore.',
      repeats: 'A whole number from 1 to 200.',
      warmUps: 'A whole number from 0 to 200.',
    });
    expect(problemsOf({ repeats: '201' })).toEqual({ repeats: 'A whole number from 1 to 200.' });
    expect(problemsOf({ parameters: { largest: '1e3' } })).toEqual({ 'parameter.largest': 'A whole number.' });
  });

  test('what was wrong with a field is forgotten when the field changes, and no other', () => {
    const problems = { 'lane.0.end': 'a', 'parameter.largest': 'b', repeats: 'c' };
    expect(problemsAfter(problems, { repeats: '3' })).toEqual({ 'lane.0.end': 'a', 'parameter.largest': 'b' });
    expect(problemsAfter(problems, { lanes: [] })).toEqual({ 'parameter.largest': 'b', repeats: 'c' });
    expect(problemsAfter(problems, { benchmark: 'other' })).toEqual({});
  });

  test('a guest is no pair with itself; two processes of one host are', () => {
    const twice = { lanes: [{ end: end(1), peer: end(1) }] };
    expect(problemsOf(twice)).toEqual({ 'lane.0.peer': 'Choose another domain than the first.' });
    expect(bodyOf(twice, 'host-pair')).toMatchObject({ hostId: ID(1), peerHostId: ID(1) });
  });

  test('what was written here is offered in domains only', () => {
    expect(placesOf(BENCHMARK)).toEqual(['domain-pair', 'host-pair']);
    expect(placesOf({ ...BENCHMARK, shipped: false })).toEqual(['domain-pair']);
  });

  test('another benchmark keeps where it runs, but never a host’s name as that of a domain', () => {
    const chosen = wish({ place: 'host-pair', parameters: { largest: '64' }, repeats: '3' });
    expect(forBenchmark(chosen, 'host-pair', { ...BENCHMARK, name: 'other' })).toEqual({
      benchmark: 'other',
      parameters: {},
      repeats: '',
      warmUps: '',
    });
    expect(forBenchmark(chosen, 'host-pair', { ...BENCHMARK, shipped: false })).toMatchObject({
      place: 'domain-pair',
      lanes: [EMPTY_LANE],
    });
  });
});
