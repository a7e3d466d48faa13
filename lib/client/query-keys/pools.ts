import type { ListPoolsQuery } from '@/lib/contracts/pools';
import type { Filter } from '@/lib/client/queries/filter';

export const poolKeys = {
  all: () => ['pools'] as const,
  list: (filter: Filter<ListPoolsQuery>) => [...poolKeys.all(), 'list', filter] as const,
  detail: (id: string) => [...poolKeys.all(), 'detail', id] as const,
};
