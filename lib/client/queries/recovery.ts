import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { Loss, LossPage, Survival } from '@/lib/contracts/recovery';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type LossFilter, lossKeys } from '@/lib/client/query-keys/recovery';

export const lossesQuery = (filter: LossFilter = {}) =>
  queryOptions({
    queryKey: lossKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.losses(), LossPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const lossQuery = (id: string) =>
  queryOptions({
    queryKey: lossKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.loss(id), Loss, { signal }),
    staleTime: FRESH_MS,
  });

export const survivalQuery = () =>
  queryOptions({
    queryKey: lossKeys.survival(),
    queryFn: ({ signal }) => getJson(api.survival(), Survival, { signal }),
    staleTime: FRESH_MS,
  });
