import { expect, test } from 'vitest';
import { shareBackOff } from './back-off';

const targets = new Map([
  ['atlas', 0.5],
  ['cms', 0.3],
  ['lhcb', 0.2],
]);
const actual = new Map([
  ['atlas', 0.7],
  ['cms', 0.3],
]);
const of = (vo: string, waiting: readonly string[]) => shareBackOff({ vo, targets, actual, waiting });

test('who has more than the own share backs off, and only while somebody with less waits', () => {
  expect(of('atlas', ['lhcb'])).toBe(
    'atlas has 70 % of what was used lately and is to have 50 %, while a VO that has less than its share waits for a decision.',
  );
  expect(of('atlas', [])).toBeUndefined();
  expect(of('atlas', ['atlas'])).toBeUndefined();
  // Exactly its share is not less, and of no share nobody is short.
  expect(of('atlas', ['cms', 'alice'])).toBeUndefined();
  expect(of('lhcb', ['cms'])).toBeUndefined();
  expect(of('cms', ['lhcb'])).toBeUndefined();
  expect(of('alice', ['lhcb'])).toBeUndefined();
});
