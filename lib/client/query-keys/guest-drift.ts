import type { ListGuestDriftQuery } from '@/lib/contracts/guest-drift';
import type { Filter } from '@/lib/client/queries/filter';

export type DriftFilter = Filter<ListGuestDriftQuery>;

export const guestDriftKeys = {
  all: () => ['guest-drift'] as const,
  lists: () => [...guestDriftKeys.all(), 'list'] as const,
  list: (filter: DriftFilter) => [...guestDriftKeys.lists(), filter] as const,
  domain: (id: string) => [...guestDriftKeys.all(), 'domain', id] as const,
};
