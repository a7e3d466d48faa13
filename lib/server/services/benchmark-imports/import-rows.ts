import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readCsv } from '@/lib/benchmarks/import/read-csv';
import type { ImportedMeasurement, ReadImport } from '@/lib/benchmarks/import/measurement';
import { readSuite } from '@/lib/benchmarks/import/read-suite';
import type { BenchmarkImport, CreateImport, ImportedResult } from '@/lib/contracts/benchmark-imports';
import { HostIdSchema } from '@/lib/contracts/common';
import type { Actor } from '@/lib/domain/access';
import { METRIC_DIRECTIONS } from '@/lib/domain/benchmark';
import { IMPORT_KINDS, MEASURED_ON } from '@/lib/domain/imported-result';
import type { Db, Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import { estimateMedian } from '@/lib/statistics/bootstrap';

/** Imports concern hosts, which belong to the testbed: who is bound to VOs knows of none. */
export const visibleImports = (actor: Actor): Prisma.BenchmarkImportWhereInput =>
  actor.vos === undefined ? {} : { id: { in: [] } };

/** Without the file itself: lists do not need it. */
export const IMPORT_PARTS = {
  id: true,
  kind: true,
  fileName: true,
  bytes: true,
  sha256: true,
  documentId: true,
  resultCount: true,
  importedByName: true,
  importedAt: true,
  retractedAt: true,
  retractedByName: true,
  retractedReason: true,
} as const satisfies Prisma.BenchmarkImportSelect;

export function importBody(
  row: Prisma.BenchmarkImportGetPayload<{ select: typeof IMPORT_PARTS }>,
): z.input<typeof BenchmarkImport> {
  return {
    id: row.id,
    kind: z.enum(IMPORT_KINDS).parse(row.kind),
    fileName: row.fileName,
    bytes: row.bytes,
    sha256: row.sha256,
    documentId: row.documentId,
    resultCount: row.resultCount,
    importedByName: row.importedByName,
    importedAt: row.importedAt.toISOString(),
    retracted:
      row.retractedAt === null
        ? null
        : { at: row.retractedAt.toISOString(), byName: row.retractedByName ?? '', reason: row.retractedReason ?? '' },
  };
}

/** The JSON columns and words of a result, as they were written. */
export const StoredResult = z.object({
  direction: z.enum(METRIC_DIRECTIONS),
  samples: z.array(z.number()).min(1),
  measuredOn: z.enum(MEASURED_ON),
  ends: z.enum(['one', 'pair']),
  tags: z.record(z.string(), z.string()),
});

export function resultBody(row: Prisma.ImportedResultGetPayload<object>): z.input<typeof ImportedResult> {
  const stored = StoredResult.parse(row);
  return {
    id: row.id,
    line: row.line,
    benchmark: row.benchmark,
    version: row.version,
    metric: row.metric,
    unit: row.unit,
    ...stored,
    estimate: estimateMedian(stored.samples),
    hostName: row.hostName,
    hostId: row.hostId === null ? null : HostIdSchema.parse(row.hostId),
    measuredAt: row.measuredAt.toISOString(),
    parameters: row.parameters,
    cpuModel: row.cpuModel,
    emulated: row.emulated,
  };
}

/** A measurement that is not kept (yet). */
export function measurementBody(
  measurement: ImportedMeasurement,
  index: number,
  hosts: ReadonlyMap<string, string>,
): z.input<typeof ImportedResult> {
  const hostId = hosts.get(measurement.hostName);
  return {
    ...measurement,
    id: String(index),
    samples: [...measurement.samples],
    estimate: estimateMedian(measurement.samples),
    hostId: hostId === undefined ? null : HostIdSchema.parse(hostId),
    measuredAt: measurement.at.toISOString(),
    cpuModel: measurement.cpuModel ?? null,
    emulated: measurement.emulated ?? null,
    tags: { ...measurement.tags },
  };
}

/** The file as measurements, by whichever reader its kind has. */
export const readImport = (
  file:
    | Pick<Extract<CreateImport, { kind: 'csv' }>, 'kind' | 'text' | 'mapping'>
    | Pick<Extract<CreateImport, { kind: 'hep-suite' }>, 'kind' | 'text' | 'measuredOn'>,
  now: Date,
): ReadImport =>
  file.kind === 'csv' ? readCsv(file.text, file.mapping, now) : readSuite(file.text, file.measuredOn, now);

/** Ids of the hosts that Gridbox knows, by name. */
export async function hostsByName(db: Pick<Db | Tx, 'host'>, names: readonly string[]): Promise<Map<string, string>> {
  const hosts = await db.host.findMany({
    where: { name: { in: [...new Set(names)] } },
    select: { id: true, name: true },
  });
  return new Map(hosts.map(({ id, name }) => [name, id]));
}

/** As `sha256sum` gives it. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The import that holds the same file, or the same document of the suite, and is not retracted. */
export async function findDuplicate(
  db: Pick<Db | Tx, 'benchmarkImport'>,
  file: { readonly sha256: string; readonly documentId: string | undefined },
): Promise<{
  readonly id: string;
  readonly fileName: string;
  readonly importedByName: string;
  readonly importedAt: Date;
} | null> {
  const same = file.documentId === undefined ? [] : [{ documentId: file.documentId }];
  return await db.benchmarkImport.findFirst({
    where: { retractedAt: null, OR: [{ sha256: file.sha256 }, ...same] },
    select: { id: true, fileName: true, importedByName: true, importedAt: true },
  });
}
