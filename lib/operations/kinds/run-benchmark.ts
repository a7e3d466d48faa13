import { BenchmarkIdSchema, RunBenchmarkFields } from '@/lib/contracts/benchmarks';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { HOUR_MS } from '@/lib/utils/time';

/** Two hundred repeats of some minutes each; every repeat has a limit of its own, from its benchmark. */
const RUN_BENCHMARK_DEADLINE_MS = 12 * HOUR_MS;

export const runBenchmark = defineOperation({
  kind: 'run-benchmark',
  version: 1,
  // The domain, or the host, is a column of the operation.
  input: RunBenchmarkFields.omit({ domainId: true, hostId: true, reason: true })
    .extend({ benchmarkId: BenchmarkIdSchema })
    .strict(),
  scope: 'benchmarks:run',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: RUN_BENCHMARK_DEADLINE_MS,
  cancellable: true,
  title: (subject) => {
    const { host, target } = subject;
    if (host === undefined)
      return target === undefined
        ? `Benchmark in ${domainName(subject)}`
        : `Benchmark between ${domainName(subject)} and ${target}`;
    if (target === undefined) return `Benchmark on ${host} itself`;
    return target === host
      ? `Benchmark between two processes on ${host} itself`
      : `Benchmark between ${host} and ${target} themselves`;
  },
});
