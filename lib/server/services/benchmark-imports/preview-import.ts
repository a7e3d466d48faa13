import type { z } from 'zod';
import { guessMapping } from '@/lib/benchmarks/import/guess-mapping';
import { failed, ProblemList, type ReadImport } from '@/lib/benchmarks/import/measurement';
import { readTable, type Table } from '@/lib/benchmarks/import/read-table';
import type { ImportPreview, PreviewImport } from '@/lib/contracts/benchmark-imports';
import type { CsvMapping } from '@/lib/domain/imported-result';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { findDuplicate, hashOf, hostsByName, measurementBody, readImport } from './import-rows';

/** Rows of the file shown as they are, and of those that become of them: enough to see whether the columns are right. */
const HEAD_ROWS = 6;
const SHOWN_RESULTS = 10;
/** Of a cell that is shown. */
const SHOWN_CHARACTERS = 120;

/** Reads a file as an import would, and keeps nothing. Problems are part of the answer, not errors. */
export async function previewImport(options: {
  readonly context: ServiceContext;
  readonly input: PreviewImport;
}): Promise<z.input<typeof ImportPreview>> {
  const { context, input } = options;
  requireScope(context.actor, 'benchmarks:run');
  const { table, mapping, read } = readPreview(input, context.now());
  const shown = read.measurements.slice(0, SHOWN_RESULTS);
  const names = [...new Set(read.measurements.map(({ hostName }) => hostName))];
  const [hosts, duplicate] = await Promise.all([
    hostsByName(context.db, names),
    findDuplicate(context.db, { sha256: hashOf(input.text), documentId: read.documentId }),
  ]);
  return {
    columns: [...(table?.columns ?? [])],
    head: (table?.rows ?? []).slice(0, HEAD_ROWS).map(({ line, cells }) => ({
      line,
      cells: cells.map((cell) => (cell.length > SHOWN_CHARACTERS ? `${cell.slice(0, SHOWN_CHARACTERS)}…` : cell)),
    })),
    rows: table?.rows.length ?? 0,
    mapping,
    problems: [...read.problems],
    problemCount: read.problemCount,
    results: shown.map((measurement, index) => measurementBody(measurement, index, hosts)),
    resultCount: read.measurements.length,
    sampleCount: read.measurements.reduce((sum, { samples }) => sum + samples.length, 0),
    leftOut: [...read.leftOut],
    unknownHosts: names.filter((name) => !hosts.has(name)),
    duplicateOf: duplicate === null ? null : { ...duplicate, importedAt: duplicate.importedAt.toISOString() },
  };
}

function readPreview(
  input: PreviewImport,
  now: Date,
): { readonly table: Table | undefined; readonly mapping: CsvMapping | null; readonly read: ReadImport } {
  if (input.kind === 'hep-suite') return { table: undefined, mapping: null, read: readImport(input, now) };
  const { kind, text, mapping } = input;
  if (mapping === undefined) {
    const guessed = guessMapping(text, input.form);
    return { table: guessed.table, mapping: guessed.mapping, read: failed(guessed.problems) };
  }
  // What is wrong with the form of the table, the reading tells.
  const table = readTable(text, mapping, new ProblemList());
  return { table, mapping, read: readImport({ kind, text, mapping }, now) };
}
