import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareTexts } from './compare-texts';

const shown = (before: string, after: string) => compareTexts(before, after).map(({ kind, text }) => `${kind} ${text}`);

test('what is taken away stands before what comes in its place', () => {
  expect(shown('a\nb\nc\n', 'a\nx\nc\n')).toEqual(['same a', 'removed b', 'added x', 'same c']);
  expect(shown('', 'a\n')).toEqual(['added a']);
  // The end of the last line is no difference.
  expect(shown('a\nb', 'a\nb\n')).toEqual(['same a', 'same b']);
});

test('both texts can be read from it', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', '  c: d', ''), { maxLength: 30 })
    .map((lines) => lines.map((line) => `${line}\n`).join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = compareTexts(before, after);
      const read = (without: string) =>
        lines
          .filter(({ kind }) => kind !== without)
          .map((line) => `${line.text}\n`)
          .join('');
      expect([read('added'), read('removed')]).toEqual([before, after]);
    }),
  );
});

test('texts that have nothing in common are told without matching each of their lines', () => {
  const lines = (word: string) => Array.from({ length: 6_000 }, (_, index) => `${word}${index}\n`).join('');
  expect(compareTexts(lines('a'), lines('b'))).toHaveLength(12_000);
});
