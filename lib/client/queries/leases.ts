import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, sendJson } from '@/lib/client/http';
import { VoQuotas } from '@/lib/contracts/environments';
import {
  LeaseDetail,
  LeaseFeasibility,
  LeasePage,
  type LeaseWish,
  type ListLeasesQuery,
  type ListSnapshotsQuery,
  SnapshotPage,
  type TryTerms,
} from '@/lib/contracts/leases';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';
import { leaseKeys } from '@/lib/client/query-keys/leases';

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

/** Disks of its leases that a VO may start from; undefined: not asked yet. */
export const snapshotsQuery = (filter: Filter<ListSnapshotsQuery> | undefined) =>
  queryOptions({
    queryKey: leaseKeys.snapshots(filter),
    queryFn: ({ signal }) => getJson(api.snapshots(), SnapshotPage, { query: { ...filter }, signal }),
    enabled: filter !== undefined,
    staleTime: FRESH_MS,
  });
