import { expect, test } from 'vitest';
import type { VoLease } from '@/lib/contracts/vos';
import { imageWords } from './freshness-words';

const [older, newer] = ['2026-11-01T00:00:00.000Z', '2026-11-20T00:00:00.000Z'];
const wordsOf = (change: Partial<VoLease['freshness']['image']>) =>
  imageWords({
    freshness: {
      newestVersion: 1,
      image: { name: 'wn', version: 2, builtAt: older, newestVersion: 2, newestBuiltAt: older, ...change },
    },
  });

test('an image says what is newer than it, and nothing where that is nothing', () => {
  expect(wordsOf({})).toBeUndefined();
  expect(wordsOf({ newestVersion: 5, newestBuiltAt: newer })).toBe('the newest is version 5');
  expect(wordsOf({ newestBuiltAt: newer })).toBe('built anew since');
  expect(wordsOf({ newestVersion: 1, newestBuiltAt: newer })).toBe('built anew since');
  expect(wordsOf({ newestVersion: 1 })).toBe('version 2 is offered no more');
  expect(wordsOf({ newestVersion: null, newestBuiltAt: null })).toBe('no version of it is there any more');
  expect(wordsOf({ version: null, builtAt: null, newestVersion: null, newestBuiltAt: null })).toMatch(/not known/);
});
