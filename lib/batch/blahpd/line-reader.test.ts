import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeWord, splitWords } from '@/lib/batch/blah/tokens';
import { createLineReader } from './line-reader';

test('lines come out as they went in, however they are cut, ends of lines within words too', () => {
  const words = fc.array(fc.string({ minLength: 1, unit: fc.constantFrom('a', ' ', '\\', '\n', '\r', '"') }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(fc.array(words, { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), (lines, piece) => {
      const found: string[] = [];
      const feed = createLineReader((line) => found.push(line));
      const text = lines.map((line) => `${line.map(escapeWord).join(' ')}\r\n`).join('');
      for (let at = 0; at < text.length; at += piece) expect(feed(text.slice(at, at + piece))).toBe(true);
      expect(found.map(splitWords)).toEqual(lines);
    }),
  );
});

test('a line without an end is given up', () => {
  const feed = createLineReader(() => undefined);
  expect(feed('x'.repeat(1024 * 1024))).toBe(true);
  expect(feed('x')).toBe(false);
});
