import { expect, test } from 'vitest';
import { beatOf, downtimeOf, wasRestarted } from './downtime';

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

const beat = (sequence: number, uptimeMs: number, at: number) => ({ ...sign(at, uptimeMs), sequence });

// As read from a PVH guest that moved between two Xen hosts: 814 ms between two beats, of which its clock ran for 422.
test('a guest whose programs sleep longer than its clock stands still was down that long', () => {
  const last = beat(52, 63_677, 10_830);
  expect(downtimeOf(last, beat(53, 64_099, 11_644), 305)).toBe(814 - 305);
  // Listened to later: what it sent in between tells when its programs ran again.
  const earlier = [
    { sequence: 52, uptimeMs: 63_677 },
    { sequence: 53, uptimeMs: 64_099 },
  ];
  expect(downtimeOf(last, { ...beat(54, 64_404, 11_949), earlier }, 305)).toBe(814 - 305);
});

test('a beat that was under way when the guest was stopped hides nothing', () => {
  const last = beat(52, 63_677, 10_830);
  // Sent 305 ms after the last one and read at the target; the next was 117 ms late.
  const earlier = [{ sequence: 53, uptimeMs: 63_982 }];
  expect(downtimeOf(last, { ...beat(54, 64_404, 11_949), earlier }, 305)).toBe(392 + 117);
});

test('a beat that comes early, or that is not known, changes nothing', () => {
  expect(downtimeOf(beat(1, 1_000, 10_000), beat(2, 1_050, 10_200), 60)).toBe(150);
  expect(downtimeOf(beat(1, 1_000, 10_000), beat(2, 1_050, 10_200))).toBe(150);
  expect(downtimeOf(sign(10_000, 1_000), sign(10_200, 1_050), 20)).toBe(150);
});

test('a beat is what lies between two of them', () => {
  expect(beatOf(beat(10, 5_000, 0), beat(20, 8_000, 0))).toBe(300);
  expect(beatOf(beat(10, 5_000, 0), beat(10, 5_000, 0))).toBeUndefined();
  expect(beatOf(undefined, beat(10, 5_000, 0))).toBeUndefined();
  expect(beatOf(sign(0, 5_000), sign(0, 8_000))).toBeUndefined();
});
