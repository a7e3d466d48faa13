import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { Accounting, type AccountingQuery } from '@/lib/contracts/accounting';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';
import { accountingKeys } from '@/lib/client/query-keys/accounting';

export const accountingQuery = (filter: Filter<AccountingQuery> = {}) =>
  queryOptions({
    queryKey: accountingKeys.of(filter),
    queryFn: ({ signal }) => getJson(api.accounting(), Accounting, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: FRESH_MS,
  });
