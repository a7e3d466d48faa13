import { z } from 'zod';
import { type LaneSeries, scalingOf, spreadOf } from '@/lib/benchmarks/cluster';
import { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import { conditionWords, likenessOf } from '@/lib/benchmarks/likeness';
import { technologyWordsOf } from '@/lib/benchmarks/measured-on';
import { referencePoints, referenceScaling } from '@/lib/benchmarks/reference';
import type { BenchmarkResult } from '@/lib/benchmarks/result';
import { soundResults } from '@/lib/benchmarks/sound-results';
import {
  type BenchmarkCluster,
  type ClusterQuery,
  type ClusterRun,
  type DrawnRun,
  MOST_CURVES,
} from '@/lib/contracts/benchmark-analysis';
import { CLUSTER_BENCHMARK, type MetricAcross } from '@/lib/domain/benchmark';
import type { ServiceContext } from '@/lib/server/service-context';
import { estimateMedian } from '@/lib/statistics/bootstrap';
import { groupBy } from '@/lib/utils/group-by';
import { poolBody } from './analysis-body';
import { loadResults } from './load-results';
import { metricBody } from './run-rows';

/** Runs offered for drawing, the newest. */
const MOST_OFFERED = 100;

/**
 * The cluster pair: curves of the runs that are asked for (without any, the newest of each configuration), and what several
 * pairs at once have together.
 */
export async function readBenchmarkCluster(options: {
  readonly context: ServiceContext;
  readonly query: ClusterQuery;
}): Promise<z.input<typeof BenchmarkCluster>> {
  const { context, query } = options;
  const loaded = await loadResults({ context, filter: { benchmark: CLUSTER_BENCHMARK } });
  const { sound, rejected, contaminated } = soundResults(loaded.results);
  const row = await context.db.benchmark.findFirst({
    where: { name: CLUSTER_BENCHMARK },
    orderBy: { version: 'desc' },
  });
  const definition = row === null ? undefined : BenchmarkDefinition.parse(row.body);
  const runs = [...groupBy(newestFirst(loaded.results), ({ id }) => id).values()];
  const chosen = (query.run ?? []).length === 0 ? newestOfEach(newestFirst(sound)) : (query.run ?? []);
  const placeOf = ([first]: readonly BenchmarkResult[]): number => chosen.indexOf(first?.id ?? '');
  const drawn = runs.filter((results) => placeOf(results) >= 0).toSorted((a, b) => placeOf(a) - placeOf(b));
  const series = await readSeries(
    context,
    drawn.flatMap(([first]) => first?.id ?? []),
  );
  const figures = await context.db.referenceFigure.findMany({ orderBy: { id: 'asc' } });
  const metrics = definition?.metrics.map(metricBody) ?? [];
  const printed = metrics.map((metric) => ({
    name: metric.name,
    of: { ...metric, benchmark: CLUSTER_BENCHMARK, metric: metric.name },
  }));
  return {
    runs: runs.flatMap(([first]) => (first === undefined ? [] : [runBody(first)])).slice(0, MOST_OFFERED),
    drawn: drawn.flatMap((results) => drawnBody(results, drawn[0]?.[0], series, metrics)),
    series:
      definition?.series === undefined
        ? null
        : { xTitle: definition.series.x.title, xUnit: definition.series.x.unit, metrics },
    scaling: scalingOf(sound).map(({ latest, steps }) => ({
      metric: latest.metric,
      technology: technologyWordsOf(latest),
      conditions: conditionWords({ ...latest, conditions: { ...latest.conditions, guests: 1 } }),
      steps: steps.map(({ guests, pool, change }) => ({ guests, pool: poolBody(pool), change: change ?? null })),
    })),
    references: printed.map(({ name, of }) => ({ metric: name, points: referencePoints(figures, of) })),
    referenceScaling: printed.map(({ name, of }) => ({ metric: name, steps: referenceScaling(figures, of) })),
    leftOut: { contaminated, rejected, older: loaded.cut },
  };
}

const newestFirst = (results: readonly BenchmarkResult[]): BenchmarkResult[] =>
  results.filter(({ samples }) => samples.length > 0).toSorted((a, b) => b.at.getTime() - a.at.getTime());

/** Native before guests, and one pair at a time before several: what the others are seen against comes first. */
function newestOfEach(results: readonly BenchmarkResult[]): string[] {
  const configurations = groupBy(results, ({ measuredOn, conditions }) =>
    JSON.stringify([measuredOn, conditions.sameHost, conditions.guests]),
  );
  return [...configurations.values()]
    .flatMap(([first]) => first ?? [])
    .toSorted((a, b) => a.conditions.guests - b.conditions.guests || nativeFirst(a) - nativeFirst(b))
    .slice(0, MOST_CURVES)
    .map(({ id }) => id);
}

const nativeFirst = ({ measuredOn }: BenchmarkResult): number => (measuredOn === 'native' ? 0 : 1);

const runBody = (result: BenchmarkResult): ClusterRun => {
  const { guests } = result.conditions;
  return {
    id: result.id,
    label: `${technologyWordsOf(result)}: ${result.ends}${guests > 1 ? ` and ${guests - 1} more at once` : ''}`,
    technology: technologyWordsOf(result),
    conditions: conditionWords(result),
    ends: result.ends,
    at: result.at.toISOString(),
    guests,
    contaminated: result.contaminated,
    standing: result.standing,
  };
};

function drawnBody(
  results: readonly BenchmarkResult[],
  against: BenchmarkResult | undefined,
  series: readonly SeriesRow[],
  metrics: readonly { readonly name: string; readonly across: MetricAcross }[],
): DrawnRun[] {
  const [first] = results;
  if (first === undefined) return [];
  const own = series.filter(({ id }) => id === first.id);
  return [
    {
      ...runBody(first),
      repeats: first.samples.length,
      figures: results.map(({ metric, samples }) => ({ ...metric, median: estimateMedian(samples) })),
      curves: results.map(({ metric, conditions }) => {
        const lanes: LaneSeries[] = own.map(({ repeat, lane, series: all }) => ({
          repeat,
          lane,
          points: all[metric.name] ?? [],
        }));
        const across = metrics.find(({ name }) => name === metric.name)?.across ?? 'each';
        return { metric: metric.name, points: spreadOf(lanes, conditions.guests, across) };
      }),
      unlike:
        against === undefined ? [] : [...likenessOf(against, first, ['technology', 'host', 'configuration']).unlike],
    },
  ];
}

const SeriesRow = z.object({
  id: z.string(),
  repeat: z.number(),
  lane: z.number(),
  series: z.record(z.string(), z.array(z.object({ x: z.number(), y: z.number() }))),
});
type SeriesRow = z.infer<typeof SeriesRow>;

/** @param ids of runs that the actor was found to see */
async function readSeries({ db }: ServiceContext, ids: readonly string[]): Promise<SeriesRow[]> {
  if (ids.length === 0) return [];
  const rows = await db.$queryRaw<unknown[]>`
    select "operationId"::text as id, repeat, lane, series from "BenchmarkSample"
    where "operationId" = any(${[...ids]}::uuid[]) and not "warmUp" and jsonb_typeof(figures) = 'object'
      and jsonb_typeof(series) = 'object'
    order by "operationId", repeat, lane`;
  return z.array(SeriesRow).parse(rows);
}
