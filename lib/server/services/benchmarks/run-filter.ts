import type { ListBenchmarkRunsQuery } from '@/lib/contracts/benchmarks';
import type { Actor } from '@/lib/domain/access';
import type { Prisma } from '@/lib/server/db/generated/client';
import { visibleRuns } from './run-rows';

/** Newest first; runs asked for at one instant keep one order. */
export const RUN_ORDER = [
  { createdAt: 'desc' },
  { operationId: 'asc' },
] as const satisfies Prisma.BenchmarkRunOrderByWithRelationInput[];

/** The runs that are asked for, of those that this actor may know of. */
export const runFilter = (
  actor: Actor,
  query: Omit<ListBenchmarkRunsQuery, 'page' | 'pageSize'>,
): Prisma.BenchmarkRunWhereInput => ({
  ...(query.state === undefined ? {} : { operation: { state: { in: query.state } } }),
  ...(query.benchmark === undefined ? {} : { benchmark: { name: query.benchmark } }),
  ...(query.standing === undefined ? {} : { standing: { in: query.standing } }),
  AND: [
    visibleRuns(actor),
    ...(query.domain === undefined ? [] : [{ OR: anyEnd('domainId', 'peerDomainId', query.domain) }]),
    ...(query.host === undefined ? [] : [{ OR: anyEnd('hostId', 'peerHostId', query.host) }]),
  ],
});

/** In whichever lane. */
const anyEnd = (one: 'domainId' | 'hostId', other: 'peerDomainId' | 'peerHostId', id: string) => [
  { [one]: id },
  { [other]: id },
  { lanes: { array_contains: [{ [one]: id }] } },
  { lanes: { array_contains: [{ [other]: id }] } },
];
