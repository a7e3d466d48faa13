import { expect, test } from 'vitest';
import { downtimeOf, wasRestarted } from './downtime';

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

test('a guest whose clock is behind its last sign was restarted; one that was not heard at an end is not known to be', () => {
  expect(wasRestarted(sign(10_000, 48_360), sign(13_400, 2_710))).toBe(true);
  expect(wasRestarted(sign(10_000, 48_360), sign(10_050, 48_360))).toBe(false);
  expect(wasRestarted(sign(10_000, 48_360), sign(10_100, 48_410))).toBe(false);
  expect(wasRestarted(undefined, sign(1, 1))).toBe(false);
  expect(wasRestarted(sign(1, 1), undefined)).toBe(false);
});
