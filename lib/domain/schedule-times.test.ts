import { describe, expect, test } from 'vitest';
import { checkCron, cronWords, isZone, lastDue, nextTimes } from './schedule-times';

const at = (text: string) => new Date(text);
const NIGHTLY = { cron: '30 2 * * *', zone: 'Europe/Zurich' };
const iso = (times: readonly Date[]) => times.map((time) => time.toISOString());

describe('the two nights a year', () => {
  test('a time in the hour that is left out comes right after it, once', () => {
    expect(iso(nextTimes(NIGHTLY, at('2026-03-28T12:00:00Z'), 2))).toEqual([
      '2026-03-29T01:00:00.000Z', // 03:00 summer time: there was no 02:30
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  test('a time in the hour that comes twice comes once, in the first', () => {
    expect(iso(nextTimes(NIGHTLY, at('2026-10-24T12:00:00Z'), 2))).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
    const twice = { ...NIGHTLY, cron: '30 2,14 * * *' };
    expect(iso(nextTimes(twice, at('2026-10-25T00:00:00Z'), 2))).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T13:30:00.000Z',
    ]);
  });

  test('a year of nights is as many times as nights, each on a day of its own', () => {
    const year = nextTimes(NIGHTLY, at('2026-01-01T00:00:00Z'), 365);
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: NIGHTLY.zone });
    expect(new Set(year.map((time) => day.format(time))).size).toBe(365);
    expect(day.format(year.at(-1))).toBe('2026-12-31');
  });
});

test('of missed times the last counts, and the others are counted', () => {
  const first = at('2026-05-01T00:30:00Z');
  expect(lastDue(NIGHTLY, first, first)).toEqual({ at: first, missed: 0 });
  expect(lastDue(NIGHTLY, first, at('2026-05-01T20:00:00Z'))).toEqual({ at: first, missed: 0 });
  expect(lastDue(NIGHTLY, first, at('2026-05-04T03:00:00Z'))).toEqual({ at: at('2026-05-04T00:30:00Z'), missed: 3 });
  // A month off with a time each minute: no list of forty thousand.
  const each = { cron: '* * * * *', zone: 'UTC' };
  expect(lastDue(each, first, at('2026-06-01T00:30:30Z'))).toEqual({ at: at('2026-06-01T00:30:00Z'), missed: 1_000 });
});

test('what is no time says so', () => {
  const now = at('2026-01-01T00:00:00Z');
  expect(checkCron('30 2 * * 1-5', now)).toBeUndefined();
  for (const few of ['', 'nightly', '* * * *', '0 30 2 * * *', '@daily'])
    expect(checkCron(few, now), few).toMatch(/^five fields: minute, hour/);
  expect(checkCron('61 * * * *', now)).toBe('invalid value for minute: 61');
  expect(checkCron('0 0 30 2 *', now)).toBe('no such time ever comes');
  expect(isZone('Europe/Zurich')).toBe(true);
  expect(isZone('Mars/Base')).toBe(false);
});

test('times are told in words', () => {
  expect(cronWords('0 4 * * 1-5')).toBe('At 04:00, Monday through Friday');
});
