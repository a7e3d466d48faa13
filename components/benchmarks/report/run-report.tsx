'use client';
import { useQuery } from '@tanstack/react-query';
import { DetailPage } from '@/components/layout/detail-page';
import { Banner } from '@/components/ui/banner';
import { DescriptionList } from '@/components/ui/description-list';
import { benchmarkRunQuery } from '@/lib/client/queries/benchmarks';
import type { BenchmarkRunDetail } from '@/lib/contracts/benchmarks';
import { endsOf, STANDING_WORDS } from '@/lib/domain/benchmark';
import { pages } from '@/lib/utils/paths';
import {
  ReportDisturbances,
  ReportFigures,
  ReportProvenance,
  ReportSamples,
  ReportVerdicts,
  utc,
} from './report-parts';
import { Sheet, SheetSection } from './sheet';
import { useMadeAt } from './use-made-at';

/** One run on paper: figures with their intervals, who signed them, what it ran on, every repeat. */
export function RunReport({ id }: { readonly id: string }) {
  const result = useQuery(benchmarkRunQuery(id));
  return (
    <DetailPage result={result} what="this run">
      {(run) => <Report run={run} />}
    </DetailPage>
  );
}

function Report({ run }: { readonly run: BenchmarkRunDetail }) {
  const madeAt = useMadeAt();
  const parameters = Object.entries(run.parameters).map(([name, value]) => `${name} ${value}`);
  return (
    <Sheet
      title={`${run.title}: ${endsOf(run)}`}
      subtitle={`Benchmark run of ${utc(run.createdAt)}, ${STANDING_WORDS[run.standing]}`}
      backTo={{ href: pages.benchmarkRun(run.id), label: 'Back to the run' }}
    >
      {run.state === 'succeeded' ? null : (
        <Banner kind="warning" className="mb-4">
          This run is {run.state}
          {run.error === null ? '' : `: ${run.error}`}
        </Banner>
      )}
      {run.emulated === true ? (
        <Banner className="mb-4">
          Emulated: every instruction was carried out by software. These figures tell runs of this testbed apart; they
          say nothing about a processor.
        </Banner>
      ) : null}
      <SheetSection title="Figures">
        <ReportFigures run={run} />
      </SheetSection>
      <SheetSection title="Verdict">
        <ReportVerdicts run={run} />
      </SheetSection>
      <SheetSection title="Disturbances">
        <ReportDisturbances run={run} />
      </SheetSection>
      <SheetSection title="Facts">
        <DescriptionList
          items={[
            { term: 'Benchmark', value: `${run.benchmarkName}, version ${run.benchmarkVersion}` },
            { term: 'Parameters', value: parameters.length === 0 ? 'as defined' : parameters.join(', ') },
            { term: 'Repeats', value: `${run.repeats}, after ${run.warmUps} to warm up` },
            { term: 'At the same time', value: run.guests === 1 ? 'one end or pair' : `${run.guests} ends or pairs` },
            { term: 'VO', value: run.vo },
            { term: 'Asked by', value: run.actorName },
            { term: 'Reason', value: run.reason },
            { term: 'Began', value: run.startedAt === null ? null : utc(run.startedAt) },
            { term: 'Ended', value: run.finishedAt === null ? null : utc(run.finishedAt) },
            { term: 'Run', value: <code className="font-mono text-xs break-all">{run.id}</code> },
            { term: 'Gridbox', value: run.provenance?.gridboxVersion },
          ]}
        />
      </SheetSection>
      <SheetSection title="Provenance">
        <ReportProvenance run={run} />
      </SheetSection>
      <SheetSection title="Repeats">
        {run.samples.length === 0 ? <p>None has ended.</p> : <ReportSamples run={run} />}
      </SheetSection>
      <p className="text-xs text-muted">
        Intervals are exact percentile bootstrap intervals of the median.{' '}
        {madeAt === '' ? '' : `Printed ${utc(madeAt)}.`}
      </p>
    </Sheet>
  );
}
