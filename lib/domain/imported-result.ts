/** Vocabulary of imported figures: what may be imported, how much of it at once, and what each column may mean. Pure. */
import { z } from 'zod';
import { TECHNOLOGIES, TECHNOLOGY_WORDS } from './technologies/technologies';
import { MIB } from '../utils/units';

export const IMPORT_KINDS = ['csv', 'hep-suite'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];
export const IMPORT_KIND_WORDS: Record<ImportKind, string> = { csv: 'CSV', 'hep-suite': 'HEP Benchmark Suite JSON' };

/** A larger file is refused whole: it is read in one request, and kept as it came. Split it and import the parts. */
export const IMPORT_BYTES_MAX = 8 * MIB;
/** More rows than this are refused whole: they are written in one transaction, and nobody reviews more by eye. */
export const IMPORT_ROWS_MAX = 50_000;
/** A wider table is no table of figures: most likely the delimiter is another one. */
export const IMPORT_COLUMNS_MAX = 200;
/** Of one cell. A longer one is most likely a quotation mark that was never closed. */
export const IMPORT_CELL_MAX = 2_000;
/** Names, units, versions: what stands in lists. */
export const IMPORT_NAME_MAX = 255;
/** Of one measurement: the statistics take no more (`MOST_SAMPLES`), and a larger one would be shown without its interval. */
export const IMPORT_SAMPLES_MAX = 2_000;
/** Columns kept as tags: they are told with every row. */
export const IMPORT_TAGS_MAX = 30;
/** Told at once; the rest is counted. A file with more than these has one mistake many times. */
export const IMPORT_PROBLEMS_SHOWN = 100;

/** What an imported figure was measured on. */
export const MEASURED_ON = ['native', ...TECHNOLOGIES, 'unknown'] as const;
export type ImportedOn = (typeof MEASURED_ON)[number];
/** @example measuredOnWords('xen-pv') // 'Xen PV' */
export const measuredOnWords = (on: ImportedOn): string =>
  on === 'native' ? 'Native' : on === 'unknown' ? 'Not known' : TECHNOLOGY_WORDS[on].shortName;

/** What is wrong with a file, and where. */
export interface ImportProblem {
  /** From 1; null where it is not about one. */
  readonly line: number | null;
  /** Of a table: which cell of the line, from 1. */
  readonly column: number | null;
  /** Name of the column, or path in the document; empty: the file as a whole. */
  readonly field: string;
  readonly message: string;
}

/** @example placeOf({ line: 3, column: 4, field: 'score', … }) // 'Line 3, column 4 (score)' */
export function placeOf({ line, column, field }: Omit<ImportProblem, 'message'>): string {
  if (line === null) return field === '' ? 'The file' : field;
  const cell = column === null ? '' : `, column ${column}`;
  return `Line ${line}${cell}${field === '' ? '' : ` (${field})`}`;
}

export const CSV_FIELDS = [
  'benchmark',
  'version',
  'metric',
  'unit',
  'direction',
  'value',
  'host',
  'measuredOn',
  'at',
  'parameters',
  'ends',
  'cpuModel',
  'emulated',
  'measurement',
  'counted',
] as const;
export type CsvField = (typeof CSV_FIELDS)[number];

interface CsvFieldWords {
  readonly title: string;
  readonly hint: string;
  readonly required: boolean;
  /** Its value has to come from each row: one for all would make no sense. */
  readonly columnOnly?: true;
}
export const CSV_FIELD_WORDS: Record<CsvField, CsvFieldWords> = {
  benchmark: { title: 'Benchmark', hint: 'E.g. HS06, cpu-primes', required: true },
  version: { title: 'Version', hint: 'Of the benchmark; other versions are not compared', required: false },
  metric: { title: 'Metric', hint: 'E.g. score, bandwidth', required: true },
  unit: { title: 'Unit', hint: 'E.g. MB/s, µs, HS06', required: true },
  direction: { title: 'Direction', hint: 'higher-is-better or lower-is-better', required: true },
  value: { title: 'Value', hint: 'The figure, above zero', required: true, columnOnly: true },
  host: { title: 'Host', hint: 'Linked where Gridbox knows one of that name', required: true },
  measuredOn: { title: 'Technology', hint: 'native, xen-pv, qemu-kvm, …; left out: not known', required: false },
  at: { title: 'Time', hint: '2026-11-28 or 2026-11-28T14:03:00Z; without a zone it is UTC', required: true },
  parameters: { title: 'Parameters', hint: 'As name=value; others are not compared', required: false },
  ends: { title: 'Ends', hint: 'one or pair; left out: one', required: false },
  cpuModel: { title: 'CPU model', hint: 'Of the host', required: false },
  emulated: { title: 'Emulated', hint: 'yes or no: figures of an emulator are no processor’s', required: false },
  measurement: {
    title: 'Measurement',
    hint: 'Rows with the same word here are repeats of one measurement',
    required: false,
    columnOnly: true,
  },
  counted: {
    title: 'Counted',
    hint: 'Rows that say no are left out, e.g. warm-ups',
    required: false,
    columnOnly: true,
  },
};

export const CSV_DELIMITERS = [',', ';', '\t', '|'] as const;
export const CSV_DECIMALS = ['point', 'comma'] as const;

const Column = z
  .number()
  .int()
  .min(0)
  .max(IMPORT_COLUMNS_MAX - 1);
const FieldSource = z.union([
  z.strictObject({ column: Column.meta({ description: 'Which column of the file, from 0' }) }),
  z.strictObject({
    constant: z.string().trim().min(1).max(IMPORT_CELL_MAX).meta({ description: 'The same in every row' }),
  }),
]);
export type FieldSource = z.infer<typeof FieldSource>;

/** What the columns of a file mean. */
export const CsvMapping = z
  .strictObject({
    delimiter: z.enum(CSV_DELIMITERS),
    decimal: z.enum(CSV_DECIMALS),
    header: z.boolean().meta({ description: 'The first row names the columns' }),
    fields: z.partialRecord(z.enum(CSV_FIELDS), FieldSource),
    tags: z.array(Column).max(IMPORT_TAGS_MAX).default([]).meta({ description: 'Columns kept beside the figures' }),
  })
  .meta({ id: 'CsvMapping' });
export type CsvMapping = z.infer<typeof CsvMapping>;
