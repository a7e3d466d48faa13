import type { z } from 'zod';
import { measuredOnWords } from '@/lib/benchmarks/measured-on';
import type { BenchmarkResult } from '@/lib/benchmarks/result';
import type { BenchmarkChoices } from '@/lib/contracts/benchmark-analysis';
import type { ServiceContext } from '@/lib/server/service-context';
import { groupBy } from '@/lib/utils/group-by';
import { loadResults } from './load-results';
import { visibleRuns } from './run-rows';

/** A longer list is searched better on the page of runs, which leads here. */
const MOST_RUNS_OFFERED = 200;

/** What there are results of that the actor may know of. */
export async function listBenchmarkChoices(context: ServiceContext): Promise<z.input<typeof BenchmarkChoices>> {
  const { results } = await loadResults({ context, filter: {} });
  const newestFirst = results.toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const domains = await context.db.benchmarkRun.findMany({
    where: { AND: [visibleRuns(context.actor), { operation: { state: 'succeeded' }, domainId: { not: null } }] },
    select: { domainId: true, domainName: true },
    distinct: ['domainId'],
    orderBy: { createdAt: 'desc' },
  });
  return {
    benchmarks: [...groupBy(newestFirst, ({ conditions }) => conditions.benchmark)]
      .map(([name, own]) => ({ name, title: own[0]?.title ?? name, metrics: metricsOf(own) }))
      .toSorted((a, b) => a.title.localeCompare(b.title)),
    hosts: byName(
      newestFirst.flatMap(({ hostId, hostName }) => (hostId === undefined ? [] : [{ id: hostId, name: hostName }])),
    ),
    domains: byName(
      domains.flatMap(({ domainId, domainName }) =>
        domainId === null || domainName === null ? [] : [{ id: domainId, name: domainName }],
      ),
    ),
    technologies: [...new Set(newestFirst.map(({ measuredOn }) => measuredOn))]
      .map((id) => ({ id, name: measuredOnWords(id) }))
      .toSorted((a, b) => a.name.localeCompare(b.name)),
    runs: [...groupBy(newestFirst, ({ id }) => id).values()]
      .flatMap(([first]) =>
        first === undefined
          ? []
          : [{ id: first.id, label: `${first.title}: ${first.ends}`, at: first.at.toISOString() }],
      )
      .slice(0, MOST_RUNS_OFFERED),
  };
}

/** As the newest results have them. */
const metricsOf = (results: readonly BenchmarkResult[]): BenchmarkResult['metric'][] => [
  ...new Map(results.toReversed().map(({ metric }) => [metric.name, metric])).values(),
];

/** Each id once, by the name it had last. */
function byName(
  newestFirst: readonly { readonly id: string; readonly name: string }[],
): { id: string; name: string }[] {
  const names = new Map(newestFirst.toReversed().map(({ id, name }) => [id, name]));
  return [...names].map(([id, name]) => ({ id, name })).toSorted((a, b) => a.name.localeCompare(b.name));
}
