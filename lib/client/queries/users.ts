import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { UserPage } from '@/lib/contracts/access';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type UserFilter, userKeys } from '@/lib/client/query-keys/users';

export const usersQuery = (filter: UserFilter = {}) =>
  queryOptions({
    queryKey: userKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.users(), UserPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
