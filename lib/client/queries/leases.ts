import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, sendJson } from '@/lib/client/http';
import { VoQuotas } from '@/lib/contracts/environments';
import {
  LeaseDetail,
  LeaseFeasibility,
  LeasePage,
  type LeaseWish,
  type ListLeasesQuery,
  type TryTerms,
} from '@/lib/contracts/leases';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export const leaseKeys = {
  all: () => ['leases'] as const,
  list: (filter: Filter<ListLeasesQuery>) => [...leaseKeys.all(), 'list', filter] as const,
  detail: (id: string) => [...leaseKeys.all(), 'detail', id] as const,
  checked: (wish: LeaseWish | undefined) => [...leaseKeys.all(), 'check', wish] as const,
  tried: (id: string, terms: TryTerms | undefined) => [...leaseKeys.all(), 'try', id, terms] as const,
  quotas: () => [...leaseKeys.all(), 'quotas'] as const,
};

export const leasesQuery = (filter: Filter<ListLeasesQuery> = {}) =>
  queryOptions({
    queryKey: leaseKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.leases(), LeasePage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const leaseQuery = (id: string) =>
  queryOptions({
    queryKey: leaseKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.lease(id), LeaseDetail, { signal }),
    staleTime: FRESH_MS,
  });

/** Whether it could be had; the calendar goes on under it, so an answer is asked anew when a lease changes. */
export const checkLeaseQuery = (wish: LeaseWish | undefined) =>
  queryOptions({
    queryKey: leaseKeys.checked(wish),
    queryFn: ({ signal }) => sendJson('POST', api.checkLease(), LeaseFeasibility, { body: wish, signal }),
    enabled: wish !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: FRESH_MS,
  });

/** As `checkLeaseQuery`, of a request that is there: before it is approved with other terms, or answered with them. */
export const tryTermsQuery = (id: string, terms: TryTerms | undefined) =>
  queryOptions({
    queryKey: leaseKeys.tried(id, terms),
    queryFn: ({ signal }) => sendJson('POST', api.tryLeaseTerms(id), LeaseFeasibility, { body: terms, signal }),
    enabled: terms !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: FRESH_MS,
  });

export const quotasQuery = () =>
  queryOptions({
    queryKey: leaseKeys.quotas(),
    queryFn: ({ signal }) => getJson(api.voQuotas(), VoQuotas, { signal }),
    staleTime: FRESH_MS,
  });
