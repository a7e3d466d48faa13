import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '@/lib/client/http';
import {
  type ListProbeTargetsQuery,
  ProbeComparison,
  ProbeSummary,
  ProbeTarget,
  ProbeTargetPage,
  SiteProbeComparison,
} from '@/lib/contracts/probes';
import { api } from '@/lib/utils/paths';
import { type Filter, FRESH_MS } from './filter';

export type ProbeTargetFilter = Filter<z.infer<typeof ListProbeTargetsQuery>>;
export const probeKeys = {
  all: () => ['probes'] as const,
  lists: () => ['probes', 'list'] as const,
  list: (filter: ProbeTargetFilter) => ['probes', 'list', filter] as const,
  detail: (id: string) => ['probes', 'detail', id] as const,
  summary: () => ['probes', 'summary'] as const,
  comparison: (a: string, b: string) => ['probes', 'comparison', a, b] as const,
  siteComparison: (siteId: string) => ['probes', 'site-comparison', siteId] as const,
};

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
