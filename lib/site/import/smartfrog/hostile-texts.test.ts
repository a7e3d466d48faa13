import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SITE_IMPORT_CHARACTERS_MAX } from '@/lib/domain/site-import';
import { firstProblem, system } from '../testing/smartfrog-texts';
import { importSmartfrog } from './import-smartfrog';
import { RESERVED } from './tokenize';

describe('a hostile text', () => {
  const doubling = (rows: number): string =>
    `a0 extends { x 1; y 2; }\n${Array.from({ length: rows }, (_, row) => `a${row + 1} extends { p extends a${row}; q extends a${row}; }`).join('\n')}\nsfConfig extends a${rows};`;
  const strings = `sfConfig extends { s0 "aaaaaaaaaa"; ${Array.from({ length: 40 }, (_, row) => `s${row + 1} (s${row} ++ s${row});`).join(' ')} }`;
  const lists = `sfConfig extends { s0 [1, 2]; ${Array.from({ length: 40 }, (_, row) => `s${row + 1} (s${row} <> s${row});`).join(' ')} }`;
  const chain = `sfConfig extends { ${Array.from({ length: 9_000 }, (_, row) => `s${row} s${row + 1};`).join(' ')} }`;
  const extending = `${Array.from({ length: 9_000 }, (_, row) => `a${row} extends a${row + 1};`).join('\n')}\nsfConfig extends a0;`;

  test.each([
    ['prototypes that double', doubling(30), 'more than 20,000 attributes'],
    ['texts that double', strings, 'make more text than is kept'],
    ['lists that double', lists, 'a list of more than 1000 items'],
    ['a long chain of links', chain, 'more than 128 links lead to one another'],
    ['a long chain of prototypes', extending, 'more than 128 components extend one another'],
    ['components in components', 'a extends {'.repeat(20_000), 'more than 48 components'],
    ['brackets in brackets', `a ${'('.repeat(100_000)}`, 'more than 48 components or values'],
    ['lists in lists', `a ${'[|'.repeat(100_000)}`, 'more than 48 components or values'],
    ['optional values in optional values', `a ${'DATA OPTIONAL('.repeat(10_000)}`, 'more than 48 components or values'],
    ['comments that do not end', '/*'.repeat(100_000), 'a comment begins here and does not end'],
    ['lazy links to each other', system('a LAZY b:x; b LAZY a:x; storageBackend LAZY a:y;'), 'without end'],
    ['too much of it', ' '.repeat(SITE_IMPORT_CHARACTERS_MAX + 1), 'more than 262144 characters'],
    [
      'domains without end',
      `D extends XenDomain;\nsfConfig extends Compound { ${Array.from({ length: 300 }, (_, row) => `vm${row} extends D;`).join(' ')} }`,
      'more than 256 domains',
    ],
  ])('%s is refused in time', (_what, text, message) => {
    expect(firstProblem(text)).toContain(message);
  });

  test('whatever it is, it is read or refused, and never throws', () => {
    const word = fc.oneof(
      fc.constantFrom(
        ...RESERVED,
        'sfConfig',
        'XenDomain',
        'Compound',
        'a',
        'b',
        'storageBackend',
        'ip',
        'LVMStorageBackend',
      ),
      fc.constantFrom(
        ...'{}[]():;,+-*/<>!"#'.split(''),
        '++',
        '<>',
        '==',
        '[|',
        '|]',
        '--',
        '#include',
        '//',
        '/*',
        '*/',
        '\n',
      ),
      fc.constantFrom('1', '-2.5', '"text"', '##x#', '#HEX#00#'),
    );
    const soup = fc.array(word, { maxLength: 60 }).map((parts) => parts.join(' '));
    const shaped = fc
      .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'ip', 'memory'), soup), { maxLength: 6 })
      .map(
        (all) =>
          `${all.map(([name, value]) => `${name} ${value};`).join('\n')}\nsfConfig extends Compound, a, { vm extends XenDomain { b c; c a; } }`,
      );
    fc.assert(
      fc.property(fc.oneof(soup, shaped, fc.string({ maxLength: 300 })), (text) => {
        const { draft, problems, findings } = importSmartfrog(text);
        expect(draft === undefined).toBe(problems.length > 0);
        const lines = text.split('\n').length;
        for (const { line, column } of [...problems, ...findings]) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 1_500 },
    );
  });
});
