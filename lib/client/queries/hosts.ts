import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { HostDetail, HostPage } from '@/lib/contracts/hosts';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type HostFilter, hostKeys } from '@/lib/client/query-keys/hosts';

/** One page of hosts; the page before stays on screen until the next has come. */
export const hostsQuery = (filter: HostFilter = {}) =>
  queryOptions({
    queryKey: hostKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.hosts(), HostPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const hostQuery = (id: string) =>
  queryOptions({
    queryKey: hostKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.host(id), HostDetail, { signal }),
    staleTime: FRESH_MS,
  });
