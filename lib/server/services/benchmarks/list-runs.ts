import type { z } from 'zod';
import type { BenchmarkRunPage, ListBenchmarkRunsQuery } from '@/lib/contracts/benchmarks';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { RUN_ORDER, runFilter } from './run-filter';
import { RUN_PARTS, runSummary } from './run-rows';

/** Runs, newest first; those that the reader may know of. */
export async function listBenchmarkRuns(options: {
  readonly context: ServiceContext;
  readonly query: ListBenchmarkRunsQuery;
}): Promise<z.input<typeof BenchmarkRunPage>> {
  const { context, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'benchmarks:read');
  const where = runFilter(actor, query);
  const [rows, total] = await Promise.all([
    db.benchmarkRun.findMany({
      where,
      include: RUN_PARTS,
      orderBy: [...RUN_ORDER],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
    db.benchmarkRun.count({ where }),
  ]);
  return { items: rows.map(runSummary), total, page: query.page, pageSize: query.pageSize };
}
