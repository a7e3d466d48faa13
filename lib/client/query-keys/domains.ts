import type { z } from 'zod';
import type { CheckCreation } from '@/lib/contracts/domain-making';
import type { ListDomainsQuery } from '@/lib/contracts/domains';
import type { ListCandidatesQuery } from '@/lib/contracts/migrations';
import type { Filter } from '@/lib/client/queries/filter';

export type MoveWay = z.output<typeof ListCandidatesQuery>;

export type DomainFilter = Filter<ListDomainsQuery>;

export const domainKeys = {
  all: () => ['domains'] as const,
  lists: () => ['domains', 'list'] as const,
  list: (filter: DomainFilter) => ['domains', 'list', filter] as const,
  details: () => ['domains', 'detail'] as const,
  detail: (id: string) => ['domains', 'detail', id] as const,
  creation: (body: CheckCreation | undefined) => ['domains', 'creation', body] as const,
  isolation: (id: string) => ['domains', 'detail', id, 'isolation'] as const,
  candidates: (id: string, way: MoveWay) => ['domains', 'detail', id, 'candidates', way] as const,
};
