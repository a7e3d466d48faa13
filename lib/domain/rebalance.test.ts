import { expect, test } from 'vitest';
import { clock, isWithin, minuteOf } from './rebalance';

const night = { fromMinute: 22 * 60, toMinute: 6 * 60 };
const at = (text: string): Date => new Date(text);

test('a window over midnight is the night of its own zone, its end not of it', () => {
  expect(isWithin(night, 'UTC', at('2026-11-29T23:00:00Z'))).toBe(true);
  expect(isWithin(night, 'UTC', at('2026-11-29T05:59:59Z'))).toBe(true);
  expect(isWithin(night, 'UTC', at('2026-11-29T06:00:00Z'))).toBe(false);
  expect(isWithin(night, 'Europe/Zurich', at('2026-11-29T21:00:00Z'))).toBe(true);
  expect(isWithin(night, 'UTC', at('2026-11-29T21:00:00Z'))).toBe(false);
  expect(isWithin({ fromMinute: 60, toMinute: 120 }, 'UTC', at('2026-11-29T01:30:00Z'))).toBe(true);
  expect(isWithin({ fromMinute: 60, toMinute: 120 }, 'UTC', at('2026-11-29T00:30:00Z'))).toBe(false);
});

test('times of a day are read as they are written, and nothing else is one', () => {
  for (const minute of [0, 390, 1439]) expect(minuteOf(clock(minute))).toBe(minute);
  expect(['24:00', '7', '12:60', 'noon', ''].map(minuteOf)).toEqual(Array.from({ length: 5 }));
});
