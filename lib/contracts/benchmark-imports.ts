import { z } from 'zod';
import { METRIC_DIRECTIONS } from '@/lib/domain/benchmark';
import { CsvMapping, IMPORT_KINDS, MEASURED_ON } from '@/lib/domain/imported-result';
import { Estimate } from './benchmarks';
import { HostIdSchema, Instant, NameSchema, pageOf, Paging } from './common';

export const ImportIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of an import' });

/** The file itself, as text. How large it may be is `IMPORT_BYTES_MAX`, which its reader says more kindly than a schema. */
const text = z.string().min(1).meta({ description: 'The file, as UTF-8 text' });
const fileName = NameSchema;
const measuredOn = z
  .enum(MEASURED_ON)
  .default('unknown')
  .meta({ description: 'The document does not tell whether its host was a virtual one' });

export const PreviewImport = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('csv'),
      text,
      form: CsvMapping.pick({ delimiter: true, header: true }).optional().meta({ description: 'Left out: guessed' }),
      mapping: CsvMapping.optional().meta({ description: 'Left out: guessed, and no row is read by it' }),
    }),
    z.strictObject({ kind: z.literal('hep-suite'), text, measuredOn }),
  ])
  .meta({ id: 'PreviewImport' });
export type PreviewImport = z.infer<typeof PreviewImport>;

export const CreateImport = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('csv'), fileName, text, mapping: CsvMapping }),
    z.strictObject({ kind: z.literal('hep-suite'), fileName, text, measuredOn }),
  ])
  .meta({ id: 'CreateImport' });
export type CreateImport = z.infer<typeof CreateImport>;

export const ImportProblem = z
  .object({
    line: z.number().int().nullable(),
    column: z.number().int().nullable().meta({ description: 'Which cell of the line, from 1' }),
    field: z.string().meta({ description: 'Name of the column, or path in the document' }),
    message: z.string(),
  })
  .meta({ id: 'ImportProblem' });

export const ImportedResult = z
  .object({
    id: z.string(),
    line: z.number().int().nullable(),
    benchmark: z.string(),
    version: z.string(),
    metric: z.string(),
    unit: z.string(),
    direction: z.enum(METRIC_DIRECTIONS),
    samples: z.array(z.number()),
    estimate: Estimate.meta({ description: 'Median with its interval' }),
    hostName: z.string(),
    hostId: HostIdSchema.nullable().meta({ description: 'Where Gridbox knows a host of that name' }),
    measuredOn: z.enum(MEASURED_ON),
    measuredAt: Instant,
    parameters: z.string(),
    ends: z.enum(['one', 'pair']),
    cpuModel: z.string().nullable(),
    emulated: z.boolean().nullable(),
    tags: z.record(z.string(), z.string()),
  })
  .meta({ id: 'ImportedResult' });
export type ImportedResult = z.infer<typeof ImportedResult>;

const Duplicate = z.object({
  id: ImportIdSchema,
  fileName: z.string(),
  importedByName: z.string(),
  importedAt: Instant,
});

/** What would be imported, and everything that stands against it. Nothing is kept. */
export const ImportPreview = z
  .object({
    columns: z.array(z.string()).meta({ description: 'Of a table; else empty' }),
    head: z.array(z.object({ line: z.number().int(), cells: z.array(z.string()) })).meta({ description: 'First rows' }),
    rows: z.number().int(),
    mapping: CsvMapping.nullable().meta({ description: 'As given, else as guessed; null for a document' }),
    problems: z.array(ImportProblem),
    problemCount: z.number().int(),
    results: z.array(ImportedResult).meta({ description: 'The first of them' }),
    resultCount: z.number().int(),
    sampleCount: z.number().int(),
    leftOut: z.array(z.string()),
    unknownHosts: z.array(z.string()).meta({ description: 'Names of hosts that Gridbox does not know' }),
    duplicateOf: Duplicate.nullable(),
  })
  .meta({ id: 'ImportPreview' });
export type ImportPreview = z.infer<typeof ImportPreview>;

export const BenchmarkImport = z
  .object({
    id: ImportIdSchema,
    kind: z.enum(IMPORT_KINDS),
    fileName: z.string(),
    bytes: z.number().int(),
    sha256: z.string(),
    documentId: z.string().nullable(),
    resultCount: z.number().int(),
    importedByName: z.string(),
    importedAt: Instant,
    retracted: z.object({ at: Instant, byName: z.string(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'BenchmarkImport' });
export type BenchmarkImport = z.infer<typeof BenchmarkImport>;
export const BenchmarkImportPage = pageOf(BenchmarkImport).meta({ id: 'BenchmarkImportPage' });
export type BenchmarkImportPage = z.infer<typeof BenchmarkImportPage>;

export const ListImportsQuery = Paging;
export const ImportedResultPage = pageOf(ImportedResult).meta({ id: 'ImportedResultPage' });
export type ImportedResultPage = z.infer<typeof ImportedResultPage>;

export const RetractImport = z
  .strictObject({ reason: z.string().trim().min(1).max(500).meta({ description: 'Why; kept with the import' }) })
  .meta({ id: 'RetractImport' });
export type RetractImport = z.infer<typeof RetractImport>;
