import { expect, test } from 'vitest';
import { instantWords, momentWords } from './utc-words';

test('a time in a sentence says whose clock it is by', () => {
  const at = new Date('2026-11-09T07:05:09.999Z');
  expect(momentWords(at.getTime())).toBe('9 Nov 2026 07:05 UTC');
  expect(instantWords(at)).toBe('2026-11-09 07:05:09 UTC');
});
