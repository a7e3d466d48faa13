'use client';
import { useQuery } from '@tanstack/react-query';
import { LineChart } from 'lucide-react';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { AnalysisView } from '@/components/benchmarks/analysis/analysis-view';
import { ChoiceSelect } from '@/components/benchmarks/analysis/choice-select';
import { LeftOutNote } from '@/components/benchmarks/analysis/left-out';
import { BenchmarkHeader } from '@/components/benchmarks/benchmark-header';
import { RunBenchmarkButton } from '@/components/benchmarks/run-dialog/run-benchmark-button';
import { TrendFrame } from '@/components/charts/analysis-frames';
import { prepareTrend } from '@/components/charts/prepare/prepare-trend';
import { EmptyState } from '@/components/status/view-states';
import { benchmarkChoicesQuery, benchmarkTrendQuery } from '@/lib/client/queries/benchmark-analysis';
import { type BenchmarkChoices, type BenchmarkTrend, MEASURED_ON } from '@/lib/contracts/benchmark-analysis';
import { TrendChanges } from './trend-changes';
import { TrendNotes } from './trend-notes';

const ADDRESS = {
  benchmark: parseAsString,
  metric: parseAsString,
  host: parseAsString,
  technology: parseAsStringLiteral(MEASURED_ON),
  domain: parseAsString,
  variant: parseAsString,
};

/** One metric over time: where its level moved, and what was different from then on. */
export function TrendPage() {
  const choices = useQuery(benchmarkChoicesQuery());
  return (
    <>
      <BenchmarkHeader title="Trend" meta="One metric over time, and what changed when it moved" />
      <AnalysisView read={choices} what="what there is to follow">
        {(known) =>
          known.benchmarks.length === 0 ? (
            <EmptyState icon={LineChart} title="Nothing to follow yet" action={<RunBenchmarkButton />}>
              Each run of a benchmark is a point here. From eight runs on, changes of level are found and dated.
            </EmptyState>
          ) : (
            <Chosen choices={known} />
          )
        }
      </AnalysisView>
    </>
  );
}

function Chosen({ choices }: { readonly choices: BenchmarkChoices }) {
  const [address, setAddress] = useQueryStates(ADDRESS, { history: 'replace' });
  const metrics = choices.benchmarks.flatMap(({ name, title, metrics: own }) =>
    own.map((metric) => ({
      // Names that were imported may hold spaces.
      id: JSON.stringify([name, metric.name]),
      name: `${title}: ${metric.title.toLowerCase()}`,
      benchmark: name,
      metric: metric.name,
    })),
  );
  const asked =
    address.benchmark === null || address.metric === null
      ? undefined
      : {
          id: JSON.stringify([address.benchmark, address.metric]),
          benchmark: address.benchmark,
          metric: address.metric,
        };
  const { id: chosen, benchmark, metric } = asked ?? metrics[0] ?? { id: '', benchmark: '', metric: '' };
  const { host, technology, domain, variant } = address;
  const read = useQuery(benchmarkTrendQuery({ benchmark, metric, host, technology, domain, variant }));
  return (
    <>
      <div className="mb-4 grid max-w-5xl gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <ChoiceSelect
          label="Metric"
          any={metrics[0]?.name ?? 'any'}
          choices={metrics.slice(1)}
          value={chosen === metrics[0]?.id ? null : chosen}
          onChange={(next) => {
            const one = metrics.find(({ id }) => id === next);
            void setAddress({ benchmark: one?.benchmark ?? null, metric: one?.metric ?? null, variant: null });
          }}
        />
        {choices.hosts.length === 0 ? null : (
          <ChoiceSelect
            label="Host"
            choices={choices.hosts}
            value={host}
            onChange={(next) => void setAddress({ host: next, variant: null })}
          />
        )}
        <ChoiceSelect
          label="Technology"
          choices={choices.technologies}
          value={technology}
          onChange={(next) => void setAddress({ technology: next, variant: null })}
        />
        <ChoiceSelect
          label="Domain"
          choices={choices.domains}
          value={domain}
          onChange={(next) => void setAddress({ domain: next, variant: null })}
        />
        {read.data === undefined || read.data.variants.length < 2 ? null : (
          <ChoiceSelect
            label="Series"
            any={`${read.data.variants[0]?.name ?? ''} (most runs)`}
            choices={read.data.variants.slice(1).map(({ name }) => ({ id: name, name }))}
            value={variant === read.data.variants[0]?.name ? null : variant}
            onChange={(next) => void setAddress({ variant: next })}
          />
        )}
      </div>
      <AnalysisView read={read} what="the trend">
        {(trend) => <Content trend={trend} host={choices.hosts.find(({ id }) => id === host)} />}
      </AnalysisView>
    </>
  );
}

function Content({
  trend,
  host,
}: {
  readonly trend: BenchmarkTrend;
  readonly host: { readonly id: string; readonly name: string } | undefined;
}) {
  const model = prepareTrend(trend);
  return (
    <div className="grid gap-6">
      <LeftOutNote leftOut={trend.leftOut} />
      <TrendFrame model={model} fileName={`trend-${trend.title}-${trend.metric.name}`} />
      <TrendChanges trend={trend} />
      <TrendNotes notes={trend.notes} host={host} />
    </div>
  );
}
