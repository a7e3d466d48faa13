import type { ForeseeMaintenanceQuery, ListMaintenancesQuery } from '@/lib/contracts/maintenances';
import type { Filter } from '@/lib/client/queries/filter';

export const maintenanceKeys = {
  all: () => ['maintenances'] as const,
  list: (filter: Filter<ListMaintenancesQuery>) => [...maintenanceKeys.all(), 'list', filter] as const,
  foreseen: (id: string, query: ForeseeMaintenanceQuery | undefined) =>
    [...maintenanceKeys.all(), 'foreseen', id, query] as const,
  detail: (id: string) => [...maintenanceKeys.all(), 'detail', id] as const,
};
