import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { type ListMaintenancesQuery, Maintenance, MaintenancePage } from '@/lib/contracts/maintenances';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export const maintenanceKeys = {
  all: () => ['maintenances'] as const,
  list: (filter: Filter<ListMaintenancesQuery>) => [...maintenanceKeys.all(), 'list', filter] as const,
  detail: (id: string) => [...maintenanceKeys.all(), 'detail', id] as const,
};

export const maintenancesQuery = (filter: Filter<ListMaintenancesQuery> = {}) =>
  queryOptions({
    queryKey: maintenanceKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.maintenances(), MaintenancePage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const maintenanceQuery = (id: string) =>
  queryOptions({
    queryKey: maintenanceKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.maintenance(id), Maintenance, { signal }),
    staleTime: FRESH_MS,
  });
