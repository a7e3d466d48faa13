import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Act, type Amounts, orderActs } from './order-acts';

const act = (id: string, change: Partial<Act> = {}): Act => ({
  id,
  takes: new Map(),
  frees: new Map(),
  after: [],
  ...change,
});
const ids = (acts: readonly Act[], free: Amounts) =>
  orderActs(acts, free).acts.map(({ id, after }) => [id, ...after].join(' < '));
const m = (amount: number): Amounts => new Map([['m', amount]]);

test('keeps the order that it is given where there is room', () => {
  expect(ids([act('a', { takes: m(2) }), act('b', { frees: m(2) }), act('c', { after: ['a'] })], m(5))).toEqual([
    'a',
    'b',
    'c < a',
  ]);
});
test('brings forward what frees room, and makes wait for it who has none without it', () => {
  const acts = [
    act('a', { takes: m(2) }),
    act('b', { takes: m(4) }),
    act('c', { frees: m(4) }),
    act('d', { takes: m(1) }),
  ];
  expect(ids(acts, m(3))).toEqual(['a', 'c', 'b < c', 'd < c']);
});
test('says what is short, and lets the others have what there is', () => {
  const ordered = orderActs([act('a', { takes: m(9) }), act('b', { takes: m(3) })], m(3));
  expect([...ordered.short].map(([id, lack]) => [id, lack.get('m')])).toEqual([['a', 9]]);
});
test('what is not known is never short, and what nobody does is not waited for', () => {
  expect(ids([act('a', { takes: m(9), after: ['elsewhere'] })], new Map())).toEqual(['a < elsewhere']);
  expect(() => orderActs([act('a', { after: ['b'] }), act('b', { after: ['a'] })], new Map())).toThrow(/circle/);
});

const resources = fc.array(fc.tuple(fc.constantFrom('m', 'n', 'p'), fc.integer({ min: 1, max: 9 })), { maxLength: 2 });
const acts = fc
  .array(fc.tuple(resources, resources, fc.array(fc.nat(20), { maxLength: 2 })), { maxLength: 9 })
  .map((list) =>
    list.map(([takes, frees, after], index) =>
      // Waits for earlier ones only, so that there is no circle.
      act(`a${index}`, {
        takes: new Map(takes),
        frees: new Map(frees),
        after: index === 0 ? [] : after.map((each) => `a${each % index}`),
      }),
    ),
  );

test('any order that the waits let has room at every moment', () => {
  let tried = 0;
  fc.assert(
    fc.property(
      acts,
      fc.tuple(fc.nat(20), fc.nat(20)),
      fc.array(fc.nat(99), { minLength: 1 }),
      (list, [m0, n0], choices) => {
        const free = new Map([
          ['m', m0],
          ['n', n0],
        ]);
        const { acts: ordered, short } = orderActs(list, free);
        expect(ordered.map(({ id }) => id).toSorted()).toEqual(list.map(({ id }) => id).toSorted());
        if (short.size > 0) return;
        tried += 1;
        const [left, done] = [new Map(free), new Set<string>()];
        for (let turn = 0; done.size < ordered.length; turn += 1) {
          const open = ordered.filter(({ id, after }) => !done.has(id) && after.every((other) => done.has(other)));
          const next = open[(choices[turn % choices.length] ?? 0) % open.length];
          if (next === undefined) throw new Error('nothing is open');
          for (const [resource, amount] of next.takes)
            if (left.has(resource)) left.set(resource, (left.get(resource) ?? 0) - amount);
          for (const [resource, amount] of left) expect(amount, `${resource} at ${next.id}`).toBeGreaterThanOrEqual(0);
          for (const [resource, amount] of next.frees)
            if (left.has(resource)) left.set(resource, (left.get(resource) ?? 0) + amount);
          done.add(next.id);
        }
      },
    ),
    { numRuns: 1_000 },
  );
  expect(tried).toBeGreaterThan(100);
});
