import { queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { BenchmarkRunsExport } from '@/lib/contracts/benchmark-exports';
import { REPORT_RUNS_MAX } from '@/lib/domain/benchmark-export';
import { api } from '@/lib/utils/paths';
import { benchmarkKeys, type BenchmarkRunFilter } from '@/lib/client/query-keys/benchmarks';

/** Runs with all that a report tells of them. A report says when it was made: nothing makes it anew while it is read. */
export const benchmarkReportQuery = (filter: BenchmarkRunFilter) =>
  queryOptions({
    queryKey: [...benchmarkKeys.all(), 'report', filter] as const,
    queryFn: ({ signal }) =>
      getJson(api.exportRuns(), BenchmarkRunsExport, {
        query: { ...filter, format: 'json', limit: REPORT_RUNS_MAX },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });
