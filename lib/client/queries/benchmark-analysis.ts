import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, type Query } from '@/lib/client/http';
import {
  BenchmarkChoices,
  BenchmarkCluster,
  BenchmarkComparison,
  BenchmarkOverview,
  BenchmarkTrend,
  type ComparisonQuery,
  type OverviewQuery,
  type TrendQuery,
} from '@/lib/contracts/benchmark-analysis';
import { api } from '@/lib/utils/paths';
import { benchmarkKeys } from '@/lib/client/query-keys/benchmarks';
import { FRESH_MS } from './filter';

/** What the address of a page says, before the server has parsed it. */
type Asked<Contract> = { readonly [Key in keyof Contract]?: Query[string] };

const key = (name: string, asked: object = {}) => [...benchmarkKeys.analysis(), name, asked] as const;

export const benchmarkOverviewQuery = (asked: Asked<OverviewQuery>) =>
  queryOptions({
    queryKey: key('overview', asked),
    queryFn: ({ signal }) => getJson(api.benchmarkOverview(), BenchmarkOverview, { query: asked, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const benchmarkComparisonQuery = (asked: Asked<ComparisonQuery>) =>
  queryOptions({
    queryKey: key('comparison', asked),
    queryFn: ({ signal }) => getJson(api.benchmarkComparison(), BenchmarkComparison, { query: asked, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const benchmarkTrendQuery = (asked: Asked<TrendQuery>) =>
  queryOptions({
    queryKey: key('trend', asked),
    queryFn: ({ signal }) => getJson(api.benchmarkTrend(), BenchmarkTrend, { query: asked, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

/** @param runs none: the newest of each configuration */
export const benchmarkClusterQuery = (runs: readonly string[]) =>
  queryOptions({
    queryKey: key('cluster', runs),
    queryFn: ({ signal }) => getJson(api.benchmarkCluster(), BenchmarkCluster, { query: { run: runs }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const benchmarkChoicesQuery = () =>
  queryOptions({
    queryKey: key('choices'),
    queryFn: ({ signal }) => getJson(api.benchmarkChoices(), BenchmarkChoices, { signal }),
    staleTime: FRESH_MS,
  });
