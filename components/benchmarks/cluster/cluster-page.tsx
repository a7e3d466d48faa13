'use client';
import { useQuery } from '@tanstack/react-query';
import { Network } from 'lucide-react';
import { parseAsArrayOf, parseAsString, useQueryState } from 'nuqs';
import { AnalysisView } from '@/components/benchmarks/analysis/analysis-view';
import { LeftOutNote } from '@/components/benchmarks/analysis/left-out';
import { RunBenchmarkButton } from '@/components/benchmarks/run-dialog/run-benchmark-button';
import { EMPTY_WISH, type RunWish } from '@/components/benchmarks/run-dialog/run-wish';
import { BenchmarkHeader } from '@/components/benchmarks/benchmark-header';
import { CurvesFrame, DotsFrame } from '@/components/charts/analysis-frames';
import { prepareConfigurations, prepareCurves, prepareScaling } from '@/components/charts/prepare/prepare-cluster';
import { EmptyState } from '@/components/status/view-states';
import { FacetFilter } from '@/components/table/facet-filter';
import { Banner } from '@/components/ui/banner';
import { benchmarkClusterQuery } from '@/lib/client/queries/benchmark-analysis';
import { type BenchmarkCluster, MOST_CURVES } from '@/lib/contracts/benchmark-analysis';
import { CLUSTER_BENCHMARK } from '@/lib/domain/benchmark';

const CLUSTER_WISH: RunWish = { ...EMPTY_WISH, benchmark: CLUSTER_BENCHMARK, place: 'domain-pair' };

/** The report's cluster pair: bandwidth over message size, startup, and what several pairs have together. */
export function ClusterPage() {
  const [chosen, setChosen] = useQueryState('run', parseAsArrayOf(parseAsString).withDefault([]));
  const read = useQuery(benchmarkClusterQuery(chosen));
  return (
    <>
      <BenchmarkHeader
        title="Cluster"
        meta="Bandwidth and startup between two ends, alone and several at once"
        actions={<RunBenchmarkButton wish={CLUSTER_WISH} />}
      />
      <AnalysisView read={read} what="the cluster benchmark">
        {(cluster) => (
          <Content
            cluster={cluster}
            chosen={chosen}
            onChoose={(runs) => void setChosen(runs.length === 0 ? null : runs.slice(0, MOST_CURVES))}
          />
        )}
      </AnalysisView>
    </>
  );
}

function Content({
  cluster,
  chosen,
  onChoose,
}: {
  readonly cluster: BenchmarkCluster;
  readonly chosen: readonly string[];
  readonly onChoose: (runs: string[]) => void;
}) {
  const metrics = cluster.series?.metrics ?? [];
  // The report draws bandwidth; a time over size is read off it.
  const curved = metrics.filter(({ direction }) => direction === 'higher-is-better');
  return (
    <div className="grid gap-8">
      {cluster.runs.length === 0 ? (
        <EmptyState
          icon={Network}
          title="Nothing measured between two ends yet"
          action={<RunBenchmarkButton label="Run the cluster benchmark" wish={CLUSTER_WISH} />}
        >
          Curves of bandwidth over message size are drawn here: between two processes of a host, between two domains of
          one host, and across two. Until then there are the figures of the 2006 report.
        </EmptyState>
      ) : (
        <div>
          <div className="flex flex-wrap items-center gap-3">
            <FacetFilter
              label="Runs"
              options={cluster.runs.map((run) => ({
                value: run.id,
                label: `${run.label}, ${new Date(run.at).toLocaleString('en-GB', { dateStyle: 'short', timeStyle: 'short' })}${run.contaminated ? ', disturbed' : ''}`,
              }))}
              chosen={chosen}
              onChange={onChoose}
            />
            <span className="text-sm text-muted">
              {chosen.length === 0
                ? 'Shown: the newest run of each configuration.'
                : `${cluster.drawn.length} of at most ${MOST_CURVES} shown.`}
            </span>
          </div>
          <UnlikeNote cluster={cluster} />
          <LeftOutNote leftOut={cluster.leftOut} />
        </div>
      )}
      {curved.map((metric) => (
        <CurvesFrame key={metric.name} model={prepareCurves(cluster, metric)} fileName={`cluster-${metric.name}`} />
      ))}
      <section aria-label="By configuration" className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
        {metrics.map((metric) => (
          <DotsFrame
            key={metric.name}
            model={prepareConfigurations(cluster, metric)}
            fileName={`cluster-${metric.name}-configurations`}
          />
        ))}
      </section>
      <ScalingSection cluster={cluster} />
    </div>
  );
}

/** What is drawn side by side here was chosen, not found alike: what differs beside technology, host and configuration is said. */
function UnlikeNote({ cluster: { drawn } }: { readonly cluster: BenchmarkCluster }) {
  const [first] = drawn;
  const unlike = drawn.filter((run) => run.unlike.length > 0);
  if (first === undefined || unlike.length === 0) return null;
  return (
    <Banner kind="warning">
      Not all that is drawn is alike. Against {first.label}:
      <ul className="mt-1 list-disc pl-5">
        {unlike.map((run) => (
          <li key={run.id}>
            {run.label}: {run.unlike.join('; ')}
          </li>
        ))}
      </ul>
    </Banner>
  );
}

function ScalingSection({ cluster }: { readonly cluster: BenchmarkCluster }) {
  const severals = cluster.scaling.filter(({ steps }) => steps.some(({ guests }) => guests > 1));
  return (
    <section aria-label="Several at once">
      <h2 className="text-base font-semibold">Several at once</h2>
      <p className="mb-3 max-w-prose text-sm text-muted">
        The report’s claim: aggregate bandwidth scales, latency does not. Bandwidth is the sum of all pairs in each
        repeat, startup the median of them; the change is against one pair of the same configuration, with its interval.
      </p>
      {severals.length === 0 ? (
        <p className="rounded-md bg-sunken px-3 py-6 text-center text-sm text-muted">
          No run of two or more pairs at once yet: “Run benchmark”, then “Another pair at the same time”.
        </p>
      ) : (
        <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
          {severals.map((scaling) => (
            <DotsFrame
              key={`${scaling.metric.name} ${scaling.technology} ${scaling.conditions.join(' ')}`}
              model={prepareScaling(scaling, cluster)}
              fileName={`cluster-${scaling.metric.name}-scaling`}
            />
          ))}
        </div>
      )}
    </section>
  );
}
