import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { EnvironmentDetail, EnvironmentPage, type ListEnvironmentsQuery } from '@/lib/contracts/environments';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export const environmentKeys = {
  all: () => ['environments'] as const,
  list: (filter: Filter<ListEnvironmentsQuery>) => [...environmentKeys.all(), 'list', filter] as const,
  detail: (id: string) => [...environmentKeys.all(), 'detail', id] as const,
};

export const environmentsQuery = (filter: Filter<ListEnvironmentsQuery> = {}) =>
  queryOptions({
    queryKey: environmentKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.environments(), EnvironmentPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const environmentQuery = (id: string) =>
  queryOptions({
    queryKey: environmentKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.environment(id), EnvironmentDetail, { signal }),
    staleTime: FRESH_MS,
  });
