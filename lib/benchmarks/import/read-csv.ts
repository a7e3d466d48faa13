/** A table of figures as measurements, by what its reader says the columns mean. Pure. */
import {
  CSV_FIELDS,
  CSV_FIELD_WORDS,
  type CsvField,
  type CsvMapping,
  type FieldSource,
  IMPORT_NAME_MAX,
  IMPORT_SAMPLES_MAX,
} from '@/lib/domain/imported-result';
import { failed, type ImportedMeasurement, ProblemList, type ReadImport } from './measurement';
import { readTable, type Table, type TableRow } from './read-table';
import { type Read, readDirection, readEnds, readFigure, readMeasuredOn, readTime, readYes } from './read-words';

/** Every problem is told by line and column; where there is one, nothing of the file counts. */
export function readCsv(text: string, mapping: CsvMapping, now: Date): ReadImport {
  const problems = new ProblemList();
  const table = readTable(text, mapping, problems);
  if (table === undefined) return failed(problems);
  // What is open does not hide what is wrong with the cells of the columns that are known.
  const sources = sourcesOf(mapping, table, problems);
  const reader: Reader = { mapping, table, sources, problems, now, last: new Map() };
  const groups = new Map<string, Group>();
  const units = new Map<string, Seen>();
  let notCounted = 0;
  for (const row of table.rows) {
    const counted = read(reader, row, 'counted', readYes);
    if (counted === false) notCounted += 1;
    // A row that does not count may lack its figure: a repeat that failed has none.
    if (counted === false || row.cells.length !== table.columns.length) continue;
    const fields = readFields(reader, row);
    if (fields === undefined) continue;
    checkUnit(units, fields, reader, row);
    add(groups, fields, reader, row);
  }
  if (groups.size === 0 && problems.count === 0) problems.addWhole('None of its rows counts.');
  return {
    measurements: [...groups.values()],
    problems: problems.shown,
    problemCount: problems.count,
    documentId: undefined,
    leftOut: notCounted === 0 ? [] : [`${notCounted} ${notCounted === 1 ? 'row that does' : 'rows that do'} not count`],
  };
}

type Sources = Readonly<Partial<Record<CsvField, FieldSource>>>;
interface Reader {
  readonly mapping: CsvMapping;
  readonly table: Table;
  readonly sources: Sources;
  readonly problems: ProblemList;
  readonly now: Date;
  /** The last word of each field and what it meant: most columns say the same thing over and over. */
  readonly last: Map<CsvField, { readonly text: string; readonly result: Read<unknown> }>;
}
type Fields = Omit<ImportedMeasurement, 'samples' | 'line' | 'tags'> & {
  readonly value: number;
  readonly measurement: string;
};
type Group = Omit<ImportedMeasurement, 'samples' | 'at'> & { samples: number[]; at: Date };
interface Seen {
  readonly line: number;
  readonly unit: string;
  readonly direction: string;
}

/** Those that can be read by; what is wrong with the others is told. */
function sourcesOf(mapping: CsvMapping, table: Table, problems: ProblemList): Sources {
  const { fields, tags } = mapping;
  const usable: Partial<Record<CsvField, FieldSource>> = {};
  const about = (title: string, message: string) => problems.add({ line: null, column: null, field: title, message });
  for (const field of CSV_FIELDS) {
    const { title, required, columnOnly } = CSV_FIELD_WORDS[field];
    const source = fields[field];
    if (source === undefined) {
      if (required)
        about(title, columnOnly ? 'say which column it is' : 'say which column it is, or one word for all rows');
    } else if ('column' in source) {
      if (source.column < table.columns.length) usable[field] = source;
      else about(title, `there is no column ${source.column + 1}; the file has ${table.columns.length}`);
    } else if (columnOnly) about(title, 'has to come from a column');
    else usable[field] = source;
  }
  for (const tag of tags) {
    if (tag >= table.columns.length)
      about('Tags', `there is no column ${tag + 1}; the file has ${table.columns.length}`);
  }
  return usable;
}

/** Undefined where it is not mapped, is empty though it need not be there, or is wrong, which has been told then. */
function read<T>(reader: Reader, row: TableRow, field: CsvField, readWord: (text: string) => Read<T>): T | undefined {
  const source = reader.sources[field];
  if (source === undefined) return undefined;
  const text = 'column' in source ? (row.cells[source.column] ?? '') : source.constant;
  if (text === '' && !CSV_FIELD_WORDS[field].required) return undefined;
  const last = reader.last.get(field);
  // One field is always read by one function, so the kept value is of its type.
  const result = last?.text === text ? (last.result as Read<T>) : readWord(text);
  reader.last.set(field, { text, result });
  if ('value' in result) return result.value;
  const place =
    'column' in source
      ? { line: row.line, column: source.column + 1, field: reader.table.columns[source.column] ?? '' }
      : { line: null, column: null, field: CSV_FIELD_WORDS[field].title };
  // A word that stands for all rows is wrong once, not once a row.
  const told =
    place.line === null && reader.problems.shown.some((one) => one.line === null && one.field === place.field);
  if (!told) reader.problems.add({ ...place, message: result.problem });
  return undefined;
}

const readName = (text: string): Read<string> => {
  if (text === '') return { problem: 'is empty' };
  if (text.length > IMPORT_NAME_MAX) return { problem: `has ${text.length} characters; at most ${IMPORT_NAME_MAX}` };
  return /\p{Cc}/u.test(text) ? { problem: 'holds a line break or another control character' } : { value: text };
};

function readFields(reader: Reader, row: TableRow): Fields | undefined {
  const name = (field: CsvField) => read(reader, row, field, readName);
  const benchmark = name('benchmark');
  const metric = name('metric');
  const unit = name('unit');
  const hostName = name('host');
  const direction = read(reader, row, 'direction', readDirection);
  const value = read(reader, row, 'value', (text) => readFigure(text, reader.mapping.decimal));
  const at = read(reader, row, 'at', (text) => readTime(text, reader.now));
  const rest = {
    version: name('version') ?? '',
    measuredOn: read(reader, row, 'measuredOn', readMeasuredOn) ?? 'unknown',
    parameters: name('parameters') ?? '',
    ends: read(reader, row, 'ends', readEnds) ?? 'one',
    cpuModel: name('cpuModel'),
    emulated: read(reader, row, 'emulated', readYes),
    measurement: name('measurement') ?? '',
  };
  if (benchmark === undefined || metric === undefined || unit === undefined || hostName === undefined) return undefined;
  if (direction === undefined || value === undefined || at === undefined) return undefined;
  return { benchmark, metric, unit, hostName, direction, value, at, ...rest };
}

/** One metric in two units would be compared as if it were one. */
function checkUnit(units: Map<string, Seen>, fields: Fields, reader: Reader, row: TableRow): void {
  const { benchmark, version, metric, unit, direction } = fields;
  const key = JSON.stringify([benchmark, version, metric]);
  const seen = units.get(key);
  if (seen === undefined) units.set(key, { line: row.line, unit, direction });
  else if (seen.unit !== unit || seen.direction !== direction) {
    const [now, then] = seen.unit === unit ? [direction, seen.direction] : [unit, seen.unit];
    const source = reader.sources[seen.unit === unit ? 'direction' : 'unit'];
    const column = source !== undefined && 'column' in source ? source.column : undefined;
    reader.problems.add({
      line: row.line,
      column: column === undefined ? null : column + 1,
      field: column === undefined ? '' : (reader.table.columns[column] ?? ''),
      message: `is “${now}”, and “${then}” for the same metric in line ${seen.line}`,
    });
  }
}

function add(groups: Map<string, Group>, fields: Fields, reader: Reader, row: TableRow): void {
  const { value, measurement, at, ...same } = fields;
  const { columns } = reader.table;
  const tags = Object.fromEntries(
    reader.mapping.tags.flatMap((column) => {
      const text = row.cells[column] ?? '';
      return text === '' ? [] : [[columns[column] ?? '', text] as const];
    }),
  );
  // Repeats of a named measurement have times, and may have tags, of their own.
  const key = JSON.stringify(measurement === '' ? [same, at, tags] : [same, measurement]);
  const group = groups.get(key);
  if (group === undefined) {
    groups.set(key, { ...same, at, tags, line: row.line, samples: [value] });
    return;
  }
  group.samples.push(value);
  if (at < group.at) group.at = at;
  if (group.samples.length === IMPORT_SAMPLES_MAX + 1) {
    const message = `is one more than the ${IMPORT_SAMPLES_MAX.toLocaleString('en-GB')} samples that one measurement may have (it begins in line ${group.line ?? 0})`;
    reader.problems.add({ line: row.line, column: null, field: '', message });
  }
}
