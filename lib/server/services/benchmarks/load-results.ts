/** The results that the analysis pages work with, wherever they come from: one shape, read by what is needed of it only. */
import type { BenchmarkResult, MeasuredOn } from '@/lib/benchmarks/result';
import type { Standing } from '@/lib/domain/benchmark';
import { hasScope } from '@/lib/domain/access';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { readImportedResults } from './imported-results';
import { readRunResults } from './run-results';

export interface ResultFilter {
  /** These and no others. */
  readonly ids?: readonly string[] | undefined;
  /** Name of a benchmark. */
  readonly benchmark?: string | undefined;
  readonly metric?: string | undefined;
  readonly host?: string | undefined;
  readonly domain?: string | undefined;
  readonly technology?: MeasuredOn | undefined;
  readonly standing?: readonly Standing[] | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export interface SourceAnswer {
  readonly results: readonly BenchmarkResult[];
  /** Older ones than these were not read. */
  readonly cut: boolean;
}
export type ResultSource = (context: ServiceContext, filter: ResultFilter) => Promise<SourceAnswer>;

/** Where results come from: runs made here, and measurements made elsewhere. */
const SOURCES: readonly ResultSource[] = [readRunResults, readImportedResults];

/**
 * Results that the actor may know of, in no particular order.
 * @throws AppError `forbidden` without `benchmarks:read`, or where a host is asked for by somebody who does not see hosts.
 */
export async function loadResults(options: {
  readonly context: ServiceContext;
  readonly filter: ResultFilter;
}): Promise<SourceAnswer> {
  const { context, filter } = options;
  requireScope(context.actor, 'benchmarks:read');
  if (filter.host !== undefined) requireScope(context.actor, 'hosts:read');
  const answers = await Promise.all(SOURCES.map(async (source) => await source(context, filter)));
  const whole = hasScope(context.actor, 'hosts:read');
  return {
    results: answers
      .flatMap(({ results }) => results)
      .filter(
        (result) =>
          (filter.technology === undefined || result.measuredOn === filter.technology) &&
          (filter.metric === undefined || result.metric.name === filter.metric),
      )
      .map((result) => (whole ? result : { ...result, hostId: undefined, hostName: '' })),
    cut: answers.some(({ cut }) => cut),
  };
}
