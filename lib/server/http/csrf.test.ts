import { expect, test } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { checkCsrf } from './csrf';

const baseUrl = new URL('https://grid.example');
const passes = (
  headers: Record<string, string>,
  more: { method?: string; byCookie?: boolean; lenient?: boolean } = {},
) => {
  try {
    checkCsrf({ method: 'POST', byCookie: true, ...more, headers: new Headers(headers), baseUrl });
    return true;
  } catch (error) {
    expect(AppError.is(error, 'forbidden')).toBe(true);
    return false;
  }
};

test.each<[string, Record<string, string>, boolean]>([
  ['the browser says same origin', { 'sec-fetch-site': 'same-origin' }, true],
  ['another site', { 'sec-fetch-site': 'cross-site' }, false],
  ['another host of the same site', { 'sec-fetch-site': 'same-site' }, false],
  [
    'another site with a forged origin header',
    { 'sec-fetch-site': 'cross-site', origin: 'https://grid.example' },
    false,
  ],
  ['origin is the configured address', { origin: 'https://grid.example' }, true],
  ['origin is the host that was asked', { origin: 'http://localhost:21400', host: 'localhost:21400' }, true],
  ['origin on another port', { origin: 'http://localhost:9', host: 'localhost:21400' }, false],
  ['origin of another host', { origin: 'https://evil.example', host: 'grid.example' }, false],
  ['a prefix of our name', { origin: 'https://grid.example.evil.example', host: 'grid.example' }, false],
  ['a sandboxed frame', { origin: 'null', host: 'grid.example' }, false],
  ['an extension', { origin: 'chrome-extension://abc', host: 'abc' }, false],
  ['typed by hand, no origin', { 'sec-fetch-site': 'none' }, false],
  ['nothing said', {}, false],
])('%s', (_, headers, expected) => {
  expect(passes(headers)).toBe(expected);
});

test('reading and tokens are not checked; signing in without a browser passes, across sites it does not', () => {
  expect(passes({ 'sec-fetch-site': 'cross-site' }, { method: 'GET' })).toBe(true);
  expect(passes({ 'sec-fetch-site': 'cross-site' }, { byCookie: false })).toBe(true);
  expect(passes({}, { lenient: true })).toBe(true);
  expect(passes({ 'sec-fetch-site': 'cross-site' }, { lenient: true })).toBe(false);
  expect(passes({ origin: 'https://evil.example' }, { lenient: true })).toBe(false);
});
