import type { ListBenchmarkRunsQuery } from '@/lib/contracts/benchmarks';
import type { Filter } from '@/lib/client/queries/filter';

export type BenchmarkRunFilter = Filter<ListBenchmarkRunsQuery>;

export const benchmarkKeys = {
  all: () => ['benchmarks'] as const,
  offered: () => ['benchmarks', 'offered'] as const,
  /** Lists of runs. */
  runs: () => ['benchmarks', 'runs'] as const,
  runList: (filter: BenchmarkRunFilter) => ['benchmarks', 'runs', filter] as const,
  run: (id: string) => ['benchmarks', 'run', id] as const,
  /** All that is reckoned from results; see `benchmark-analysis.ts`. */
  analysis: () => ['benchmarks', 'analysis'] as const,
  declaredFigures: () => ['benchmarks', 'declared'] as const,
  declared: (hostId: string) => ['benchmarks', 'declared', hostId] as const,
};
