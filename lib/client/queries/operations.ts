import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { type ListOperationsQuery, OperationDetail, OperationPage } from '@/lib/contracts/operations';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export type OperationFilter = Filter<ListOperationsQuery>;
export const operationKeys = {
  all: () => ['operations'] as const,
  lists: () => ['operations', 'list'] as const,
  list: (filter: OperationFilter) => ['operations', 'list', filter] as const,
  details: () => ['operations', 'detail'] as const,
  detail: (id: string) => ['operations', 'detail', id] as const,
};

export const operationsQuery = (filter: OperationFilter = {}) =>
  queryOptions({
    queryKey: operationKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.operations(), OperationPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const operationQuery = (id: string) =>
  queryOptions({
    queryKey: operationKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.operation(id), OperationDetail, { signal }),
    staleTime: FRESH_MS,
  });
