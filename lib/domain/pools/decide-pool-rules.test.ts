/** What a pool decides, by rules that hold for every case. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decidePool, type PoolPlace, type PoolQuestion, TAKEN_AWAY_BEFORE_MS } from './decide-pool';

const NOW = new Date('2026-11-29T12:00:00Z');
const [MINUTE, HOUR] = [60_000, 3_600_000];
const slot = (id: string, use: PoolPlace['use'], freeForMs = 0): PoolPlace => ({
  id,
  use,
  freeSince: use === 'free' ? new Date(NOW.getTime() - freeForMs) : undefined,
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
const anyClosing = fc.option(
  fc.integer({ min: -MINUTE, max: 5 * HOUR }).map((ms) => new Date(NOW.getTime() + ms)),
  { nil: undefined },
);
const anyQuestion = fc.record({
  now: fc.constant(NOW),
  policy: anyPolicy,
  halted: fc.option(fc.constant('It is halted.'), { nil: undefined }),
  careful: fc.option(fc.constant('It is careful.'), { nil: undefined }),
  distrusted: fc.boolean(),
  hosts: fc.array(fc.record({ closesAt: anyClosing }), { maxLength: 3 }),
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
        closesAt: anyClosing,
      }),
      { maxLength: 6 },
    )
    .map((slots) =>
      slots.map(({ use, freeForMs, ...rest }, index) => ({ ...slot(`s${index}`, use, freeForMs), ...rest })),
    ),
});
const RUNS = { numRuns: 500 };

const leftOf = (at: Date | undefined): number => (at === undefined ? Infinity : at.getTime() - NOW.getTime());
const isClosed = ({ off, policy }: PoolQuestion): boolean => off !== undefined || leftOf(policy.closesAt) <= 0;
/** Goes though nobody else needs its place. */
const leaves = (question: PoolQuestion, { use, closesAt }: PoolPlace): boolean =>
  use !== 'ending' &&
  (isClosed(question) ||
    leftOf(closesAt) <= TAKEN_AWAY_BEFORE_MS ||
    (question.distrusted === true && (use === 'free' || use === 'coming')));

test('in every case: never above the most, no busy slot goes while pool and host are open, and each waiting job has its reason', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const { policy, slots, jobs } = question;
      const { boot, bootOf, drain, waits } = decidePool(question);
      const all = boot + [...bootOf.values()].reduce((sum, each) => sum + each, 0);
      expect(boot).toBeGreaterThanOrEqual(0);
      expect(all + slots.length).toBeLessThanOrEqual(Math.max(policy.max, slots.length));
      if (isClosed(question) || question.halted !== undefined) expect(all).toBe(0);
      if (question.careful !== undefined) expect(all).toBeLessThanOrEqual(1);
      for (const place of slots)
        if (leaves(question, place)) expect(drain).toContain(place.id);
        else if (drain.includes(place.id)) expect(place.use).toBe('free');
      expect(new Set(drain).size).toBe(drain.length);
      expect(waits.map(({ jobId }) => jobId)).toEqual(jobs.map(({ id }) => id));
      for (const each of waits) expect(each.why).toMatch(/\.$/);
      for (const [kind, count] of bootOf)
        expect(jobs.filter((each) => each.kind === kind && !each.held).length).toBeGreaterThanOrEqual(count);
      // What goes below the least goes because its host closes.
      const usual = slots.filter((each) => each.kind === undefined && each.closesAt === undefined);
      const live = usual.filter((each) => each.use !== 'ending' && !leaves(question, each)).length;
      const lost = usual.filter((each) => drain.includes(each.id) && !leaves(question, each)).length;
      if (slots.every(({ closesAt }) => closesAt === undefined))
        expect(live + boot - lost).toBeGreaterThanOrEqual(Math.min(policy.min, live + boot));
    }),
    RUNS,
  );
});

test('in every case: what is booted fits on a host until what it is booted for has ended', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const { jobs, hosts, bootMs } = question;
      const { boot, bootOf, fitUntil, waits } = decidePool(question);
      const booted = [
        ...Array.from({ length: boot }, () => undefined),
        ...[...bootOf].flatMap(([kind, count]) => Array.from({ length: count }, () => kind)),
      ];
      expect(fitUntil.map(({ kind }) => kind)).toEqual(booted);
      if (hosts.length > 0)
        for (const { at } of fitUntil) expect(hosts.some(({ closesAt }) => leftOf(closesAt) >= leftOf(at))).toBe(true);
      for (const [index, { why: words }] of waits.entries()) {
        const wish = jobs[index];
        if (words !== 'A slot is to be booted for it.' || wish === undefined) continue;
        const endsMs = bootMs + (wish.limitMs ?? Infinity);
        expect(fitUntil.some(({ kind, at }) => kind === wish.kind && leftOf(at) >= endsMs)).toBe(true);
      }
    }),
    RUNS,
  );
});

test('in every case: what was decided is not decided again, and what is booted is not drained in the same breath', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const { boot, drain, fitUntil } = decidePool(question);
      // On the host that closes first of those that may have it.
      const hostFor = (at: Date | undefined): Date | undefined =>
        question.hosts
          .map(({ closesAt }) => closesAt)
          .filter((closesAt) => leftOf(closesAt) >= leftOf(at))
          .toSorted((a, b) => leftOf(a) - leftOf(b))[0];
      const slots = [
        ...question.slots.map((each) => (drain.includes(each.id) ? { ...each, use: 'ending' as const } : each)),
        ...fitUntil.map(({ kind, at }, index) => ({ ...slot(`new${index}`, 'coming'), kind, closesAt: hostFor(at) })),
      ];
      const again = decidePool({ ...question, slots });
      expect(again).toMatchObject({ boot: 0, drain: [] });
      // A slot of a specification goes though one of the pool's own environment is booted: they take other jobs.
      const usual = question.slots.filter(
        (each) => each.kind === undefined && drain.includes(each.id) && !leaves(question, each),
      );
      if (usual.length > 0) expect(boot).toBe(0);
    }),
    RUNS,
  );
});
