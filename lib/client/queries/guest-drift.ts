import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { GuestDrift, GuestDriftPage, type ListGuestDriftQuery } from '@/lib/contracts/guest-drift';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

type DriftFilter = Filter<ListGuestDriftQuery>;

export const guestDriftKeys = {
  all: () => ['guest-drift'] as const,
  lists: () => [...guestDriftKeys.all(), 'list'] as const,
  list: (filter: DriftFilter) => [...guestDriftKeys.lists(), filter] as const,
  domain: (id: string) => [...guestDriftKeys.all(), 'domain', id] as const,
};

export const guestDriftsQuery = (filter: DriftFilter = {}) =>
  queryOptions({
    queryKey: guestDriftKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.driftFindings(), GuestDriftPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const guestDriftQuery = (id: string) =>
  queryOptions({
    queryKey: guestDriftKeys.domain(id),
    queryFn: ({ signal }) => getJson(api.domainDrift(id), GuestDrift, { signal }),
    staleTime: FRESH_MS,
  });
