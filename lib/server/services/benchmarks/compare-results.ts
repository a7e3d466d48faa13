import type { z } from 'zod';
import { compareSelections, type SideBySide } from '@/lib/benchmarks/compare-selections';
import type { Purpose } from '@/lib/benchmarks/likeness';
import type { BenchmarkResult } from '@/lib/benchmarks/result';
import { soundResults } from '@/lib/benchmarks/sound-results';
import type { BenchmarkComparison, ComparisonQuery, ComparisonRow } from '@/lib/contracts/benchmark-analysis';
import { AppError } from '@/lib/domain/errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { judgedBody, poolBody } from './analysis-body';
import { loadResults, type ResultFilter } from './load-results';

/**
 * Two selections side by side. Runs that are named are taken as they are; of what a selection merely covers, contaminated and
 * rejected ones are left out, and counted.
 * @throws AppError `bad-request` where a selection says nothing.
 */
export async function compareBenchmarks(options: {
  readonly context: ServiceContext;
  readonly query: ComparisonQuery;
}): Promise<z.input<typeof BenchmarkComparison>> {
  const { context, query } = options;
  const a = filterOf(query, 'a');
  const b = filterOf(query, 'b');
  const [inA, inB] = await Promise.all([selectResults(context, a), selectResults(context, b)]);
  const { rows, onlyA, onlyB } = compareSelections({
    a: inA.results,
    b: inB.results,
    onPurpose: purposesOf(a, b),
    unlikeToo: query.unlike,
  });
  return {
    a: inA.summary,
    b: inB.summary,
    rows: rows.map(rowBody),
    onlyA: onlyA.map(titlesOf),
    onlyB: onlyB.map(titlesOf),
  };
}

function filterOf(query: ComparisonQuery, side: 'a' | 'b'): ResultFilter {
  const filter: ResultFilter = {
    ids: query[`${side}Run`],
    host: query[`${side}Host`],
    technology: query[`${side}Technology`],
    domain: query[`${side}Domain`],
    standing: query[`${side}Standing`] === undefined ? undefined : [query[`${side}Standing`] ?? 'accepted'],
    since: query[`${side}Since`],
    until: query[`${side}Until`],
  };
  if (Object.values(filter).every((value) => value === undefined || (Array.isArray(value) && value.length === 0))) {
    const field = `${side}Run`;
    const message = 'say what is compared: runs, a host, a domain, a technology, a standing or a time';
    throw new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
  }
  return filter;
}

/** Whoever names a host or a technology compares those; a run or a domain stands for both of its own. */
function purposesOf(...filters: readonly ResultFilter[]): Purpose[] {
  const own = filters.some(({ ids, domain }) => ids !== undefined || domain !== undefined);
  return [
    ...(own || filters.some(({ technology }) => technology !== undefined) ? (['technology'] as const) : []),
    ...(own || filters.some(({ host }) => host !== undefined) ? (['host'] as const) : []),
  ];
}

async function selectResults(context: ServiceContext, filter: ResultFilter) {
  const { results, cut } = await loadResults({ context, filter });
  const { sound, contaminated, rejected } =
    filter.ids === undefined ? soundResults(results) : { sound: results, contaminated: 0, rejected: 0 };
  return {
    results: sound,
    summary: { runs: new Set(sound.map(({ id }) => id)).size, leftOut: { contaminated, rejected, older: cut } },
  };
}

const titlesOf = ({ title, metric }: BenchmarkResult) => ({ title, metric: metric.title });

const rowBody = ({ a, b, judged, why, unlike, noted }: SideBySide): ComparisonRow => ({
  benchmark: a.results[0].conditions.benchmark,
  title: a.results[0].title,
  metric: a.results[0].metric,
  a: { pool: poolBody(a), samples: [...a.samples] },
  b: { pool: poolBody(b), samples: [...b.samples] },
  judged: judged === undefined ? null : judgedBody(judged),
  why,
  unlike: [...unlike],
  noted: [...noted],
});
