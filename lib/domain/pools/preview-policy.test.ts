import { expect, test } from 'vitest';
import type { PoolPolicy } from '@/lib/domain/pool';
import { previewPolicy, type PolicyPreview } from './preview-policy';

const NOW = new Date('2026-11-30T12:00:00Z');
const [MINUTE, HOUR] = [60_000, 3_600_000];
const POLICY: PoolPolicy = { min: 0, max: 4, idleMs: 5 * MINUTE, bootAhead: 0, closesAt: undefined };

function preview({
  policy,
  ...change
}: Partial<Omit<PolicyPreview, 'policy'>> & { policy?: Partial<PoolPolicy> } = {}) {
  const cases = previewPolicy({
    now: NOW,
    off: undefined,
    processors: 1,
    bootMs: MINUTE,
    today: undefined,
    ...change,
    policy: { ...POLICY, ...policy },
  });
  return Object.fromEntries(cases.map(({ when, outcome }) => [when, outcome]));
}

test('what a policy does is told by cases', () => {
  expect(preview()).toEqual({
    'While no job asks': 'No slot is kept.',
    'A job comes': '1 slot is booted.',
    '5 jobs come at once, each as large as a slot':
      '4 slots are booted. The last waits: All 4 slots that the pool may have are taken; it waits for one of them.',
    '5 min after the last job': '4 slots are taken away.',
  });
  expect(preview({ policy: { min: 2, max: 3, bootAhead: 1, idleMs: 0 } })).toMatchObject({
    'While no job asks': '2 slots are kept.',
    'A job comes': 'It begins in a slot that is kept. No slot is booted.',
    '0 ms after the last job': '1 slot is taken away.',
  });
  expect(preview({ policy: { bootAhead: 2 } })['A job comes']).toBe('3 slots are booted.');
  expect(preview({ policy: { min: 4 } })['5 min after the last job']).toBe('No slot is taken away.');
});

test('a maintenance says how long jobs may be; what is off or closed boots nothing', () => {
  const before = preview({ policy: { closesAt: new Date(NOW.getTime() + 2 * HOUR) } });
  expect(before['Before the maintenance']).toMatch(/limit of 2 h in a slot that is there, 1 h 59 min where/);
  expect(before['A job comes']).toBe('1 slot is booted.');
  expect(preview({ policy: { closesAt: NOW } })).toEqual({
    'Whatever comes': 'Nothing is booted: the maintenance has begun.',
  });
  expect(preview({ off: 'switched off' })).toEqual({
    'Whatever comes': 'Nothing is booted: the pool is switched off.',
  });
});

test('of a pool that is there it says what the policy would do at this moment', () => {
  const today = {
    jobs: [{ id: '1', processors: 1, limitMs: 3 * HOUR, held: false }],
    slots: [{ id: 'a', use: 'free' as const, freeSince: new Date(NOW.getTime() - HOUR) }],
    halted: undefined,
    hosts: [],
  };
  expect(preview({ today })['At this moment']).toBe(
    'No slot is booted. None is drained. 1 job is waiting: A slot is free; its batch system begins it next.',
  );
  expect(preview({ today, policy: { closesAt: new Date(NOW.getTime() + HOUR) } })['At this moment']).toMatch(
    /^No slot is booted. 1 slot is drained. 1 job is waiting: Its limit of 3 h does not fit/,
  );
});
