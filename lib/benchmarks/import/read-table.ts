/** CSV text as rows with their lines. csv-parse knows the quoting; what it may cost, and where it went wrong, is said here. */
import { CsvError, parse } from 'csv-parse/sync';
import {
  CSV_DELIMITERS,
  type CsvMapping,
  IMPORT_BYTES_MAX,
  IMPORT_CELL_MAX,
  IMPORT_COLUMNS_MAX,
  IMPORT_ROWS_MAX,
} from '@/lib/domain/imported-result';
import { formatBytes } from '@/lib/utils/units';
import { unguardCell } from './formula-cell';
import type { ProblemList } from './measurement';

export interface TableRow {
  /** Of its first character, from 1. */
  readonly line: number;
  /** Without blanks around them, and without the apostrophe that guards a formula. */
  readonly cells: readonly string[];
}
export interface Table {
  /** Names of the columns; `column 3` where the file has none. */
  readonly columns: readonly string[];
  /** Without the one that names the columns, and without empty ones. */
  readonly rows: readonly TableRow[];
}

/** Of one row, in bytes: csv-parse gives up there instead of reading to the end of the file for a closing quotation mark. */
const ROW_BYTES_MAX = 256 * 1024;
/** The row that names the columns, and one more, by which too many are told from as many as may be. */
const BESIDE_ROWS = 2;
/** Rows by which the delimiter is guessed. */
const GUESSED_BY = 20;

/** Adds to `problems` what is wrong with the form of the file; undefined where nothing of it can be read. */
export function readTable(
  text: string,
  form: Pick<CsvMapping, 'delimiter' | 'header'>,
  problems: ProblemList,
): Table | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes > IMPORT_BYTES_MAX) {
    problems.addWhole(
      `It has ${formatBytes(bytes)}; at most ${formatBytes(IMPORT_BYTES_MAX)} are read at once. Split it.`,
    );
    return undefined;
  }
  let records: readonly TableRow[];
  try {
    records = parseRecords(text, form.delimiter, IMPORT_ROWS_MAX + BESIDE_ROWS);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    problems.add({ line: error.line, column: null, field: '', message: error.message });
    return undefined;
  }
  const [first, ...rest] = records;
  const rows = form.header ? rest : records;
  if (first === undefined || rows.length === 0) {
    problems.addWhole(records.length === 0 ? 'It is empty.' : 'It has the names of its columns and no row below them.');
    return undefined;
  }
  if (rows.length > IMPORT_ROWS_MAX) {
    problems.addWhole(`It has more than ${IMPORT_ROWS_MAX.toLocaleString('en-GB')} rows; split it.`);
    return undefined;
  }
  const width = first.cells.length;
  if (width > IMPORT_COLUMNS_MAX) {
    problems.addWhole(`It has ${width} columns; at most ${IMPORT_COLUMNS_MAX} are read. Is the delimiter another one?`);
    return undefined;
  }
  const columns = first.cells.map((name, index, all) => {
    if (!form.header || name === '') return `column ${index + 1}`;
    // Two columns of one name are two columns.
    return all.indexOf(name) === index ? name : `${name} (column ${index + 1})`;
  });
  for (const row of rows) checkRow(row, columns, first.line, problems);
  return { columns, rows };
}

function checkRow(row: TableRow, columns: readonly string[], firstLine: number, problems: ProblemList): void {
  const { line, cells } = row;
  if (cells.length !== columns.length) {
    const message = `has ${cells.length} cells, where line ${firstLine} has ${columns.length}`;
    problems.add({ line, column: null, field: '', message });
  }
  for (const [index, cell] of cells.entries()) {
    if (cell.length <= IMPORT_CELL_MAX) continue;
    const message = `has ${cell.length.toLocaleString('en-GB')} characters; at most ${IMPORT_CELL_MAX.toLocaleString('en-GB')}`;
    problems.add({ line, column: index + 1, field: columns[index] ?? '', message });
  }
}

/** The first `atMost` records with the lines that they begin on. @throws Unreadable */
function parseRecords(text: string, delimiter: string, atMost: number): TableRow[] {
  const bytes = Buffer.from(text);
  const records: TableRow[] = [];
  let line = 1;
  let read = 0;
  try {
    parse(bytes, {
      bom: true,
      delimiter,
      // All rows that are too short or too long are told, not the first alone.
      relax_column_count: true,
      max_record_size: ROW_BYTES_MAX,
      to: atMost,
      on_record: (record: readonly string[], context) => {
        const cells = record.map((cell) => unguardCell(cell.trim()));
        if (cells.some((cell) => cell !== '')) records.push({ line, cells });
        // The library's own count takes a CRLF inside a cell for two lines.
        line += countLines(bytes, read, context.bytes);
        read = context.bytes;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Unreadable(line, wordsOf(error), error);
  }
  return records;
}

/** The row that begins on this line is no CSV. */
class Unreadable extends Error {
  readonly line: number;
  constructor(line: number, message: string, cause: CsvError) {
    super(message, { cause });
    this.line = line;
  }
}

const [LF, CR] = [10, 13];
function countLines(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; index += 1) {
    if (bytes[index] === LF || (bytes[index] === CR && bytes[index + 1] !== LF)) count += 1;
  }
  return count;
}

function wordsOf(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quotation mark is opened and never closed';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'something follows a closing quotation mark; inside quotes a quotation mark is written twice';
    case 'CSV_MAX_RECORD_SIZE':
      return `one row is larger than ${formatBytes(ROW_BYTES_MAX)}; is a quotation mark not closed?`;
    default:
      return error.code === 'INVALID_OPENING_QUOTE'
        ? 'a quotation mark stands inside a cell that does not begin with one'
        : 'cannot be read as CSV';
  }
}

/** The delimiter by which the first rows fall into as many cells each; a comma where none does. */
export function guessDelimiter(text: string): CsvMapping['delimiter'] {
  const scored = CSV_DELIMITERS.map((delimiter) => {
    try {
      const records = parseRecords(text.slice(0, ROW_BYTES_MAX), delimiter, GUESSED_BY);
      const width = records[0]?.cells.length ?? 0;
      return { delimiter, score: width < 2 ? 0 : width * records.filter(({ cells }) => cells.length === width).length };
    } catch (error) {
      // Read with a wrong delimiter, quotation marks stand in wrong places.
      if (error instanceof Unreadable) return { delimiter, score: 0 };
      throw error;
    }
  });
  const best = scored.toSorted((a, b) => b.score - a.score)[0];
  return best === undefined || best.score === 0 ? ',' : best.delimiter;
}
