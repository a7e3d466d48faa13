import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import {
  type ForeseeMaintenanceQuery,
  ForeseenMaintenance,
  type ListMaintenancesQuery,
  Maintenance,
  MaintenancePage,
} from '@/lib/contracts/maintenances';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';
import { maintenanceKeys } from '@/lib/client/query-keys/maintenances';

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

/** Before it is put off: what it would touch then. @param query undefined: no time is typed */
export const foreseenMaintenanceQuery = (id: string, query: ForeseeMaintenanceQuery | undefined) =>
  queryOptions({
    queryKey: maintenanceKeys.foreseen(id, query),
    queryFn: ({ signal }) => getJson(api.foreseeMaintenance(id), ForeseenMaintenance, { query: { ...query }, signal }),
    enabled: query !== undefined,
    retry: false,
    staleTime: FRESH_MS,
  });
