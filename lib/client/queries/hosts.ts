import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { HostDetail, HostPage, type ListHostsQuery } from '@/lib/contracts/hosts';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export type HostFilter = Filter<ListHostsQuery>;
export const hostKeys = {
  all: () => ['hosts'] as const,
  lists: () => ['hosts', 'list'] as const,
  list: (filter: HostFilter) => ['hosts', 'list', filter] as const,
  details: () => ['hosts', 'detail'] as const,
  detail: (id: string) => ['hosts', 'detail', id] as const,
};

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
