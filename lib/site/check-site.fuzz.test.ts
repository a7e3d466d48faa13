/** Whatever text comes: an answer, and problems that lie within the text. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkSite } from './check-site';
import { MOST_PROBLEMS } from './limits';
import { MANY_HOSTS, ONE_HOST, siteWith } from './testing/texts';

function holds(text: string): 'site' | 'problems' {
  const checked = checkSite(text);
  if ('site' in checked) return 'site';
  const lines = text.split('\n').length;
  expect(checked.problems.length).toBeGreaterThan(0);
  expect(checked.problems.length).toBeLessThanOrEqual(MOST_PROBLEMS);
  for (const { line, column, endLine, endColumn, message } of checked.problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(endLine).toBeLessThanOrEqual(lines);
    expect(endLine * 100_000 + endColumn).toBeGreaterThanOrEqual(line * 100_000 + column);
    expect(message).not.toBe('');
  }
  return 'problems';
}

const piece = fc.oneof(
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ': ',
    '- ',
    '\n',
    '\n  ',
    '&a ',
    '*a',
    '!!str ',
    '!x ',
    '"',
    "'",
    '|\n',
    '>',
    '%YAML 1.1\n',
    '---\n',
    '...\n',
    '<<: ',
    '? ',
    '#',
    '\t',
    '${',
    '}',
    '{index}',
    '~',
    '\u0000',
    '\u2028',
    '💥',
    '__proto__: ',
  ),
  fc.string({ maxLength: 6 }),
  fc.constantFrom(
    'nodes:',
    'extends: n',
    'after: [x]',
    'count: 3',
    'memory: 1Gi',
    '${nodes.*.*}',
    '${lazy:nodes.x.address}',
  ),
);

test('any text at all', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      holds(pieces.join(''));
    }),
    { numRuns: 250 },
  );
});

test('a site file with pieces of other text in it', () => {
  const [found, files] = [new Set<string>(), fc.constantFrom(ONE_HOST, MANY_HOSTS, siteWith('x: {extends: n}'))];
  fc.assert(
    fc.property(files, fc.nat(), fc.nat(20), fc.array(piece, { maxLength: 3 }), (text, at, length, pieces) => {
      const start = at % text.length;
      found.add(holds(text.slice(0, start) + pieces.join('') + text.slice(start + length)));
    }),
    { numRuns: 250 },
  );
  expect([...found].toSorted()).toEqual(['problems', 'site']);
});

/** As large as a text may be, and each of a kind that some part of the work grows with. */
const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');
test.each<readonly [string, string]>([
  ['brackets', '[{'.repeat(32_000)],
  ['closing brackets', `${'['.repeat(10)}${']'.repeat(60_000)}`],
  ['questions', '? '.repeat(30_000)],
  ['colons', ':'.repeat(60_000)],
  ['quotes', '"'.repeat(60_000)],
  ['anchors', many(6_000, (index) => `a${index}: &a`)],
  ['aliases', `a: &a 1\nb: [${'*a,'.repeat(15_000)}]`],
  ['names in one group', many(5_000, (index) => `k${index}: 1`)],
  ['problems', siteWith(many(250, (index) => `n${index}: {extends: none, image: none, memory: 1GB, vo: x}`))],
  [
    'nodes that wait for all',
    siteWith(many(250, (index) => `n${index}: {extends: n, after: [${index === 0 ? '' : '"*-none", n0'}]}`)),
  ],
  [
    'a row of nodes',
    siteWith(many(250, (index) => `n${index}: {extends: n, after: [${index === 0 ? '' : `n${index - 1}`}]}`)),
  ],
  [
    'a row of templates',
    siteWith('x: {extends: t0}').replace(
      'templates:',
      `templates:\n${many(900, (index) => `  t${index}: {extends: ${index === 899 ? 'n' : `t${index + 1}`}}`)}`,
    ),
  ],
  [
    'patterns of references',
    siteWith(
      `x: {extends: n, count: 250, software: {vars: {${Array.from({ length: 200 }, (_, index) => `v${index}: "${'${nodes.*.*.*.*}'.repeat(10)}"`).join(', ')}}}}`,
    ),
  ],
  [
    'patterns of stars',
    siteWith(
      `x: {extends: n, after: ["${'*a'.repeat(15)}*"]}\n${many(200, (index) => `${'a'.repeat(25)}${index}: {extends: n}`)}`,
    ),
  ],
  [
    'a row of references',
    siteWith(
      `x: {extends: n, software: {vars: {${Array.from({ length: 500 }, (_, index) => `v${index}: "\${nodes.x.software.vars.v${index + 1}}"`).join(', ')}}}}`,
    ),
  ],
  [
    'texts of many domains',
    siteWith(`x: {extends: n, count: 256, software: {files: {/a: "${'{index}'.repeat(2_000)}"}}}`),
  ],
  ['groups', siteWith(many(120, (index) => `n${index}: {extends: n, place: {antiAffinity: ["*"], affinity: ["n*"]}}`))],
])('the largest of %s', (_, text) => {
  holds(text.slice(0, 65_000));
  holds(text);
});
