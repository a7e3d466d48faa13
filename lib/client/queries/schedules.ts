import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { BenchmarkSchedule, FiringPage, SchedulePage } from '@/lib/contracts/schedules';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type ScheduleFilter, scheduleKeys } from '@/lib/client/query-keys/schedules';

export const schedulesQuery = (filter: ScheduleFilter = {}) =>
  queryOptions({
    queryKey: scheduleKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.schedules(), SchedulePage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const scheduleQuery = (id: string) =>
  queryOptions({
    queryKey: scheduleKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.schedule(id), BenchmarkSchedule, { signal }),
    staleTime: FRESH_MS,
  });

/** Its times, newest first. */
export const firingsQuery = (id: string, filter: ScheduleFilter = {}) =>
  queryOptions({
    queryKey: scheduleKeys.firings(id, filter),
    queryFn: ({ signal }) => getJson(api.firings(id), FiringPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
