import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { EventPage } from '@/lib/contracts/events';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type EventFilter, eventKeys } from '@/lib/client/query-keys/events';

/** What happened, newest first, of all or of one domain or host. */
export const eventsQuery = (filter: EventFilter = {}) =>
  queryOptions({
    queryKey: eventKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.eventHistory(), EventPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
