import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { BenchmarkList, BenchmarkRunDetail, BenchmarkRunPage } from '@/lib/contracts/benchmarks';
import { DeclaredFigureList } from '@/lib/contracts/drift';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { type BenchmarkRunFilter, benchmarkKeys } from '@/lib/client/query-keys/benchmarks';

/** What can be run. */
export const benchmarksQuery = () =>
  queryOptions({
    queryKey: benchmarkKeys.offered(),
    queryFn: ({ signal }) => getJson(api.benchmarks(), BenchmarkList, { signal }),
    staleTime: FRESH_MS,
  });

export const benchmarkRunsQuery = (filter: BenchmarkRunFilter = {}) =>
  queryOptions({
    queryKey: benchmarkKeys.runList(filter),
    queryFn: ({ signal }) => getJson(api.benchmarkRuns(), BenchmarkRunPage, { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

/** With its samples. Each step of its operation says when to look again; nothing polls. */
export const benchmarkRunQuery = (id: string) =>
  queryOptions({
    queryKey: benchmarkKeys.run(id),
    queryFn: ({ signal }) => getJson(api.benchmarkRun(id), BenchmarkRunDetail, { signal }),
    staleTime: FRESH_MS,
  });

/** What a host is declared to do. A verdict says when to look again, and so does an alarm. */
export const declaredFiguresQuery = (hostId: string) =>
  queryOptions({
    queryKey: benchmarkKeys.declared(hostId),
    queryFn: ({ signal }) => getJson(api.declaredFigures(hostId), DeclaredFigureList, { signal }),
    staleTime: FRESH_MS,
  });
