import type { ListEventsQuery } from '@/lib/contracts/events';
import type { Filter } from '@/lib/client/queries/filter';

export type EventFilter = Filter<ListEventsQuery>;

export const eventKeys = {
  all: () => ['events'] as const,
  lists: () => ['events', 'list'] as const,
  list: (filter: EventFilter) => ['events', 'list', filter] as const,
};
