import { BenchmarkRunDetail } from '@/lib/contracts/benchmarks';
import type { ExportRunsQuery } from '@/lib/contracts/benchmark-exports';
import type { ExportFormat } from '@/lib/domain/benchmark-export';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import { fileResponse } from '@/lib/server/http/file-response';
import type { ServiceContext } from '@/lib/server/service-context';
import { readBenchmarkRun } from '../read-run';
import { RUN_ORDER, runFilter } from '../run-filter';
import { csvHeader, csvOfRun } from './run-csv';

const TYPES: Record<ExportFormat, string> = { csv: 'text/csv', json: 'application/json' };

/**
 * The runs that a list shows, all pages of it, as a file that is written while it is read: however many there are, one is in
 * memory. Cut at `limit`, the newest ones first; then the name of the file says so, and `total` in JSON.
 */
export async function exportBenchmarkRuns(options: {
  readonly context: ServiceContext;
  readonly query: ExportRunsQuery;
}): Promise<Response> {
  const { context, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'benchmarks:read');
  const where = runFilter(actor, query);
  const [rows, total] = await Promise.all([
    db.benchmarkRun.findMany({
      where,
      select: { operationId: true },
      orderBy: [...RUN_ORDER],
      take: query.limit,
    }),
    db.benchmarkRun.count({ where }),
  ]);
  const day = context.now().toISOString().slice(0, 10);
  const cut = total > rows.length ? `-newest-${rows.length}-of-${total}` : '';
  const ids = rows.map(({ operationId }) => operationId);
  const parts = query.format === 'csv' ? csvParts(context, ids) : jsonParts(context, ids, total);
  return fileResponse(streamOf(parts), TYPES[query.format], `benchmark-runs-${day}${cut}.${query.format}`);
}

/** One run as a file. @throws AppError `not-found` */
export async function exportBenchmarkRun(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly format: ExportFormat;
}): Promise<Response> {
  const { context, id, format } = options;
  const run = BenchmarkRunDetail.parse(await readBenchmarkRun({ context, id }));
  const text = format === 'csv' ? csvHeader() + csvOfRun(run) : `${JSON.stringify(run, null, 2)}\n`;
  return fileResponse(
    text,
    TYPES[format],
    `${run.benchmarkName}-${run.createdAt.slice(0, 10)}-${id.slice(0, 8)}.${format}`,
  );
}

async function* csvParts(context: ServiceContext, ids: readonly string[]): AsyncGenerator<string> {
  yield csvHeader();
  for await (const run of readRuns(context, ids)) yield csvOfRun(run);
}

async function* jsonParts(context: ServiceContext, ids: readonly string[], total: number): AsyncGenerator<string> {
  let before = `{"total":${total},"items":[`;
  for await (const run of readRuns(context, ids)) {
    yield before + JSON.stringify(run);
    before = ',\n';
  }
  yield `${before.startsWith('{') ? before : ''}]}\n`;
}

/** By the contract, as every answer: what it does not name does not leave in a file either. */
async function* readRuns(context: ServiceContext, ids: readonly string[]): AsyncGenerator<BenchmarkRunDetail> {
  for (const id of ids) {
    try {
      yield BenchmarkRunDetail.parse(await readBenchmarkRun({ context, id }));
    } catch (error) {
      // Gone, or not for this reader any more, since the list was read.
      if (!AppError.is(error, 'not-found')) throw error;
    }
  }
}

function streamOf(parts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await parts.return(undefined);
    },
  });
}
