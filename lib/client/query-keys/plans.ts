import type { ListPlansQuery } from '@/lib/contracts/plans';
import type { Filter } from '@/lib/client/queries/filter';

export type PlanFilter = Filter<ListPlansQuery>;

export const planKeys = {
  all: () => ['plans'] as const,
  lists: () => ['plans', 'list'] as const,
  list: (filter: PlanFilter) => ['plans', 'list', filter] as const,
  detail: (id: string) => ['plans', 'detail', id] as const,
  settings: () => ['plans', 'settings'] as const,
};
