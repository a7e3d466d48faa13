import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { type ListVoAuditQuery, VoAuditPage, VoBackOffs, VoWindow } from '@/lib/contracts/vos';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';
import { voKeys } from '@/lib/client/query-keys/vos';

export const voQuery = (vo: string) =>
  queryOptions({
    queryKey: voKeys.window(vo),
    queryFn: ({ signal }) => getJson(api.vo(vo), VoWindow, { signal }),
    staleTime: FRESH_MS,
  });

/** What is held back changes with the clock, and no event tells it: read again while somebody looks. */
const READ_AGAIN_MS = 60_000;

export const voBackOffsQuery = (vo: string) =>
  queryOptions({
    queryKey: voKeys.backOffs(vo),
    queryFn: ({ signal }) => getJson(api.voBackOffs(vo), VoBackOffs, { signal }),
    staleTime: FRESH_MS,
    refetchInterval: READ_AGAIN_MS,
  });

export const voAuditQuery = (vo: string, filter: Filter<ListVoAuditQuery> = {}) =>
  queryOptions({
    queryKey: voKeys.audit(vo, filter),
    queryFn: ({ signal }) => getJson(api.voAudit(vo), VoAuditPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
