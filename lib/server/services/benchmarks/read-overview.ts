import type { z } from 'zod';
import { type Overhead, overheadsOf } from '@/lib/benchmarks/overhead';
import { referencePoints } from '@/lib/benchmarks/reference';
import { soundResults } from '@/lib/benchmarks/sound-results';
import type { BenchmarkOverview, OverheadRow, OverviewQuery } from '@/lib/contracts/benchmark-analysis';
import { isNative, placesOf } from '@/lib/domain/benchmark';
import type { ServiceContext } from '@/lib/server/service-context';
import { judgedBody, poolBody } from './analysis-body';
import { listBenchmarks } from './list-benchmarks';
import { loadResults } from './load-results';

/** Each technology against the bare host, metric by metric, with what the report of 2006 printed of the same. */
export async function readBenchmarkOverview(options: {
  readonly context: ServiceContext;
  readonly query: OverviewQuery;
}): Promise<z.input<typeof BenchmarkOverview>> {
  const { context, query } = options;
  const { results, cut } = await loadResults({
    context,
    filter: { host: query.host, standing: query.standing },
  });
  const figures = await context.db.referenceFigure.findMany({ orderBy: { id: 'asc' } });
  const { sound, contaminated, rejected } = soundResults(results);
  const measured = overheadsOf(sound, query.unlike).map(({ latest, rows }) => ({
    benchmark: latest.conditions.benchmark,
    title: latest.title,
    metric: latest.metric,
    rows: rows.map(rowBody),
  }));
  const { items } = await listBenchmarks({ context });
  const nativePlaces = new Map(items.map((item) => [item.name, placesOf(item).find(isNative)]));
  // What the report has figures of is shown before anything was measured here.
  const unmeasured = items.flatMap(({ name, title, metrics }) =>
    metrics
      .filter((metric) => !measured.some((known) => known.benchmark === name && known.metric.name === metric.name))
      .map((metric) => ({ benchmark: name, title, metric, rows: [] })),
  );
  return {
    metrics: [...measured, ...unmeasured]
      .map((each) => ({
        ...each,
        nativePlace: nativePlaces.get(each.benchmark) ?? null,
        references: referencePoints(figures, { benchmark: each.benchmark, metric: each.metric.name, ...unitOf(each) }),
      }))
      .filter(({ rows, references }) => rows.length > 0 || references.length > 0)
      .toSorted((a, b) => a.title.localeCompare(b.title)),
    leftOut: { contaminated, rejected, older: cut },
  };
}

const unitOf = ({
  metric,
}: {
  readonly metric: { readonly unit: string; readonly direction: 'higher-is-better' | 'lower-is-better' };
}) => ({ unit: metric.unit, direction: metric.direction });

function rowBody(row: Overhead): OverheadRow {
  const pool = poolBody(row.pool);
  const nothing = { performance: null, judged: null, baseline: null, unlike: [], noted: [] };
  switch (row.kind) {
    case 'native':
      return { ...nothing, kind: row.kind, pool, performance: row.performance ?? null };
    case 'no-native':
      return { ...nothing, kind: row.kind, pool };
    case 'no-ratio':
      return { ...nothing, kind: row.kind, pool, baseline: poolBody(row.baseline) };
    case 'unlike':
      return {
        ...nothing,
        kind: row.kind,
        pool,
        baseline: poolBody(row.baseline),
        unlike: [...row.unlike],
        noted: [...row.noted],
      };
    case 'compared':
      return {
        kind: row.kind,
        pool,
        performance: row.performance,
        judged: judgedBody(row),
        baseline: poolBody(row.baseline),
        unlike: [...row.unlike],
        noted: [...row.noted],
      };
  }
}
