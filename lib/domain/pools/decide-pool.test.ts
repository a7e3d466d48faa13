/** What a pool decides, by cases that a person can follow. The rules that hold for every case are beside it. */
import { describe, expect, test } from 'vitest';
import type { PoolPolicy } from '@/lib/domain/pool';
import { decidePool, type PoolPlace, type PoolQuestion, type PoolWish, TAKEN_AWAY_BEFORE_MS } from './decide-pool';

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

describe('maintenance of hosts', () => {
  const inMs = (ms: number): Date => new Date(NOW.getTime() + ms);
  const closing = (place: PoolPlace, ms: number): PoolPlace => ({ ...place, closesAt: inMs(ms) });

  test('a slot is booted where the limit of its job fits, with the boot, before the maintenance; else the job waits and says until when', () => {
    const hosts = [{ closesAt: inMs(HOUR) }, { closesAt: inMs(2 * HOUR) }];
    const two = decide({ hosts, jobs: [job('1', { limitMs: HOUR }), job('2', { limitMs: 30 * MINUTE })] });
    expect(two.boot).toBe(2);
    expect(two.fitUntil.map(({ at }) => at)).toEqual([inMs(HOUR + MINUTE), inMs(31 * MINUTE)]);
    const long = decide({ hosts, jobs: [job('1', { limitMs: 2 * HOUR })] });
    expect(long.boot).toBe(0);
    expect(why(long)).toEqual([
      'Its limit of 2 h does not fit, after a boot, before the maintenance of the hosts that it may run on; the last of these begins at 29 Nov 2026 14:00 UTC.',
    ]);
    expect(why(decide({ hosts, jobs: [job('1', { limitMs: undefined })] }))[0]).toMatch(/no limit of time/);
    expect(why(decide({ hosts: [{ closesAt: NOW }], jobs: [job('1')] }))).toEqual([
      'All hosts that it may run on are in maintenance.',
    ]);
    // Of a host without one anything may be booted.
    const open = decide({ hosts: [...hosts, { closesAt: undefined }], jobs: [job('1', { limitMs: undefined })] });
    expect(open.fitUntil).toEqual([{ kind: undefined, at: undefined }]);
    // What nobody asks for yet is booted where it is there for its idle time.
    expect(decide({ hosts: [{ closesAt: inMs(HOUR) }], policy: { min: 1, idleMs: 2 * HOUR } }).boot).toBe(0);
    expect(decide({ hosts: [{ closesAt: inMs(HOUR) }], policy: { min: 1 } }).boot).toBe(1);
  });

  test('a slot there takes what ends before, and is taken away when the maintenance is near', () => {
    const slots = [closing(slot('a', 'free'), HOUR)];
    expect(why(decide({ slots, jobs: [job('1', { limitMs: HOUR })] }))).toEqual([
      'A slot is free; its batch system begins it next.',
    ]);
    expect(decide({ slots, jobs: [job('1', { limitMs: 2 * HOUR })] })).toMatchObject({ boot: 1, drain: [] });
    const near = [
      closing(slot('a', 'free'), TAKEN_AWAY_BEFORE_MS),
      closing(slot('b', 'busy'), MINUTE),
      closing(slot('c', 'coming'), -MINUTE),
      closing(slot('d', 'free'), TAKEN_AWAY_BEFORE_MS + 1),
    ];
    const decision = decide({ slots: near, policy: { max: 5, min: 1 }, jobs: [job('1', { limitMs: MINUTE })] });
    expect(decision).toMatchObject({ boot: 0, drain: ['a', 'b', 'c'] });
    expect(why(decision)).toEqual(['A slot is free; its batch system begins it next.']);
  });

  test('a free slot that closes too soon makes room for a job, also where it is the least of the pool', () => {
    const decision = decide({
      slots: [closing(slot('a', 'free'), HOUR)],
      jobs: [job('1', { limitMs: 2 * HOUR })],
      policy: { min: 1, max: 1 },
    });
    expect(decision).toMatchObject({ boot: 0, drain: ['a'] });
    // No host would take it for longer either.
    expect(
      decide({
        hosts: [{ closesAt: inMs(HOUR) }],
        slots: [closing(slot('a', 'free'), HOUR)],
        jobs: [job('1', { limitMs: 2 * HOUR })],
        policy: { min: 1, max: 1 },
      }).drain,
    ).toEqual([]);
  });
});

describe('a pool whose tries fail', () => {
  test('is careful: one slot at a time, and the others are told so', () => {
    const careful = 'One is tried at a time.';
    const jobs = [job('1'), job('2')];
    expect(decide({ careful, jobs })).toMatchObject({ boot: 1, waits: [{}, { why: careful }] });
    expect(decide({ careful, jobs, slots: [slot('a', 'coming')] })).toMatchObject({ boot: 0 });
    expect(decide({ careful, policy: { min: 3 } }).boot).toBe(1);
  });

  test('is not trusted where jobs died: what is free goes, what runs goes on', () => {
    const decision = decide({
      distrusted: true,
      halted: 'It is held back.',
      jobs: [job('1')],
      slots: [slot('a', 'free'), slot('b', 'busy'), slot('c', 'coming')],
    });
    expect(decision).toMatchObject({ boot: 0, drain: ['a', 'c'], waits: [{ why: 'It is held back.' }] });
  });
});
