import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '@/lib/client/http';
import { AlarmPage, type ListAlarmsQuery } from '@/lib/contracts/events';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export type AlarmFilter = Filter<z.infer<typeof ListAlarmsQuery>>;
export const alarmKeys = {
  all: () => ['alarms'] as const,
  lists: () => ['alarms', 'list'] as const,
  list: (filter: AlarmFilter) => ['alarms', 'list', filter] as const,
};

export const alarmsQuery = (filter: AlarmFilter = {}) =>
  queryOptions({
    queryKey: alarmKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.alarms(), AlarmPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
