import { CSV_FIELDS, type CsvField, CsvMapping, type FieldSource } from '@/lib/domain/imported-result';
import { z } from 'zod';

/** Remembered mappings of one user, by the columns of the file: the newest last. */
const Remembered = z.array(z.object({ columns: z.array(z.string()), mapping: CsvMapping }));
type Remembered = z.infer<typeof Remembered>;
/** More kinds of files than this are imported by nobody. */
const REMEMBERED_MAX = 20;

export const storageKey = (userId: string): string => `gridbox.csv-mapping.${userId}`;

/** What this browser remembers of files with these columns; undefined where there were none, or the value is not ours. */
export function recallMapping(stored: string | null, columns: readonly string[]): CsvMapping | undefined {
  return parse(stored).find((each) => sameColumns(each.columns, columns))?.mapping;
}

/** The value to store. */
export function rememberMapping(stored: string | null, columns: readonly string[], mapping: CsvMapping): string {
  const others = parse(stored).filter((each) => !sameColumns(each.columns, columns));
  return JSON.stringify([...others, { columns: [...columns], mapping }].slice(-REMEMBERED_MAX));
}

const sameColumns = (a: readonly string[], b: readonly string[]): boolean => JSON.stringify(a) === JSON.stringify(b);

function parse(stored: string | null): Remembered {
  if (stored === null) return [];
  try {
    return Remembered.safeParse(JSON.parse(stored)).data ?? [];
  } catch {
    // Not JSON: somebody else's value under our key. Nothing is remembered then.
    return [];
  }
}

/** Changes what one field is; undefined takes it out. */
export function withField(mapping: CsvMapping, field: CsvField, source: FieldSource | undefined): CsvMapping {
  const { [field]: _before, ...others } = mapping.fields;
  return { ...mapping, fields: source === undefined ? others : { ...others, [field]: source } };
}

/** As the server takes it: a word for all rows that is not typed yet is none. */
export const sentMapping = (mapping: CsvMapping): CsvMapping => ({
  ...mapping,
  fields: Object.fromEntries(
    CSV_FIELDS.flatMap((field) => {
      const source = mapping.fields[field];
      return source === undefined || ('constant' in source && source.constant.trim() === '') ? [] : [[field, source]];
    }),
  ),
});

/** Columns that mean nothing yet: candidates for tags. */
export const freeColumns = (mapping: CsvMapping, columns: readonly string[]): readonly number[] =>
  columns.flatMap((_name, index) =>
    Object.values(mapping.fields).some((source) => 'column' in source && source.column === index) ? [] : [index],
  );
