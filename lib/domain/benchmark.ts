/** Vocabulary of benchmarks. Pure. */

/** Where a benchmark runs: in one domain, between two, on a host itself (native), between two hosts. */
export const BENCHMARK_PLACES = ['domain', 'domain-pair', 'host', 'host-pair'] as const;
export const METRIC_DIRECTIONS = ['higher-is-better', 'lower-is-better'] as const;

/** A benchmark that holds the host of a domain now. */
export interface GuardingBenchmark {
  readonly title: string;
  /** The domain is one of its ends. */
  readonly takesPart: boolean;
}
