import type { ListOperationsQuery } from '@/lib/contracts/operations';
import type { Filter } from '@/lib/client/queries/filter';

export type OperationFilter = Filter<ListOperationsQuery>;

export const operationKeys = {
  all: () => ['operations'] as const,
  lists: () => ['operations', 'list'] as const,
  list: (filter: OperationFilter) => ['operations', 'list', filter] as const,
  details: () => ['operations', 'detail'] as const,
  detail: (id: string) => ['operations', 'detail', id] as const,
};
