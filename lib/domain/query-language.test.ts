import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuery, TERMS_MAX, type QueryTerm } from './query-language';

const termsOf = (text: string): readonly QueryTerm[] => {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.terms;
};
const problemOf = (text: string) => {
  const parsed = parseQuery(text);
  if (parsed.ok) throw new Error(`${text} was understood`);
  return parsed;
};

test('the example of the documentation, term by term', () => {
  expect(
    termsOf('state:running role:wn host:dempsey-* vo:atlas,lhcb tag:x mem>2GiB cpu>=50% -is:stale "free words"'),
  ).toEqual([
    { kind: 'state', values: ['running'], negated: false },
    { kind: 'role', values: ['WN'], negated: false },
    { kind: 'text', field: 'host', patterns: ['dempsey-*'], negated: false },
    { kind: 'text', field: 'vo', patterns: ['atlas', 'lhcb'], negated: false },
    { kind: 'text', field: 'tag', patterns: ['x'], negated: false },
    { kind: 'number', field: 'memoryKiB', comparison: '>', value: 2 * 1024 ** 2, negated: false },
    { kind: 'number', field: 'cpuLoad', comparison: '>=', value: 0.5, negated: false },
    { kind: 'flag', flag: 'stale', negated: true },
    { kind: 'word', word: 'free words', negated: false },
  ]);
});

test.each([
  ['mem:512', 512 * 1024],
  ['mem<512MiB', 512 * 1024],
  ['mem>=1.5g', 1.5 * 1024 ** 2],
  ['mem=2T', 2 * 1024 ** 3],
  ['vcpus>4', 4],
  ['cpu>7', 0.07],
])('%s is %d', (text, value) => {
  expect(termsOf(text)).toEqual([expect.objectContaining({ kind: 'number', value })]);
});

test('blanks and case do not matter, quoted text is data', () => {
  expect(termsOf('   ')).toEqual([]);
  expect(termsOf('ROLE:Vo-Box')).toEqual([{ kind: 'role', values: ['VOBOX'], negated: false }]);
  expect(termsOf('"state:running"')).toEqual([{ kind: 'word', word: 'state:running', negated: false }]);
  expect(termsOf('name:"a b"')).toEqual([{ kind: 'text', field: 'name', patterns: ['a b'], negated: false }]);
  expect(termsOf('-')).toEqual([{ kind: 'word', word: '-', negated: false }]);
  expect(termsOf('ce-01 10.0.0.1:22')).toHaveLength(2);
});

describe('a question that is not understood is answered with what would be', () => {
  test.each([
    ['stat:running', /did you mean "state"\?/, 0],
    ['wn state:flying', /"flying" is no state; use running/, 3],
    ['role:boss', /"boss" is no role; use ce, se, wn/, 0],
    ['mem>lots', /"lots" is not a number/, 0],
    ['mem>2parsec', /not a unit of memory; use KiB/, 0],
    ['cpu>2GiB', /percentage/, 0],
    ['vcpus>2GiB', /no unit/, 0],
    ['host>a', /write host:a/, 0],
    ['host:', /needs a value/, 0],
    ['host:,', /needs a value/, 0],
    ['is:stale,missing', /"is" takes one word/, 0],
    ['arch:z80', /is no architecture/, 0],
    ['a "b', /not closed/, 2],
    ['-stat:x', /did you mean "state"/, 1],
  ])('%s', (text, message, position) => {
    expect(problemOf(text)).toMatchObject({ message: expect.stringMatching(message), position });
  });
  test('too many terms', () => {
    expect(problemOf('x '.repeat(TERMS_MAX + 1)).message).toMatch(/at most 32/);
  });
});

test('any text gives terms or a problem inside the text, and never throws', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => {
      const parsed = parseQuery(text);
      if (!parsed.ok) expect(parsed.position).toBeLessThanOrEqual(text.length);
      else for (const term of parsed.terms) if (term.kind === 'number') expect(Number.isFinite(term.value)).toBe(true);
    }),
  );
});
