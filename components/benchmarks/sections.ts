import { pages } from '@/lib/utils/paths';

export interface BenchmarkSection {
  readonly href: string;
  readonly label: string;
}

/** The pages of the noun, in the order of their links. */
export const BENCHMARK_SECTIONS: readonly BenchmarkSection[] = [
  { href: pages.benchmarks(), label: 'Overview' },
  { href: pages.benchmarkRuns(), label: 'Runs' },
  { href: pages.benchmarkCompare(), label: 'Compare' },
  { href: pages.benchmarkTrend(), label: 'Trend' },
  { href: pages.benchmarkCluster(), label: 'Cluster' },
  { href: pages.migrationCost(), label: 'Migration cost' },
  { href: pages.benchmarkReview(), label: 'Review' },
  { href: pages.benchmarkImports(), label: 'Imports' },
  { href: pages.benchmarkDefinitions(), label: 'Definitions' },
  { href: pages.schedules(), label: 'Schedules' },
];
