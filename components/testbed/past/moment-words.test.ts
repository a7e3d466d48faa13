import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/utils/time';
import { momentWords, spanHolding, stepOf } from './moment-words';

const local = (day: number, hour: number, minute = 0, second = 0, year = 2026): number =>
  new Date(year, 10, day, hour, minute, second).getTime();
const NOW = local(29, 14);

test('a moment is said by the day that its reader calls it', () => {
  expect(momentWords(local(29, 12, 3, 15), NOW)).toBe('12:03:15 today');
  expect(momentWords(local(28, 23, 59, 59), NOW)).toBe('23:59:59 yesterday');
  expect(momentWords(local(27, 0, 0, 1), NOW)).toBe('00:00:01 on 27 Nov');
  expect(momentWords(local(28, 8, 0, 0, 2025), NOW)).toBe('08:00:00 on 28 Nov 2025');
});

test('yesterday is the day before, also across the end of a month', () => {
  expect(momentWords(new Date(2026, 9, 31, 9).getTime(), new Date(2026, 10, 1, 0, 5).getTime())).toBe(
    '09:00:00 yesterday',
  );
});

test('the shortest span that holds all moments is chosen', () => {
  expect(spanHolding([], NOW)).toBe('hour');
  expect(spanHolding([NOW - HOUR_MS], NOW)).toBe('hour');
  expect(spanHolding([NOW - MINUTE_MS, NOW - HOUR_MS - 1], NOW)).toBe('day');
  expect(spanHolding([NOW - 8 * DAY_MS], NOW)).toBe('all');
  expect(spanHolding([NOW - 900 * DAY_MS], NOW)).toBe('all');
});

test('a step is round, and some hundreds lead from one end to the other', () => {
  expect(stepOf(5 * MINUTE_MS)).toBe(1000);
  expect(stepOf(HOUR_MS)).toBe(10_000);
  expect(stepOf(90 * DAY_MS)).toBe(6 * HOUR_MS);
  for (const span of [MINUTE_MS, HOUR_MS, DAY_MS, 7 * DAY_MS, 90 * DAY_MS])
    expect(span / stepOf(span)).toBeLessThan(601);
});
