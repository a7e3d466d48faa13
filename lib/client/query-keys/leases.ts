import type { LeaseWish, ListLeasesQuery, ListSnapshotsQuery, TryTerms } from '@/lib/contracts/leases';
import type { Filter } from '@/lib/client/queries/filter';

export const leaseKeys = {
  all: () => ['leases'] as const,
  list: (filter: Filter<ListLeasesQuery>) => [...leaseKeys.all(), 'list', filter] as const,
  details: () => [...leaseKeys.all(), 'detail'] as const,
  detail: (id: string) => [...leaseKeys.details(), id] as const,
  checked: (wish: LeaseWish | undefined) => [...leaseKeys.all(), 'check', wish] as const,
  tried: (id: string, terms: TryTerms | undefined) => [...leaseKeys.all(), 'try', id, terms] as const,
  snapshots: (filter: Filter<ListSnapshotsQuery> | undefined) => [...leaseKeys.all(), 'snapshots', filter] as const,
  quotas: () => [...leaseKeys.all(), 'quotas'] as const,
};
