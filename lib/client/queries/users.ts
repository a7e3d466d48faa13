import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '@/lib/client/http';
import { UserPage } from '@/lib/contracts/access';
import type { Paging } from '@/lib/contracts/common';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export type UserFilter = Filter<z.infer<typeof Paging>>;
export const userKeys = {
  all: () => ['users'] as const,
  list: (filter: UserFilter) => ['users', 'list', filter] as const,
};

export const usersQuery = (filter: UserFilter = {}) =>
  queryOptions({
    queryKey: userKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.users(), UserPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
