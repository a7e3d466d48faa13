import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { type ListVoAuditQuery, VoAuditPage, VoWindow } from '@/lib/contracts/vos';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export const voKeys = {
  all: () => ['vos'] as const,
  window: (vo: string) => [...voKeys.all(), 'window', vo] as const,
  audit: (vo: string, filter: Filter<ListVoAuditQuery>) => [...voKeys.all(), 'audit', vo, filter] as const,
};

export const voQuery = (vo: string) =>
  queryOptions({
    queryKey: voKeys.window(vo),
    queryFn: ({ signal }) => getJson(api.vo(vo), VoWindow, { signal }),
    staleTime: FRESH_MS,
  });

export const voAuditQuery = (vo: string, filter: Filter<ListVoAuditQuery> = {}) =>
  queryOptions({
    queryKey: voKeys.audit(vo, filter),
    queryFn: ({ signal }) => getJson(api.voAudit(vo), VoAuditPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
