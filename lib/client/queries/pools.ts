import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { type ListPoolsQuery, PoolDetail, PoolPage } from '@/lib/contracts/pools';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';
import { poolKeys } from '@/lib/client/query-keys/pools';

export const poolsQuery = (filter: Filter<ListPoolsQuery> = {}) =>
  queryOptions({
    queryKey: poolKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.pools(), PoolPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

/** Why a job waits changes with the clock, and no event tells it: read again while somebody looks. */
const READ_AGAIN_MS = 5_000;

export const poolQuery = (id: string) =>
  queryOptions({
    queryKey: poolKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.pool(id), PoolDetail, { signal }),
    staleTime: FRESH_MS,
    refetchInterval: READ_AGAIN_MS,
  });
