import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { GuestDrift, GuestDriftPage } from '@/lib/contracts/guest-drift';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type DriftFilter, guestDriftKeys } from '@/lib/client/query-keys/guest-drift';

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
