import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { AuditPage, type ListAuditQuery } from '@/lib/contracts/access';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export type AuditFilter = Filter<ListAuditQuery>;
const auditKeys = {
  all: () => ['audit'] as const,
  list: (filter: AuditFilter) => ['audit', 'list', filter] as const,
};

export const auditQuery = (filter: AuditFilter = {}) =>
  queryOptions({
    queryKey: auditKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.audit(), AuditPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
