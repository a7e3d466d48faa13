import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { AlarmPage } from '@/lib/contracts/events';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type AlarmFilter, alarmKeys } from '@/lib/client/query-keys/alarms';

export const alarmsQuery = (filter: AlarmFilter = {}) =>
  queryOptions({
    queryKey: alarmKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.alarms(), AlarmPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
