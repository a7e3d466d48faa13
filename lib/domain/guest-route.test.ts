import { expect, test } from 'vitest';
import { parseGuestRoutes, throughRoutes } from './guest-route';

const [...routes] = parseGuestRoutes('10.88.0.0/24=127.88.3.0/24+20000, 10.1.0.0/16=172.16.0.0/16');

test.each([
  ['10.88.0.7', 2170, '127.88.3.7', 22_170],
  ['10.88.0.255', 443, '127.88.3.255', 20_443],
  ['10.1.2.3', 443, '172.16.2.3', 443],
  ['10.88.1.7', 443, '10.88.1.7', 443],
  ['ce.example.org', 443, 'ce.example.org', 443],
  ['fd00::7', 443, 'fd00::7', 443],
])('%s, port %d, is asked at %s, port %d', (address, port, there, at) => {
  expect(throughRoutes(routes, { address, port })).toEqual({ address: there, port: at });
});

test.each([
  ['10.88.0.0=127.88.0.0', 'is no route'],
  ['10.88.0.0/33=127.88.0.0/33', 'is no route'],
  ['10.88.0.0/24', 'is no route'],
  ['10.88.0.0/24=127.88.0.0/25', 'different sizes'],
  ['10.88.0.0/24=127.88.0.0/24+65535', 'ports above'],
])('%s is refused: %s', (text, words) => {
  expect(() => parseGuestRoutes(text)).toThrow(words);
});

test('nothing is no route', () => {
  expect(parseGuestRoutes(' ')).toEqual([]);
});
