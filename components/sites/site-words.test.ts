import { expect, test } from 'vitest';
import { thereWords, totalsWords } from './site-words';

const NONE = { create: 0, change: 0, replace: 0, keep: 0, destroy: 0, blocked: 0 };

test('a plan in a sentence', () => {
  expect(totalsWords({ ...NONE, create: 4 })).toBe('Creates 4 domains.');
  expect(totalsWords({ ...NONE, create: 1, destroy: 2, keep: 1, blocked: 1 })).toBe(
    'Creates one domain, destroys 2 domains and leaves 1 as it is. Something stands in the way of one.',
  );
  expect(totalsWords({ ...NONE, change: 2, replace: 1, keep: 3 })).toBe(
    'Changes 2 domains, makes one domain anew and leaves 3 as they are.',
  );
  expect(totalsWords({ ...NONE, keep: 4 })).toBe('Nothing is to be done: its 4 domains are as the file says.');
});

test('how much of a site is there', () => {
  expect(thereWords({ made: 0, wanted: 4 })).toBe('none of 4 there');
  expect(thereWords({ made: 3, wanted: 4 })).toBe('3 of 4 there');
});
