import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/utils/time';
import { keepAgainMs, keepsTrying } from './lease-ending';

test('what fails is tried again, later each time, for a day; what no try mends is not', () => {
  expect([1, 2, 3, 4, 9].map(keepAgainMs)).toEqual([MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, HOUR_MS]);
  const failed = (errorKind: string | null, afterMs: number) => keepsTrying({ beganAtMs: 0, errorKind }, afterMs);
  expect(failed('unreachable', DAY_MS - 1)).toBe(true);
  expect(failed(null, HOUR_MS)).toBe(true);
  expect(failed('unreachable', DAY_MS)).toBe(false);
  expect(failed('unsupported', 0)).toBe(false);
  expect(failed('not-found', 0)).toBe(false);
});
