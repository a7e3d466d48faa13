/** What the columns of a file most likely mean, by their names and their first rows: where its reader begins. Pure. */
import { CSV_FIELDS, type CsvField, type CsvMapping, type FieldSource } from '@/lib/domain/imported-result';
import { ProblemList } from './measurement';
import { guessDelimiter, readTable, type Table } from './read-table';

/** How others call it, in lower case without anything but letters and digits. */
const NAMES: Record<CsvField, readonly string[]> = {
  benchmark: ['benchmark', 'bmk', 'test', 'benchmarkname'],
  version: ['version', 'benchmarkversion'],
  metric: ['metric', 'metricname', 'measure', 'quantity'],
  unit: ['unit', 'units'],
  direction: ['direction', 'better'],
  value: ['value', 'score', 'result', 'figure', 'sample', 'hs06', 'hs23', 'wert'],
  host: ['host', 'hostname', 'node', 'server', 'machine'],
  measuredOn: ['technology', 'measuredon', 'hypervisor', 'virtualization', 'virtualisation', 'platform'],
  at: ['repeatstartedat', 'measuredat', 'time', 'timestamp', 'date', 'when', 'at', 'startedat', 'datum', 'zeit'],
  parameters: ['parameters', 'params'],
  ends: ['ends'],
  cpuModel: ['hostcpumodel', 'cpumodel', 'cpu', 'processor'],
  emulated: ['emulated'],
  measurement: ['runid', 'run', 'measurement', 'measurementid'],
  counted: ['counted', 'counts'],
};
const bare = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
const isNumber = (cell: string): boolean => /^[+-]?[\d.,]+(e[+-]?\d+)?$/i.test(cell);

export interface GuessedTable {
  readonly mapping: CsvMapping;
  readonly table: Table | undefined;
  readonly problems: ProblemList;
}

/** A table that cannot be read at all has its problems instead. */
export function guessMapping(text: string, given?: Pick<CsvMapping, 'delimiter' | 'header'>): GuessedTable {
  const delimiter = given?.delimiter ?? guessDelimiter(text);
  const header = given?.header ?? namesColumns(text, delimiter);
  const problems = new ProblemList();
  const table = readTable(text, { delimiter, header }, problems);
  const fields: Partial<Record<CsvField, FieldSource>> = {};
  const names = (table?.columns ?? []).map(bare);
  for (const field of CSV_FIELDS) {
    // The first name counts most: a file may have both a time of its rows and one of the whole.
    const column = NAMES[field].map((name) => names.indexOf(name)).find((index) => index !== -1);
    if (column !== undefined) fields[field] = { column };
  }
  return {
    mapping: { delimiter, decimal: decimalOf(table, delimiter, fields), header, fields, tags: [] },
    table,
    problems,
  };
}

/** A row of names has no figure in it. */
function namesColumns(text: string, delimiter: CsvMapping['delimiter']): boolean {
  const first = readTable(text, { delimiter, header: false }, new ProblemList())?.rows[0];
  return first?.cells.every((cell) => !isNumber(cell)) ?? true;
}

function decimalOf(
  table: Table | undefined,
  delimiter: CsvMapping['delimiter'],
  fields: Partial<Record<CsvField, FieldSource>>,
): CsvMapping['decimal'] {
  if (table === undefined || delimiter === ',') return 'point';
  const source = fields.value;
  const all = table.rows.flatMap(({ cells }) => cells).filter((cell) => isNumber(cell));
  const own =
    source !== undefined && 'column' in source
      ? table.rows.map(({ cells }) => cells[source.column] ?? '').filter((cell) => isNumber(cell))
      : [];
  // Where the guessed column holds no figures it is another one, which is written the same way.
  const figures = own.length === 0 ? all : own;
  const commas = figures.filter((cell) => cell.includes(',')).length;
  return commas > figures.filter((cell) => cell.includes('.')).length ? 'comma' : 'point';
}
