import { expect, test } from 'vitest';
import { downtimeOf } from './downtime';

const sign = (at: number, uptimeMs: number) => ({ channel: 'heartbeat', heardAt: new Date(at), uptimeMs }) as const;

test('what our clock has and the guest has not is the time it stood still', () => {
  expect(downtimeOf(sign(10_000, 5_000), sign(11_000, 5_850))).toBe(150);
});

test('however late the target is listened to', () => {
  expect(downtimeOf(sign(10_000, 5_000), sign(13_000, 7_850))).toBe(150);
});

test('a guest that was restarted, or not heard at one end, has no downtime', () => {
  expect(downtimeOf(sign(10_000, 5_000), sign(11_000, 300))).toBeUndefined();
  expect(downtimeOf(undefined, sign(1, 1))).toBeUndefined();
  expect(downtimeOf(sign(1, 1), undefined)).toBeUndefined();
});
