import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/utils/time';
import { reminderAt, reminderLeadsMs } from './lease-notice';

test('a lease is reminded of a week, a day and an hour before its end, a short one later', () => {
  expect(reminderLeadsMs(30 * DAY_MS)).toEqual([7 * DAY_MS, DAY_MS, HOUR_MS]);
  expect(reminderLeadsMs(7 * DAY_MS)).toEqual([DAY_MS, HOUR_MS]);
  expect(reminderLeadsMs(DAY_MS)).toEqual([HOUR_MS]);
  expect(reminderLeadsMs(HOUR_MS)).toEqual([15 * MINUTE_MS]);
});

test('each is due once in its time; of several that were missed only the last', () => {
  const lease = { startsAtMs: 0, endsAtMs: 30 * DAY_MS };
  const before = (ms: number) => reminderAt(lease, lease.endsAtMs - ms);
  expect(before(20 * DAY_MS)).toEqual({ leadMs: undefined, nextAtMs: 23 * DAY_MS });
  expect(before(7 * DAY_MS)).toEqual({ leadMs: 7 * DAY_MS, nextAtMs: 29 * DAY_MS });
  expect(before(2 * DAY_MS)).toEqual({ leadMs: 7 * DAY_MS, nextAtMs: 29 * DAY_MS });
  expect(before(HOUR_MS)).toEqual({ leadMs: HOUR_MS, nextAtMs: undefined });
  expect(before(-1)).toEqual({ leadMs: undefined, nextAtMs: undefined });
});
