import { expect, test } from 'vitest';
import { formatChange, formatChangeInterval, formatFactor, formatFigure, formatInterval } from './figures';

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
  // One that all but vanished is no "−100.0 %".
  expect(formatChange(0.000_31)).toBe('0.000310 ×');
  const change = { value: 0.9, low: 0.85, high: 0.95 };
  expect(formatChangeInterval({ ...change, confidence: 0.95 })).toBe('−10.0 % (−15.0 % to −5.00 %)');
  expect(formatChangeInterval({ ...change, confidence: 0.9375 })).toBe('−10.0 % (−15.0 % to −5.00 %, only 93 % sure)');
  expect(formatChangeInterval({ ...change, confidence: 0 })).toBe('−10.0 % (no interval)');
});

test('a figure keeps four digits, however large or small, and never an exponent', () => {
  expect(formatFigure(1234.567, 'events/s')).toBe('1,235 events/s');
  expect(formatFigure(123_456_789.4, 'rounds/s')).toBe('123,456,789 rounds/s');
  expect(formatFigure(0.012_345_6, 'µs')).toBe('0.01235 µs');
  expect(formatFigure(50, 'MB/s')).toBe('50 MB/s');
});

test('an interval says how sure it is', () => {
  expect(formatInterval({ low: 9.5, high: 10.25, confidence: 0.95 })).toBe('9.5 to 10.25 (95 %)');
  expect(formatInterval({ low: 9.5, high: 9.5, confidence: 0 })).toBe('no interval');
});
