import type { z } from 'zod';
import type { BenchmarkRunPage, ListBenchmarkRunsQuery } from '@/lib/contracts/benchmarks';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { RUN_PARTS, runSummary, visibleRuns } from './run-rows';

/** Runs, newest first; those that the reader may know of. */
export async function listBenchmarkRuns(options: {
  readonly context: ServiceContext;
  readonly query: ListBenchmarkRunsQuery;
}): Promise<z.input<typeof BenchmarkRunPage>> {
  const { context, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'benchmarks:read');
  const where: Prisma.BenchmarkRunWhereInput = {
    ...(query.state === undefined ? {} : { operation: { state: { in: query.state } } }),
    ...(query.benchmark === undefined ? {} : { benchmark: { name: query.benchmark } }),
    ...(query.standing === undefined ? {} : { standing: { in: query.standing } }),
    AND: [
      visibleRuns(actor),
      ...(query.domain === undefined ? [] : [{ OR: anyEnd('domainId', 'peerDomainId', query.domain) }]),
      ...(query.host === undefined ? [] : [{ OR: anyEnd('hostId', 'peerHostId', query.host) }]),
    ],
  };
  const [rows, total] = await Promise.all([
    db.benchmarkRun.findMany({
      where,
      include: RUN_PARTS,
      orderBy: [{ createdAt: 'desc' }, { operationId: 'asc' }],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
    db.benchmarkRun.count({ where }),
  ]);
  return { items: rows.map(runSummary), total, page: query.page, pageSize: query.pageSize };
}

/** In whichever lane. */
const anyEnd = (one: 'domainId' | 'hostId', other: 'peerDomainId' | 'peerHostId', id: string) => [
  { [one]: id },
  { [other]: id },
  { lanes: { array_contains: [{ [one]: id }] } },
  { lanes: { array_contains: [{ [other]: id }] } },
];
