import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { ReadImport } from '@/lib/benchmarks/import/measurement';
import type { BenchmarkImport, CreateImport } from '@/lib/contracts/benchmark-imports';
import { AppError } from '@/lib/domain/errors';
import { IMPORT_KIND_WORDS, placeOf } from '@/lib/domain/imported-result';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { findDuplicate, hashOf, hostsByName, IMPORT_PARTS, importBody, readImport } from './import-rows';
import { instantWords } from '@/lib/utils/utc-words';

/** Rows of one INSERT: some megabytes of JSON at most. */
const ROWS_AT_ONCE = 2_000;
/** 50,000 measurements take some seconds. When it passes nothing is imported, and the same file may be sent again. */
const IMPORT_DEADLINE_MS = 60_000;

/**
 * Imports a file whole: with one problem in it nothing is kept.
 * @throws AppError `bad-request` with every problem by line and column, `conflict` where the same file, or the same document,
 * is imported already.
 */
export async function createImport(options: {
  readonly context: ServiceContext;
  readonly input: CreateImport;
}): Promise<z.input<typeof BenchmarkImport>> {
  const { context, input } = options;
  requireScope(context.actor, 'benchmarks:run');
  const now = context.now();
  const read = readImport(input, now);
  if (read.problemCount > 0) throw unreadable(read);
  const sha256 = hashOf(input.text);
  try {
    return await context.db.$transaction(
      async (tx) => {
        await refuseDuplicate(tx, input, sha256, read.documentId);
        const row = await tx.benchmarkImport.create({
          data: {
            kind: input.kind,
            fileName: input.fileName,
            sha256,
            bytes: Buffer.byteLength(input.text),
            documentId: read.documentId ?? null,
            raw: input.text,
            ...(input.kind === 'csv' ? { mapping: input.mapping } : {}),
            resultCount: read.measurements.length,
            importedById: context.actor.userId,
            importedByName: context.actor.name,
            importedAt: now,
          },
          select: IMPORT_PARTS,
        });
        await insertResults(tx, row.id, read);
        await writeAudit(tx, context, {
          action: 'createImport',
          scope: 'benchmarks:run',
          subjectType: 'benchmark import',
          subjectId: row.id,
          subjectName: row.fileName,
          after: { kind: row.kind, sha256, bytes: row.bytes, documentId: row.documentId, resultCount: row.resultCount },
        });
        return importBody(row);
      },
      { timeout: IMPORT_DEADLINE_MS },
    );
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    await refuseDuplicate(context.db, input, sha256, read.documentId);
    throw new AppError('conflict', 'Somebody else imports this file at the same moment.', { cause: error });
  }
}

async function insertResults(tx: Tx, importId: string, read: ReadImport): Promise<void> {
  const hosts = await hostsByName(
    tx,
    read.measurements.map(({ hostName }) => hostName),
  );
  const rows = read.measurements.map(({ at, cpuModel, emulated, ...measurement }, sequence) => ({
    ...measurement,
    id: randomUUID(),
    sequence,
    hostId: hosts.get(measurement.hostName) ?? null,
    measuredAt: at.toISOString(),
    cpuModel: cpuModel ?? null,
    emulated: emulated ?? null,
  }));
  // As one JSON value a statement: the client's own way, a parameter for each of a million values, takes a minute.
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = JSON.stringify(rows.slice(from, from + ROWS_AT_ONCE));
    await tx.$executeRaw`
      insert into "ImportedResult" (id, "importId", sequence, line, benchmark, version, metric, unit, direction, samples,
        "hostName", "hostId", "measuredOn", "measuredAt", parameters, ends, "cpuModel", emulated, tags)
      select id, ${importId}::uuid, sequence, line, benchmark, version, metric, unit, direction, samples,
        "hostName", "hostId", "measuredOn", "measuredAt", parameters, ends, "cpuModel", emulated, tags
      from jsonb_to_recordset(${some}::jsonb) as r(id uuid, sequence int, line int, benchmark text, version text,
        metric text, unit text, direction text, samples jsonb, "hostName" text, "hostId" uuid, "measuredOn" text,
        "measuredAt" timestamptz, parameters text, ends text, "cpuModel" text, emulated boolean, tags jsonb)`;
  }
}

async function refuseDuplicate(
  db: Parameters<typeof findDuplicate>[0],
  input: CreateImport,
  sha256: string,
  documentId: string | undefined,
): Promise<void> {
  const duplicate = await findDuplicate(db, { sha256, documentId });
  if (duplicate === null) return;
  const what = documentId === undefined ? 'This file' : `The document ${documentId}`;
  const { id, fileName, importedByName, importedAt } = duplicate;
  throw new AppError(
    'conflict',
    `${what} is imported already: as ${fileName}, by ${importedByName}, ${instantWords(importedAt)} (${IMPORT_KIND_WORDS[input.kind]}).`,
    { detail: { duplicateOf: id } },
  );
}

function unreadable(read: ReadImport): AppError {
  const fields = read.problems.map((problem) => ({ field: placeOf(problem), message: problem.message }));
  const [first] = fields;
  const more = read.problemCount > 1 ? ` (and ${read.problemCount - 1} more)` : '';
  return new AppError(
    'bad-request',
    `Nothing was imported. ${first === undefined ? '' : `${first.field}: ${first.message}`}${more}`,
    { fields, detail: { problems: read.problems, problemCount: read.problemCount } },
  );
}
