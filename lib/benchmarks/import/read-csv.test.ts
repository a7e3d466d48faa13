/** Tables that people have, and tables that nobody should have. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvMapping, IMPORT_ROWS_MAX } from '@/lib/domain/imported-result';
import { guardCell, unguardCell } from './formula-cell';
import { guessMapping } from './guess-mapping';
import { readCsv } from './read-csv';

/** Fifty thousand rows take a second or two of an idle machine. */
const LARGE_MS = 60_000;
const NOW = new Date('2026-11-28T12:00:00Z');
const mapping = (change: Partial<CsvMapping> = {}, fields: CsvMapping['fields'] = {}): CsvMapping => ({
  delimiter: ',',
  decimal: 'point',
  header: true,
  tags: [],
  ...change,
  fields: {
    benchmark: { constant: 'HS06' },
    metric: { constant: 'score' },
    unit: { constant: 'HS06' },
    direction: { constant: 'higher-is-better' },
    host: { column: 0 },
    at: { column: 1 },
    value: { column: 2 },
    ...fields,
  },
});
const table = (...rows: string[]): string => `host,when,score\n${rows.join('\n')}\n`;
const problemsOf = (text: string, how: CsvMapping = mapping()) =>
  readCsv(text, how, NOW).problems.map(
    ({ line, column, field, message }) => `${line ?? '-'}:${column ?? '-'} ${field}: ${message}`,
  );

describe('a table of figures', () => {
  test('rows of one host, time and benchmark are repeats of one measurement, in the order of the file', () => {
    const text = table('wn-01,2026-11-01,10.5', 'wn-02,2026-11-01,9', 'wn-01,2026-11-01,11');
    expect(readCsv(text, mapping(), NOW)).toMatchObject({
      problemCount: 0,
      measurements: [
        { hostName: 'wn-01', samples: [10.5, 11], line: 2, measuredOn: 'unknown', ends: 'one', version: '' },
        { hostName: 'wn-02', samples: [9], line: 3 },
      ],
    });
  });

  test('a column that names the measurement joins repeats of different times, from the first on', () => {
    const text = 'host,when,score,run\na,2026-11-02T10:00:00Z,2,r1\na,2026-11-02 09:00,1,r1\na,2026-11-02,3,r2\n';
    const { measurements } = readCsv(text, mapping({}, { measurement: { column: 3 } }), NOW);
    expect(measurements.map(({ samples, at }) => [samples, at.toISOString()])).toEqual([
      [[2, 1], '2026-11-02T09:00:00.000Z'],
      [[3], '2026-11-02T00:00:00.000Z'],
    ]);
  });

  test('a spreadsheet of a continental office: semicolons, decimal commas, BOM, CRLF, a cell of two lines', () => {
    const text = '\uFEFFhost;when;score;note\r\nwn-01;2026-11-01;10,5;"two\r\nlines"\r\nwn-01;2026-11-01;1,1e1;x\r\n';
    const guessed = guessMapping(text).mapping;
    expect(guessed).toMatchObject({ delimiter: ';', decimal: 'comma', header: true });
    expect(guessed.fields).toEqual({ host: { column: 0 }, at: { column: 1 }, value: { column: 2 } });
    const { measurements } = readCsv(text, mapping({ delimiter: ';', decimal: 'comma', tags: [3] }), NOW);
    expect(measurements.map(({ samples, tags, line }) => ({ samples, tags, line }))).toEqual([
      { samples: [10.5], tags: { note: 'two\r\nlines' }, line: 2 },
      { samples: [11], tags: { note: 'x' }, line: 4 },
    ]);
  });

  test('decimal commas are seen in whichever column the figures are', () => {
    const text = 'host;when;score;hs06\na;2026-11-01;good;10,5\n';
    expect(guessMapping(text).mapping).toMatchObject({ decimal: 'comma', fields: { value: { column: 2 } } });
  });

  test('rows that do not count are passed by, even where they have no figure', () => {
    const text = 'host,when,score,counted\na,2026-11-01,,no\na,2026-11-01,5,yes\n';
    const read = readCsv(text, mapping({}, { counted: { column: 3 } }), NOW);
    expect(read.measurements.map(({ samples }) => samples)).toEqual([[5]]);
    expect(read.leftOut).toEqual(['1 row that does not count']);
  });

  test('a cell that a spreadsheet would run is data, and its guard is taken off', () => {
    const text = table('=cmd(),2026-11-01,1', '"\'=cmd()",2026-11-01,2', '@x,2026-11-01,3');
    expect(readCsv(text, mapping(), NOW).measurements.map(({ hostName, samples }) => [hostName, samples])).toEqual([
      ['=cmd()', [1, 2]],
      ['@x', [3]],
    ]);
  });
});

describe('what is wrong is told by line and column', () => {
  test.each([
    ['NaN', 'a,2026-11-01,NaN', '2:3 score: “NaN” is no number'],
    ['infinite', 'a,2026-11-01,1e999', '2:3 score: “1e999” is not finite'],
    ['zero', 'a,2026-11-01,0', '2:3 score: “0” is not above zero, as figures of benchmarks are'],
    ['negative', 'a,2026-11-01,-3', '2:3 score: “-3” is not above zero, as figures of benchmarks are'],
    ['thousands', 'a,2026-11-01,"1,234.5"', '2:3 score: “1,234.5” has a comma; decimals of this file have a point'],
    ['two points', 'a,2026-11-01,1.2.3', '2:3 score: “1.2.3” is no number'],
    ['hexadecimal', 'a,2026-11-01,0x10', '2:3 score: “0x10” is no number'],
    ['empty', 'a,2026-11-01,', '2:3 score: is empty'],
    ['no such day', 'a,2026-02-30,1', '2:2 when: “2026-02-30” is no day or hour that there is'],
    ['a day of another order', 'a,01/11/2026,1', '2:2 when: “01/11/2026” is no time like 2026-11-28T14:03:00Z'],
    ['the future', 'a,2062-11-01,1', '2:2 when: “2062-11-01” lies in the future'],
    ['no host', ',2026-11-01,1', '2:1 host: is empty'],
    ['a cell too few', 'a,2026-11-01', '2:- : has 2 cells, where line 1 has 3'],
    ['a cell too many', 'a,2026-11-01,1,5', '2:- : has 4 cells, where line 1 has 3'],
    ['a quote not closed', 'a,2026-11-01,"1', '2:- : a quotation mark is opened and never closed'],
    ['a line break in a name', '"a\nb",2026-11-01,1', '2:1 host: holds a line break or another control character'],
    ['a huge cell', `${'x'.repeat(5_000)},2026-11-01,1`, '2:1 host: has 5,000 characters; at most 2,000'],
    ['a huge name', `${'x'.repeat(300)},2026-11-01,1`, '2:1 host: has 300 characters; at most 255'],
  ])('%s', (_, row, sentence) => {
    expect(problemsOf(table(row))).toContain(sentence);
  });

  test('all problems at once, each in its line, and nothing counts', () => {
    const read = readCsv(table('a,2026-11-01,x', 'a,2026-11-01,1', '"a",never,0'), mapping(), NOW);
    expect(read.problems.map(({ line, column }) => [line, column])).toEqual([
      [2, 3],
      [4, 3],
      [4, 2],
    ]);
    expect(read.problemCount).toBe(3);
  });

  test('after a cell of several lines the lines are still those of an editor', () => {
    expect(problemsOf('host,when,score\n"a\r\n",2026-11-01,1\nb,2026-11-01,x\n')).toContain(
      '4:3 score: “x” is no number',
    );
  });

  test('decimal commas are refused where the file has points, and points where it has commas', () => {
    const semicolons = (row: string) => table(row).replaceAll(',', ';').replaceAll('_', ',');
    const comma = mapping({ delimiter: ';', decimal: 'comma' });
    expect(problemsOf(semicolons('a,2026-11-01,1.5'), comma)).toEqual([
      '2:3 score: “1.5” has a point; decimals of this file have a comma',
    ]);
    expect(problemsOf(semicolons('a,2026-11-01,1.234_5'), comma)[0]).toContain('has a point');
    expect(problemsOf(semicolons('a,2026-11-01,1_5'), mapping({ delimiter: ';' }))[0]).toContain('has a comma');
  });

  test('one metric in two units is no metric', () => {
    const text = 'host,when,score,unit\na,2026-11-01,1,MB/s\na,2026-11-01,1,MiB/s\n';
    expect(problemsOf(text, mapping({}, { unit: { column: 3 } }))).toEqual([
      '3:4 unit: is “MiB/s”, and “MB/s” for the same metric in line 2',
    ]);
  });

  test('a word for all rows that is wrong is told once', () => {
    const text = table('a,2026-11-01,1', 'b,2026-11-01,1', 'c,2026-11-01,1');
    const wrong = mapping({}, { measuredOn: { constant: 'parallels' }, at: { constant: 'yesterday' } });
    expect(problemsOf(text, wrong)).toEqual([
      '-:- Time: “yesterday” is no time like 2026-11-28T14:03:00Z',
      expect.stringMatching(/^-:- Technology: “parallels” is none of native, xen-pv, /),
    ]);
  });

  test('what the mapping lacks is named, and columns that are not there', () => {
    const { value: _value, ...fields } = mapping().fields;
    expect(problemsOf(table('a,2026-11-01,1'), { ...mapping(), fields })).toEqual([
      '-:- Value: say which column it is',
    ]);
    expect(problemsOf(table('a,2026-11-01,1'), mapping({ tags: [9] }, { host: { column: 7 } }))).toEqual([
      '-:- Host: there is no column 8; the file has 3',
      '-:- Tags: there is no column 10; the file has 3',
    ]);
    expect(problemsOf(table('a,2026-11-01,1'), mapping({}, { value: { constant: '3' } }))).toEqual([
      '-:- Value: has to come from a column',
    ]);
  });
});

describe('limits are sentences', () => {
  test.each([
    ['nothing', '', '-:- : It is empty.'],
    ['blanks', ' \n\n', '-:- : It is empty.'],
    ['names alone', 'host,when,score\n', '-:- : It has the names of its columns and no row below them.'],
    ['a cell of 10 MB', table(`a,2026-11-01,${'9'.repeat(10_000_000)}`), /^-:- : It has 9\.5 MiB; at most 8 MiB/],
    [
      'a quote over 1 MB',
      table(`"a${'b\n'.repeat(500_000)}`),
      '2:- : one row is larger than 256 KiB; is a quotation mark not closed?',
    ],
    ['300 columns', `${'a,'.repeat(299)}a\n${'1,'.repeat(299)}1\n`, /^-:- : It has 300 columns; at most 200/],
    [
      'a row too many',
      table(...Array.from({ length: IMPORT_ROWS_MAX + 1 }, () => 'a,2026-11-01,1')),
      '-:- : It has more than 50,000 rows; split it.',
    ],
  ])(
    '%s',
    (_, text, sentence) => {
      const [first] = problemsOf(text);
      expect(first).toMatch(sentence);
    },
    LARGE_MS,
  );

  test(
    '50,000 rows are read, and 2,001 samples of one measurement are one too many',
    () => {
      const rows = Array.from({ length: IMPORT_ROWS_MAX }, (_, index) => `h${index},2026-11-01,${index + 1}`);
      expect(readCsv(table(...rows), mapping(), NOW)).toMatchObject({ problemCount: 0 });
      const many = table(...Array.from({ length: 2_001 }, () => 'a,2026-11-01,1'));
      expect(problemsOf(many)).toEqual([expect.stringMatching(/^2002:- : is one more than the 2,000 samples/)]);
    },
    LARGE_MS,
  );

  test('of many problems a hundred are told and the rest counted', () => {
    const read = readCsv(table(...Array.from({ length: 500 }, () => 'a,2026-11-01,x')), mapping(), NOW);
    expect(read.problems).toHaveLength(100);
    expect(read.problemCount).toBe(500);
  });
});

test(
  'whatever the text, reading it ends with measurements or problems',
  () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (noise) => {
        for (const text of [noise, table(noise), `${table('a,2026-11-01,1')}${noise}`]) {
          const { mapping: guessed } = guessMapping(text);
          const read = readCsv(text, mapping({ delimiter: guessed.delimiter }), NOW);
          expect(read.measurements.length + read.problemCount).toBeGreaterThan(0);
        }
      }),
      { numRuns: 50 },
    );
  },
  LARGE_MS,
);

test('guarding a cell and taking the guard off again changes nothing, and no guarded cell is run', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('=1', "'=1", "''@x", '-5', '-x', '+1', '\t=2')), (cell) => {
      const guarded = guardCell(cell);
      expect(unguardCell(guarded)).toBe(cell);
      expect(/^[=+@\t\r]|^-(?!\d+(\.\d+)?(e[+-]?\d+)?$)/i.test(guarded)).toBe(false);
    }),
  );
});

test('what is open does not hide what is wrong with the cells: all is told at once', () => {
  const how = mapping();
  const { direction: _open, ...fields } = how.fields;
  expect(problemsOf(table('wn-01,2026-11-01,twelve', 'wn-01,yesterday,3'), { ...how, fields })).toEqual([
    expect.stringMatching(/^-:- Direction: say which column it is/),
    expect.stringMatching(/^2:3 score: /),
    expect.stringMatching(/^3:2 when: /),
  ]);
});
