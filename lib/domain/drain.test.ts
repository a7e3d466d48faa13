import { expect, test } from 'vitest';
import { PLAN_DEEDS, PLAN_STATES, planRefusal, type PlanState } from './drain';

const may = (state: PlanState, blocked = 0) =>
  PLAN_DEEDS.filter((deed) => planRefusal(deed, { state, blocked, moving: 0 }) === undefined);

test('what may be asked of a plan in each state', () => {
  expect(Object.fromEntries(PLAN_STATES.map((state) => [state, may(state)]))).toEqual({
    draft: ['approve', 'replan', 'cancel'],
    running: ['pause', 'cancel'],
    paused: ['replan', 'resume', 'cancel', 'return'],
    drained: ['return'],
    cancelled: ['return'],
    returning: [],
    returned: [],
  });
});

test('a blocked domain keeps a plan from being approved, and nothing else', () => {
  expect(may('draft', 1)).toEqual(['replan', 'cancel']);
  expect(planRefusal('approve', { state: 'draft', blocked: 1, moving: 0 })).toBe(
    '1 domain is blocked: choose what becomes of it, and plan again.',
  );
});

test('nothing goes home while something is still on its way off the host', () => {
  expect(planRefusal('return', { state: 'cancelled', blocked: 0, moving: 1 })).toBe(
    '1 domain is still on the way off the host; what is under way ends first.',
  );
});
