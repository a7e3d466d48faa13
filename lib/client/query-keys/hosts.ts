import type { ListHostsQuery } from '@/lib/contracts/hosts';
import type { Filter } from '@/lib/client/queries/filter';

export type HostFilter = Filter<ListHostsQuery>;

export const hostKeys = {
  all: () => ['hosts'] as const,
  lists: () => ['hosts', 'list'] as const,
  list: (filter: HostFilter) => ['hosts', 'list', filter] as const,
  details: () => ['hosts', 'detail'] as const,
  detail: (id: string) => ['hosts', 'detail', id] as const,
};
