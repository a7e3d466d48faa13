import { expect, test } from 'vitest';
import { HOUR_MS } from '@/lib/utils/time';
import {
  type AnnouncedMaintenance,
  answerRefusal,
  maintenanceSpan,
  maintenanceStanding,
  voStanding,
} from './maintenance';

const NOW = Date.UTC(2026, 10, 30, 8);
const silent = { answer: null, deferUntilAtMs: null };
const announced = (change: Partial<AnnouncedMaintenance> = {}): AnnouncedMaintenance => ({
  startsAtMs: NOW + 10 * HOUR_MS,
  lengthMs: 2 * HOUR_MS,
  deferrableUntilAtMs: NOW + 20 * HOUR_MS,
  answersDueAtMs: NOW + 5 * HOUR_MS,
  cancelled: false,
  vos: [silent],
  ...change,
});
const put = (hours: number) => ({ answer: 'defer' as const, deferUntilAtMs: NOW + hours * HOUR_MS });

test('it begins when the last of those who put it off said, and is as long as announced', () => {
  expect(maintenanceSpan(announced())).toEqual({ fromMs: NOW + 10 * HOUR_MS, untilMs: NOW + 12 * HOUR_MS });
  const later = announced({ vos: [put(12), silent, put(15)] });
  expect(maintenanceSpan(later)).toEqual({ fromMs: NOW + 15 * HOUR_MS, untilMs: NOW + 17 * HOUR_MS });
  const standingAt = (hours: number) => maintenanceStanding(later, NOW + hours * HOUR_MS);
  expect([standingAt(14), standingAt(15), standingAt(16.9), standingAt(17)]).toEqual([
    'announced',
    'under-way',
    'under-way',
    'over',
  ]);
  expect(maintenanceStanding({ ...later, cancelled: true }, NOW)).toBe('cancelled');
});

test('silence is consent once the time to answer is over', () => {
  const due = NOW + 5 * HOUR_MS;
  expect(voStanding(silent, due, due - 1)).toBe('waiting');
  expect(voStanding(silent, due, due)).toBe('silent');
  expect(voStanding(put(12), due, due)).toBe('defers');
});

test('each VO puts it off once, in time, and no further than is allowed', () => {
  const refusal = (change: Partial<AnnouncedMaintenance>, vo: { answer: 'consent' | 'defer' | null }, hours = 0) =>
    answerRefusal(announced(change), vo, 'defer', NOW + hours * HOUR_MS);
  expect(refusal({}, silent)).toBeUndefined();
  expect(refusal({}, { answer: 'consent' })).toBeUndefined();
  expect(refusal({}, { answer: 'defer' })).toMatch(/put off already, which each VO may do once/);
  expect(refusal({}, silent, 5)).toMatch(/time to answer is over/);
  expect(refusal({}, silent, 11)).toBe('It is under way.');
  expect(refusal({ deferrableUntilAtMs: null }, silent)).toBe('It cannot be put off.');
  expect(refusal({ vos: [put(20)] }, silent)).toMatch(/as far as it may be/);
  expect(answerRefusal(announced(), { answer: 'defer' }, 'consent', NOW)).toMatch(/put off already/);
  expect(answerRefusal(announced({ deferrableUntilAtMs: null }), silent, 'consent', NOW)).toBeUndefined();
});
