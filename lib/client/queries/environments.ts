import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, sendJson } from '@/lib/client/http';
import {
  EnvironmentDetail,
  EnvironmentNotes,
  EnvironmentPage,
  type EnvironmentPlace,
  type ListEnvironmentsQuery,
} from '@/lib/contracts/environments';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';
import { environmentKeys } from '@/lib/client/query-keys/environments';

export const environmentsQuery = (filter: Filter<ListEnvironmentsQuery> = {}) =>
  queryOptions({
    queryKey: environmentKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.environments(), EnvironmentPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

/** @param place undefined while it is not whole */
export const checkEnvironmentQuery = (place: EnvironmentPlace | undefined) =>
  queryOptions({
    queryKey: environmentKeys.checked(place),
    queryFn: ({ signal }) => sendJson('POST', api.checkEnvironment(), EnvironmentNotes, { body: place, signal }),
    enabled: place !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: FRESH_MS,
  });

export const environmentQuery = (id: string) =>
  queryOptions({
    queryKey: environmentKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.environment(id), EnvironmentDetail, { signal }),
    staleTime: FRESH_MS,
  });
