import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { PastTestbed, TestbedChanges, Timeline } from '@/lib/contracts/past';
import { SECOND_MS } from '@/lib/utils/time';
import { api } from '@/lib/utils/paths';

/** What is past stays as it was; only what reaches up to now is asked for again. */
const NEVER_OLD = Number.POSITIVE_INFINITY;
/** How late a new mark stands on the slider, and a change up to now in the list, at most. */
const NOW_MOVES_ON_MS = 15 * SECOND_MS;

const pastKeys = {
  testbed: (at: string) => ['past', 'testbed', at] as const,
  changes: (since: string, until: string | undefined) => ['past', 'changes', since, until ?? 'now'] as const,
  timeline: (spanMs: number) => ['past', 'timeline', spanMs] as const,
};

/** Everything the map draws, as it was. The moment before stays on screen until the next has come. */
export const pastTestbedQuery = (at: string) =>
  queryOptions({
    queryKey: pastKeys.testbed(at),
    queryFn: ({ signal }) => getJson(api.pastTestbed(), PastTestbed, { query: { at }, signal }),
    placeholderData: keepPreviousData,
    staleTime: NEVER_OLD,
  });

/** What changed between two moments; up to now where `until` is undefined. */
export const testbedChangesQuery = (since: string, until: string | undefined) =>
  queryOptions({
    queryKey: pastKeys.changes(since, until),
    queryFn: ({ signal }) => getJson(api.testbedChanges(), TestbedChanges, { query: { since, until }, signal }),
    placeholderData: keepPreviousData,
    ...(until === undefined ? { refetchInterval: NOW_MOVES_ON_MS } : { staleTime: NEVER_OLD }),
  });

/** The last `spanMs` milliseconds, as far as they are known, and where something changed in them. */
export const timelineQuery = (spanMs: number) =>
  queryOptions({
    queryKey: pastKeys.timeline(spanMs),
    queryFn: ({ signal }) =>
      getJson(api.timeline(), Timeline, { query: { since: new Date(Date.now() - spanMs).toISOString() }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: NOW_MOVES_ON_MS,
  });
