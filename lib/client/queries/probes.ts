import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import {
  ProbeComparison,
  ProbeSummary,
  ProbeTarget,
  ProbeTargetPage,
  SiteProbeComparison,
} from '@/lib/contracts/probes';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type ProbeTargetFilter, probeKeys } from '@/lib/client/query-keys/probes';

/** Events tell of what changed; that it was asked again, and said the same, is no event. */
const ASKED_AGAIN_MS = 15_000;

export const probeTargetsQuery = (filter: ProbeTargetFilter = {}) =>
  queryOptions({
    queryKey: probeKeys.list(filter),
    queryFn: ({ signal }) => getJson(api.probeTargets(), ProbeTargetPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
    refetchInterval: ASKED_AGAIN_MS,
  });

export const probeTargetQuery = (id: string) =>
  queryOptions({
    queryKey: probeKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.probeTarget(id), ProbeTarget, { signal }),
    staleTime: FRESH_MS,
    refetchInterval: ASKED_AGAIN_MS,
  });

export const probeSummaryQuery = () =>
  queryOptions({
    queryKey: probeKeys.summary(),
    queryFn: ({ signal }) => getJson(api.probeSummary(), ProbeSummary, { signal }),
    staleTime: FRESH_MS,
    refetchInterval: ASKED_AGAIN_MS,
  });

export const probeComparisonQuery = (a: string, b: string) =>
  queryOptions({
    queryKey: probeKeys.comparison(a, b),
    queryFn: ({ signal }) => getJson(api.probeComparison(), ProbeComparison, { query: { a, b }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
    enabled: a !== '' && b !== '' && a !== b,
  });

export const siteProbeComparisonQuery = (siteId: string) =>
  queryOptions({
    queryKey: probeKeys.siteComparison(siteId),
    queryFn: ({ signal }) => getJson(api.siteProbeComparison(siteId), SiteProbeComparison, { signal }),
    staleTime: FRESH_MS,
    refetchInterval: ASKED_AGAIN_MS,
  });
