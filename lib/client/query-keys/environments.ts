import type { EnvironmentPlace, ListEnvironmentsQuery } from '@/lib/contracts/environments';
import type { Filter } from '@/lib/client/queries/filter';

export const environmentKeys = {
  all: () => ['environments'] as const,
  list: (filter: Filter<ListEnvironmentsQuery>) => [...environmentKeys.all(), 'list', filter] as const,
  checked: (place: EnvironmentPlace | undefined) => [...environmentKeys.all(), 'checked', place] as const,
  detail: (id: string) => [...environmentKeys.all(), 'detail', id] as const,
};
