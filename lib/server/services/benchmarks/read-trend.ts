import type { z } from 'zod';
import { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import { technologyWordsOf } from '@/lib/benchmarks/measured-on';
import type { BenchmarkResult } from '@/lib/benchmarks/result';
import { type TrendChange as Change, trendOf, variantsOf } from '@/lib/benchmarks/trend';
import type { BenchmarkTrend, TrendChange, TrendQuery } from '@/lib/contracts/benchmark-analysis';
import { AppError } from '@/lib/domain/errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { loadResults } from './load-results';
import { readNotes } from './note-rows';
import { metricBody } from './run-rows';

/**
 * One metric over time. Contaminated runs are among the points; rejected ones are too, with their standing: history is not
 * rewritten by a verdict.
 * @throws AppError `bad-request` for a benchmark or metric that is not there, or a host asked for by who does not see hosts.
 */
export async function readBenchmarkTrend(options: {
  readonly context: ServiceContext;
  readonly query: TrendQuery;
}): Promise<z.input<typeof BenchmarkTrend>> {
  const { context, query } = options;
  const { benchmark, metric: name, host, technology, domain, standing } = query;
  const { results, cut } = await loadResults({
    context,
    filter: {
      benchmark,
      metric: name,
      host,
      technology,
      domain,
      ...(standing === undefined ? {} : { standing: [standing] }),
    },
  });
  const { title, metric } = await findMetric(context, benchmark, name, results[0]);
  const variants = variantsOf(results.filter(({ samples }) => samples.length > 0));
  const variant = variants.find((each) => each.name === query.variant) ?? variants[0];
  const { points, changes, threshold } = trendOf(variant?.results ?? []);
  const hosts = [...new Set(points.flatMap(({ result }) => result.hostId ?? []))];
  return {
    title,
    metric,
    variant: variant?.name ?? null,
    variants: variants.map((each) => ({ name: each.name, runs: each.results.length })),
    points: points.map(({ result, median, extraordinary }) => ({
      run: result.id,
      at: result.at.toISOString(),
      technology: technologyWordsOf(result),
      host: result.hostName === '' ? null : result.hostName,
      ends: result.ends,
      median,
      samples: result.samples.length,
      contaminated: result.contaminated,
      standing: result.standing,
      extraordinary,
    })),
    changes: changes.map(changeBody),
    threshold: threshold ?? null,
    notes: await readNotes(context, host === undefined ? hosts : [host]),
    leftOut: { contaminated: 0, rejected: 0, older: cut },
  };
}

/** As its newest version defines it. */
async function findMetric(context: ServiceContext, benchmark: string, name: string, measured?: BenchmarkResult) {
  const row = await context.db.benchmark.findFirst({ where: { name: benchmark }, orderBy: { version: 'desc' } });
  const definition = row === null ? undefined : BenchmarkDefinition.parse(row.body);
  const metric = definition?.metrics.find((each) => each.name === name);
  if (definition !== undefined && metric !== undefined) return { title: definition.title, metric: metricBody(metric) };
  // Imported figures may be of a benchmark that was never defined here; they say of themselves what they are.
  if (measured !== undefined) return { title: measured.title, metric: measured.metric };
  const [field, message] =
    definition === undefined
      ? (['benchmark', `there is no benchmark ${benchmark}`] as const)
      : (['metric', `${definition.title} has no metric ${name}`] as const);
  throw new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
}

const changeBody = ({ lastBefore, firstAfter, before, after, ratio, changed }: Change): TrendChange => ({
  lastBeforeAt: lastBefore.at.toISOString(),
  firstAfterAt: firstAfter.at.toISOString(),
  firstAfterRun: firstAfter.id,
  imported: firstAfter.source === 'import',
  before,
  after,
  ratio: ratio ?? null,
  changed: [...changed],
});
