import { expect, test } from 'vitest';
import { SmartfrogError } from './smartfrog-error';
import { tokenize } from './tokenize';

const words = (text: string): string[] =>
  tokenize(text)
    .slice(0, -1)
    .map((token) => `${token.kind} ${token.text}`);

test.each([
  ['"a\\"b\\101\\n"', ['text a"bA\n']],
  ['##two\nlines \\# "x"#', ['text two\nlines # "x"']],
  ['#HEX#00 ff#', ['bytes #HEX#00 ff#']],
  ['-1 2.5e3 .5d 7L 3f', ['number -1', 'number 2.5e3', 'number .5d', 'number 7L', 'number 3f']],
  // The longest that fits is taken: signs within a word are the word's.
  ['a+b a ++ b', ['word a+b', 'word a', 'sign ++', 'word b']],
  ['LAZY LAZYx sfConfig:ce', ['reserved LAZY', 'word LAZYx', 'word sfConfig', 'sign :', 'word ce']],
  [
    '[|1|] [a] -- <> <=',
    ['sign [|', 'number 1', 'sign |]', 'sign [', 'word a', 'sign ]', 'sign --', 'sign <>', 'sign <='],
  ],
  ['a // b\n/* c\n*/ d', ['word a', 'word d']],
  ['#include? "x"', ['sign #include?', 'text x']],
])('%j', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

test('places are lines and columns from 1, behind texts and comments of several lines as well', () => {
  const [a, b, c] = tokenize('a ##x\ny# /* \n */ c');
  expect([a?.at, b?.at, c?.at]).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 3 },
    { line: 3, column: 5 },
  ]);
});

test.each([
  ['a "open\n', 1, 3, 'a text begins here'],
  ['a\n  ##open', 2, 3, 'a text of several lines begins here'],
  ['a "\\q"', 1, 3, 'an escape that is none'],
  ['x €', 1, 3, '"€" begins nothing of the language'],
])('%j is refused where it begins', (text, line, column, message) => {
  try {
    tokenize(text);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(SmartfrogError);
    expect(error).toMatchObject({ place: { line, column }, message: expect.stringContaining(message) });
  }
});
