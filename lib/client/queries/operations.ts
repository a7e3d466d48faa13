import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { OperationDetail, OperationPage } from '@/lib/contracts/operations';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type OperationFilter, operationKeys } from '@/lib/client/query-keys/operations';

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
