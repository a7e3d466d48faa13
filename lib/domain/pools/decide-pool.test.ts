/** What a pool decides, by cases that a person can follow and by rules that hold for every case. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PoolPolicy } from '@/lib/domain/pool';
import { decidePool, type PoolPlace, type PoolQuestion, type PoolWish } from './decide-pool';

const NOW = new Date('2026-11-29T12:00:00Z');
const [MINUTE, HOUR] = [60_000, 3_600_000];
const POLICY: PoolPolicy = { min: 0, max: 4, idleMs: 5 * MINUTE, bootAhead: 0, closesAt: undefined };

const job = (id: string, change: Partial<PoolWish> = {}): PoolWish => ({
  id,
  processors: 1,
  limitMs: HOUR,
  held: false,
  ...change,
});
const slot = (id: string, use: PoolPlace['use'], freeForMs = 0): PoolPlace => ({
  id,
  use,
  freeSince: use === 'free' ? new Date(NOW.getTime() - freeForMs) : undefined,
});
const decide = (change: Partial<Omit<PoolQuestion, 'policy'>> & { readonly policy?: Partial<PoolPolicy> }) =>
  decidePool({
    now: NOW,
    halted: undefined,
    off: undefined,
    jobs: [],
    slots: [],
    processors: 1,
    bootMs: MINUTE,
    ...change,
    policy: { ...POLICY, ...change.policy },
  });
const why = (decision: ReturnType<typeof decide>): readonly string[] => decision.waits.map((each) => each.why);

describe('a pool', () => {
  test('boots a slot for a job that finds none, and no second one while that boots', () => {
    const first = decide({ jobs: [job('1')] });
    expect(first).toMatchObject({ boot: 1, drain: [] });
    expect(why(first)).toEqual(['A slot is to be booted for it.']);
    const second = decide({ jobs: [job('1')], slots: [slot('a', 'coming')] });
    expect(second.boot).toBe(0);
    expect(why(second)).toEqual(['A slot is being booted for it.']);
  });

  test('puts jobs together into slots of several processors', () => {
    const jobs = [job('1', { processors: 2 }), job('2', { processors: 2 }), job('3', { processors: 5 })];
    const decision = decide({ processors: 4, jobs });
    expect(decision.boot).toBe(1);
    expect(why(decision)[2]).toBe('It asks for 5 processors; a slot of this pool has 4.');
  });

  test('never has more than its most, and says so to the jobs that have to wait for it', () => {
    const decision = decide({
      jobs: [job('1'), job('2')],
      slots: [slot('a', 'busy'), slot('b', 'ending')],
      policy: { max: 3 },
    });
    expect(decision.boot).toBe(1);
    expect(why(decision)).toEqual([
      'A slot is to be booted for it.',
      'All 3 slots that the pool may have are taken; it waits for one of them.',
    ]);
  });

  test('keeps its least, boots ahead while jobs wait, and lets what nobody uses go after its time', () => {
    expect(decide({ policy: { min: 2 } }).boot).toBe(2);
    expect(decide({ policy: { bootAhead: 2 } }).boot).toBe(0);
    expect(decide({ jobs: [job('1')], policy: { bootAhead: 2 } }).boot).toBe(3);
    const idle = [slot('a', 'free', 6 * MINUTE), slot('b', 'free', 9 * MINUTE), slot('c', 'free', MINUTE)];
    expect(decide({ slots: idle }).drain).toEqual(['b', 'a']);
    expect(decide({ slots: idle, policy: { min: 2 } }).drain).toEqual(['b']);
    expect(decide({ slots: idle, jobs: [job('1'), job('2')] }).drain).toEqual(['b']);
  });

  test('boots for no job whose limit does not fit before the maintenance of its hosts, with the boot before it', () => {
    const policy = { closesAt: new Date(NOW.getTime() + HOUR) };
    expect(why(decide({ policy, jobs: [job('1', { limitMs: 2 * HOUR })] }))[0]).toMatch(/^Its limit of 2 h/);
    expect(decide({ policy, jobs: [job('1', { limitMs: HOUR })] }).boot).toBe(0);
    expect(why(decide({ policy, jobs: [job('1', { limitMs: HOUR })], slots: [slot('a', 'free')] }))[0]).toMatch(
      /is free/,
    );
    expect(decide({ policy, jobs: [job('1', { limitMs: HOUR - MINUTE })] }).boot).toBe(1);
    expect(why(decide({ policy, jobs: [job('1', { limitMs: undefined })] }))[0]).toMatch(/no limit of time/);
    const closed = decide({
      policy: { closesAt: NOW, min: 3 },
      jobs: [job('1')],
      slots: [slot('a', 'busy'), slot('b', 'free')],
    });
    expect(closed).toMatchObject({ boot: 0, drain: ['a', 'b'] });
    const off = decide({
      off: 'switched off',
      policy: { min: 1 },
      jobs: [job('1')],
      slots: [slot('a', 'busy'), slot('b', 'coming')],
    });
    expect(off).toMatchObject({ boot: 0, drain: ['a', 'b'], waits: [{ why: 'The pool is switched off.' }] });
  });

  test('boots nothing for held jobs, nor while something stands in its way, which it says', () => {
    expect(decide({ jobs: [job('1', { held: true })] })).toMatchObject({ boot: 0, waits: [{ why: 'It is held.' }] });
    expect(decide({ halted: 'No host has room.', jobs: [job('1')] })).toMatchObject({
      boot: 0,
      waits: [{ why: 'No host has room.' }],
    });
  });
});

describe('specifications that jobs bring', () => {
  const brought = (id: string, kind: string): PoolWish => job(id, { kind });
  const of = (kind: string | undefined, place: PoolPlace): PoolPlace => ({ ...place, kind });

  test('are kinds of their own: a slot of one takes no job of another, and all share the most of the pool', () => {
    const decision = decide({
      jobs: [brought('1', 'a'), job('2'), brought('3', 'b'), brought('4', 'a')],
      slots: [slot('s', 'free'), of('b', slot('t', 'coming'))],
      policy: { max: 3 },
    });
    expect(decision.boot).toBe(0);
    expect(decision.bootOf).toEqual(new Map([['a', 1]]));
    expect(why(decision)).toEqual([
      'A slot is to be booted for it.',
      'A slot is free; its batch system begins it next.',
      'A slot is being booted for it.',
      'All 3 slots that the pool may have are taken; it waits for one of them.',
    ]);
    // Nothing but jobs keeps them: neither the least of the pool nor what is booted ahead.
    expect(decide({ jobs: [brought('1', 'a')], policy: { min: 1, bootAhead: 2 } })).toMatchObject({
      boot: 1,
      bootOf: new Map([['a', 1]]),
    });
  });

  test('wait for their build alone, and free slots of others make room at once', () => {
    const building = decide({
      jobs: [brought('1', 'a'), job('2')],
      haltedOf: new Map([['a', 'Its image is being built.']]),
    });
    expect(building).toMatchObject({ boot: 1, bootOf: new Map() });
    expect(why(building)[0]).toBe('Its image is being built.');
    const full = [slot('s', 'free', MINUTE), slot('t', 'free', 2 * MINUTE), slot('u', 'busy')];
    expect(decide({ jobs: [brought('1', 'a')], slots: full, policy: { max: 3 } }).drain).toEqual(['t']);
    expect(decide({ jobs: [brought('1', 'a')], slots: full, policy: { max: 3, min: 3 } }).drain).toEqual([]);
    const going = [...full.slice(1), slot('v', 'ending')];
    expect(decide({ jobs: [brought('1', 'a')], slots: going, policy: { max: 3 } }).drain).toEqual([]);
  });
});

const anyPolicy = fc
  .record({
    max: fc.integer({ min: 0, max: 6 }),
    min: fc.integer({ min: 0, max: 6 }),
    idleMs: fc.integer({ min: 0, max: 10 * MINUTE }),
    bootAhead: fc.integer({ min: 0, max: 3 }),
    closesAt: fc.option(
      fc.integer({ min: -MINUTE, max: 3 * HOUR }).map((ms) => new Date(NOW.getTime() + ms)),
      { nil: undefined },
    ),
  })
  .map((policy) => ({ ...policy, min: Math.min(policy.min, policy.max) }));
const anyKind = fc.constantFrom(undefined, undefined, 'spec-a', 'spec-b');
const anyQuestion = fc.record({
  now: fc.constant(NOW),
  policy: anyPolicy,
  halted: fc.option(fc.constant('It is halted.'), { nil: undefined }),
  off: fc.constantFrom(undefined, 'switched off' as const, 'being deleted' as const),
  processors: fc.integer({ min: 1, max: 4 }),
  bootMs: fc.integer({ min: 0, max: 5 * MINUTE }),
  jobs: fc
    .array(
      fc.record({
        processors: fc.integer({ min: 1, max: 5 }),
        limitMs: fc.option(fc.integer({ min: MINUTE, max: 4 * HOUR }), { nil: undefined }),
        held: fc.boolean(),
        kind: anyKind,
      }),
      { maxLength: 12 },
    )
    .map((jobs) => jobs.map((each, index) => ({ ...each, id: String(index) }))),
  slots: fc
    .array(
      fc.record({
        use: fc.constantFrom('free', 'coming', 'busy', 'ending') as fc.Arbitrary<PoolPlace['use']>,
        freeForMs: fc.integer({ min: 0, max: 20 * MINUTE }),
        kind: anyKind,
      }),
      { maxLength: 6 },
    )
    .map((slots) => slots.map(({ use, freeForMs, kind }, index) => ({ ...slot(`s${index}`, use, freeForMs), kind }))),
});
const RUNS = { numRuns: 1_000 };

test('in every case: never above the most, no busy slot goes while the pool is open, and each waiting job has its reason', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const { policy, slots, jobs } = question;
      const { boot, bootOf, drain, waits } = decidePool(question);
      const all = boot + [...bootOf.values()].reduce((sum, each) => sum + each, 0);
      const isClosed = question.off !== undefined || (policy.closesAt !== undefined && policy.closesAt <= NOW);
      expect(boot).toBeGreaterThanOrEqual(0);
      expect(all + slots.length).toBeLessThanOrEqual(Math.max(policy.max, slots.length));
      if (isClosed || question.halted !== undefined) expect(all).toBe(0);
      for (const id of drain) {
        const found = slots.find((each) => each.id === id);
        expect(isClosed ? found?.use !== 'ending' : found?.use === 'free').toBe(true);
      }
      expect(new Set(drain).size).toBe(drain.length);
      expect(waits.map(({ jobId }) => jobId)).toEqual(jobs.map(({ id }) => id));
      for (const each of waits) expect(each.why).toMatch(/\.$/);
      for (const [kind, count] of bootOf)
        expect(jobs.filter((each) => each.kind === kind && !each.held).length).toBeGreaterThanOrEqual(count);
      const usual = slots.filter(({ kind }) => kind === undefined);
      const live = usual.filter(({ use }) => use !== 'ending').length;
      const lost = usual.filter(({ id }) => drain.includes(id)).length;
      if (!isClosed) expect(live + boot - lost).toBeGreaterThanOrEqual(Math.min(policy.min, live + boot));
    }),
    RUNS,
  );
});

test('in every case: what was decided is not decided again, and what is booted is not drained in the same breath', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const { boot, bootOf, drain } = decidePool(question);
      const slots = [
        ...question.slots.map((each) => (drain.includes(each.id) ? { ...each, use: 'ending' as const } : each)),
        ...Array.from({ length: boot }, (_, index) => slot(`new${index}`, 'coming')),
        ...[...bootOf].flatMap(([kind, count]) =>
          Array.from({ length: count }, (_, index) => ({ ...slot(`${kind}${index}`, 'coming'), kind })),
        ),
      ];
      const again = decidePool({ ...question, slots });
      expect(again).toMatchObject({ boot: 0, drain: [] });
      // A slot of a specification goes though one of the pool's own environment is booted: they take other jobs.
      const usual = question.slots.filter(({ id, kind }) => kind === undefined && drain.includes(id));
      if (usual.length > 0 && question.policy.closesAt === undefined && question.off === undefined)
        expect(boot).toBe(0);
    }),
    RUNS,
  );
});
