import type { ListLossesQuery } from '@/lib/contracts/recovery';
import type { Filter } from '@/lib/client/queries/filter';

export type LossFilter = Filter<ListLossesQuery>;

export const lossKeys = {
  lists: () => ['losses', 'list'] as const,
  list: (filter: LossFilter) => ['losses', 'list', filter] as const,
  detail: (id: string) => ['losses', 'detail', id] as const,
  survival: () => ['losses', 'survival'] as const,
};
