import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { momentText, parseMoment } from './moment';

test('a moment is typed by the clock of the reader, to the minute or the second', () => {
  const at = new Date(2026, 10, 29, 14, 30).getTime();
  expect(parseMoment('2026-11-29 14:30')).toBe(at);
  expect(parseMoment(' 2026-11-29T14:30:05 ')).toBe(at + 5_000);
  expect(momentText(at)).toBe('2026-11-29 14:30');
});

test.each([
  '',
  'yesterday',
  '2026-11-31 10:00',
  '2026-13-01 10:00',
  '2026-11-29 24:00',
  '2026-11-29 10:60',
  '2026-11-29',
  '11/29/2026 10:00 PM',
])('what is no moment is none: %j', (text) => expect(parseMoment(text)).toBeUndefined());

test('what was written is read again', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (date) => {
      const ms = Math.floor(date.getTime() / 1000) * 1000;
      const read = parseMoment(momentText(ms));
      // In the hour that comes twice a clock does not tell which it means.
      expect(Math.abs((read ?? 0) - ms) % 3_600_000).toBe(0);
      expect(momentText(read ?? 0)).toBe(momentText(ms));
    }),
  );
});
