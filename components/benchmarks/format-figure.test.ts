import { expect, test } from 'vitest';
import { formatFigure, formatInterval } from './format-figure';

test('a figure keeps four digits, however large or small, and never an exponent', () => {
  expect(formatFigure(1234.567, 'events/s')).toBe('1,235 events/s');
  expect(formatFigure(123_456_789.4, 'rounds/s')).toBe('123,456,789 rounds/s');
  expect(formatFigure(0.012_345_6, 'µs')).toBe('0.01235 µs');
  expect(formatFigure(50, 'MB/s')).toBe('50 MB/s');
});

test('an interval says how sure it is', () => {
  expect(formatInterval({ low: 9.5, high: 10.25, confidence: 0.95 })).toBe('9.5 to 10.25 (95 %)');
});
