'use client';
import { useQuery } from '@tanstack/react-query';
import { Gauge } from 'lucide-react';
import { parseAsBoolean, useQueryStates } from 'nuqs';
import { AnalysisView } from '@/components/benchmarks/analysis/analysis-view';
import { LeftOutNote } from '@/components/benchmarks/analysis/left-out';
import { UnlikeSwitch } from '@/components/benchmarks/analysis/unlike-switch';
import { BenchmarkHeader } from '@/components/benchmarks/benchmark-header';
import { RunBenchmarkButton } from '@/components/benchmarks/run-dialog/run-benchmark-button';
import { DotsFrame } from '@/components/charts/analysis-frames';
import { prepareOverhead } from '@/components/charts/prepare/prepare-overhead';
import { EmptyState } from '@/components/status/view-states';
import { Switch } from '@/components/ui/checkbox';
import { benchmarkOverviewQuery } from '@/lib/client/queries/benchmark-analysis';
import type { BenchmarkOverview } from '@/lib/contracts/benchmark-analysis';
import { OverheadRows } from './overhead-rows';

const ADDRESS = { unlike: parseAsBoolean.withDefault(false), accepted: parseAsBoolean.withDefault(false) };

/** The report's bar chart with intervals: what each technology costs against the bare host, metric by metric. */
export function OverviewPage() {
  const [address, setAddress] = useQueryStates(ADDRESS, { history: 'replace' });
  const read = useQuery(
    benchmarkOverviewQuery({
      unlike: address.unlike,
      ...(address.accepted ? { standing: ['accepted'] } : {}),
    }),
  );
  return (
    <>
      <BenchmarkHeader
        title="Benchmarks"
        meta="Each technology against the bare host"
        actions={<RunBenchmarkButton />}
      />
      <div className="mb-4 flex flex-wrap gap-x-8 gap-y-2">
        <UnlikeSwitch checked={address.unlike} onChange={(unlike) => void setAddress({ unlike })} />
        <Switch
          label="Accepted figures only"
          hint="What a testbed manager has signed."
          checked={address.accepted}
          onChange={(event) => void setAddress({ accepted: event.target.checked })}
        />
      </div>
      <AnalysisView read={read} what="the overview">
        {(overview) => <Content overview={overview} />}
      </AnalysisView>
    </>
  );
}

function Content({ overview }: { readonly overview: BenchmarkOverview }) {
  const { metrics, leftOut } = overview;
  return (
    <>
      <LeftOutNote leftOut={leftOut} />
      {metrics.some(({ rows }) => rows.length > 0) ? null : (
        <EmptyState icon={Gauge} title="Nothing measured yet" action={<RunBenchmarkButton />}>
          Each benchmark is drawn here once it has run: on a host itself, and in a guest of each technology.
          {metrics.length === 0 ? '' : ' Until then there are the figures of the 2006 report.'}
        </EmptyState>
      )}
      <div className="grid gap-x-8 gap-y-8 lg:grid-cols-2">
        {metrics.map((metric) => (
          <section
            key={`${metric.benchmark} ${metric.metric.name} ${metric.metric.unit}`}
            aria-label={`${metric.title}: ${metric.metric.title}`}
            className="grid min-w-0 content-start gap-2"
          >
            <DotsFrame
              model={prepareOverhead(metric)}
              fileName={`overhead-${metric.benchmark}-${metric.metric.name}`}
            />
            <OverheadRows metric={metric} />
          </section>
        ))}
      </div>
    </>
  );
}
