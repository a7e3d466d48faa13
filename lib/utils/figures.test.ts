import { expect, test } from 'vitest';
import { formatChange, formatChangeInterval, formatFactor, formatFigure } from './figures';

test('a figure has its unit and no more digits than it is worth', () => {
  expect(formatFigure(100.4321, 'MB/s')).toBe('100.4 MB/s');
  expect(formatFigure(4237.5, 'µs')).toBe('4,238 µs');
  expect(formatFigure(12, '')).toBe('12');
  expect(formatFactor(0.86132)).toBe('0.861');
});

test('a change is a percentage while that is easy to take in, and a factor from there on', () => {
  expect([0.8613, 1.2578, 1.0147, 1, 28.02].map(formatChange)).toEqual([
    '−13.9 %',
    '+25.8 %',
    '+1.47 %',
    '+0.00 %',
    '28.0 ×',
  ]);
  expect(formatChangeInterval({ value: 0.9, low: 0.85, high: 0.95 })).toBe('−10.0 % (−15.0 % to −5.00 %)');
});
