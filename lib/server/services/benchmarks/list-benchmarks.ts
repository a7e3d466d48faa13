import type { z } from 'zod';
import type { BenchmarkList, ListBenchmarksQuery } from '@/lib/contracts/benchmarks';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { benchmarkBody } from './benchmark-body';

/** The newest version of every benchmark that is offered, by title; where asked, of those retired as well. */
export async function listBenchmarks(options: {
  readonly context: ServiceContext;
  readonly query?: ListBenchmarksQuery;
}): Promise<z.input<typeof BenchmarkList>> {
  const { context, query } = options;
  requireScope(context.actor, 'benchmarks:read');
  const rows = await context.db.benchmark.findMany({
    where: query?.retired === true ? {} : { retiredAt: null },
    orderBy: [{ name: 'asc' }, { version: 'desc' }],
    distinct: ['name'],
  });
  return { items: rows.map(benchmarkBody).toSorted((a, b) => a.title.localeCompare(b.title)) };
}
