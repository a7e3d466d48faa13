import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson, sendJson } from '@/lib/client/http';
import { BenchmarkChecked, BenchmarkDetail } from '@/lib/contracts/benchmark-definitions';
import { BenchmarkList } from '@/lib/contracts/benchmarks';
import { api } from '@/lib/utils/paths';
import { FRESH_MS } from './filter';
import { definitionKeys } from '@/lib/client/query-keys/benchmark-definitions';

export const definitionsQuery = (retired: boolean) =>
  queryOptions({
    queryKey: definitionKeys.list(retired),
    queryFn: ({ signal }) =>
      getJson(api.benchmarks(), BenchmarkList, { query: retired ? { retired: true } : {}, signal }),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

export const definitionQuery = (id: string) =>
  queryOptions({
    queryKey: definitionKeys.detail(id),
    queryFn: ({ signal }) => getJson(api.benchmark(id), BenchmarkDetail, { signal }),
    staleTime: FRESH_MS,
  });

/** What is wrong with a text. The same text has the same mistakes. */
export const checkDefinitionQuery = (yaml: string) =>
  queryOptions({
    queryKey: definitionKeys.checked(yaml),
    queryFn: ({ signal }) => sendJson('POST', api.checkBenchmark(), BenchmarkChecked, { body: { yaml }, signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
