import { expect, test } from 'vitest';
import type { CsvMapping } from '@/lib/domain/imported-result';
import { freeColumns, recallMapping, rememberMapping, sentMapping, withField } from './mapping-draft';

const mapping: CsvMapping = {
  delimiter: ';',
  decimal: 'comma',
  header: true,
  fields: { host: { column: 0 }, unit: { constant: 'HS06' } },
  tags: [2],
};

test('a mapping is remembered for files with the same columns, and for no others', () => {
  const stored = rememberMapping(null, ['host', 'score'], mapping);
  expect(recallMapping(stored, ['host', 'score'])).toEqual(mapping);
  expect(recallMapping(stored, ['score', 'host'])).toBeUndefined();
  const other = { ...mapping, decimal: 'point' as const };
  expect(recallMapping(rememberMapping(stored, ['host', 'score'], other), ['host', 'score'])).toEqual(other);
});

test('of many only the newest stay, and what is not ours is as nothing', () => {
  let stored: string | null = null;
  for (let index = 0; index < 30; index += 1) stored = rememberMapping(stored, [`c${index}`], mapping);
  expect(recallMapping(stored, ['c0'])).toBeUndefined();
  expect(recallMapping(stored, ['c29'])).toEqual(mapping);
  for (const foreign of ['{', '{"a":1}', '[{"columns":["a"]}]']) expect(recallMapping(foreign, ['a'])).toBeUndefined();
});

test('a word for all rows that is not typed yet is not sent', () => {
  const draft = withField(mapping, 'benchmark', { constant: ' ' });
  expect(sentMapping(draft).fields).toEqual(mapping.fields);
  expect(withField(mapping, 'host', undefined).fields).toEqual({ unit: { constant: 'HS06' } });
  expect(freeColumns(mapping, ['host', 'score', 'rack'])).toEqual([1, 2]);
});
