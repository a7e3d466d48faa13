import { expect, test } from 'vitest';
import { isUnderWay, PLAN_DEEDS, PLAN_STATES, planRefusal, type PlanState, planTitle } from './plan';
import { ONLY_READ } from './what-if';

const drain = { kind: 'drain', acts: 1, moving: 0, homeFailed: false } as const;
const may = (state: PlanState, blocked = 0) =>
  PLAN_DEEDS.filter((deed) => planRefusal(deed, { ...drain, state, blocked }) === undefined);

test('what may be asked of a plan in each state', () => {
  expect(Object.fromEntries(PLAN_STATES.map((state) => [state, may(state)]))).toEqual({
    draft: ['approve', 'replan', 'cancel'],
    running: ['pause', 'cancel'],
    paused: ['replan', 'resume', 'cancel', 'return'],
    drained: ['return'],
    cancelled: ['return'],
    returning: [],
    returned: [],
    rebalanced: [],
    answered: [],
  });
});

test('a blocked domain keeps a plan from being approved, and nothing else', () => {
  expect(may('draft', 1)).toEqual(['replan', 'cancel']);
  expect(planRefusal('approve', { ...drain, state: 'draft', blocked: 1 })).toBe(
    '1 domain is blocked: choose what becomes of it, and plan again.',
  );
});

test('nothing goes home while something is still on its way off the host', () => {
  expect(planRefusal('return', { ...drain, state: 'cancelled', blocked: 0, moving: 1 })).toBe(
    '1 domain is still on the way off the host; what is under way ends first.',
  );
});

test('a drain of which some did not come home can be ended', () => {
  const drained = { ...drain, state: 'drained', blocked: 0 } as const;
  expect(planRefusal('cancel', drained)).toBe('It is drained already.');
  expect(planRefusal('cancel', { ...drained, homeFailed: true })).toBeUndefined();
});

test('a rebalance without moves is not approved, and none goes home', () => {
  const rebalance = { kind: 'rebalance', blocked: 0, moving: 0, homeFailed: false } as const;
  const mayBy = (state: PlanState, acts: number) =>
    PLAN_DEEDS.filter((deed) => planRefusal(deed, { ...rebalance, state, acts }) === undefined);
  expect(mayBy('draft', 0)).toEqual(['replan', 'cancel']);
  expect(mayBy('draft', 3)).toEqual(['approve', 'replan', 'cancel']);
  expect(mayBy('cancelled', 3)).toEqual([]);
});

test('a what-if is only read, and asked again, whatever state somebody might find it in', () => {
  for (const state of PLAN_STATES)
    expect(
      PLAN_DEEDS.filter(
        (deed) =>
          planRefusal(deed, { kind: 'what-if', state, acts: 3, blocked: 0, moving: 0, homeFailed: false }) !==
          ONLY_READ,
      ),
    ).toEqual(['replan']);
  expect(isUnderWay('answered')).toBe(false);
  const supposed = 'without dempsey-02';
  expect(planTitle({ kind: 'what-if', hostName: null, hostClass: null, supposed })).toBe('What if: without dempsey-02');
});
