import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { EventPage, type ListEventsQuery } from '@/lib/contracts/events';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export type EventFilter = Filter<ListEventsQuery>;
export const eventKeys = {
  all: () => ['events'] as const,
  lists: () => ['events', 'list'] as const,
  list: (filter: EventFilter) => ['events', 'list', filter] as const,
};

/** What happened, newest first, of all or of one domain or host. */
export const eventsQuery = (filter: EventFilter = {}) =>
  queryOptions({
    queryKey: eventKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.eventHistory(), EventPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
