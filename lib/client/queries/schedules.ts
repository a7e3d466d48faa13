import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '@/lib/client/http';
import type { Paging } from '@/lib/contracts/common';
import { BenchmarkSchedule, FiringPage, SchedulePage } from '@/lib/contracts/schedules';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export type ScheduleFilter = Filter<z.infer<typeof Paging>>;
export const scheduleKeys = {
  all: () => ['schedules'] as const,
  lists: () => ['schedules', 'list'] as const,
  list: (filter: ScheduleFilter) => ['schedules', 'list', filter] as const,
  detail: (id: string) => ['schedules', 'detail', id] as const,
  firings: (id: string, filter: ScheduleFilter) => ['schedules', 'detail', id, 'firings', filter] as const,
};

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
