'use client';
import { useQuery } from '@tanstack/react-query';
import { Gauge } from 'lucide-react';
import { parseAsString, useQueryStates } from 'nuqs';
import { DetailPage } from '@/components/layout/detail-page';
import { EmptyState } from '@/components/status/view-states';
import { parseAsAnyOf } from '@/components/table/use-list-filter';
import { LinkButton } from '@/components/ui/link-button';
import { withQuery } from '@/lib/client/http';
import { benchmarkReportQuery } from '@/lib/client/queries/benchmark-report';
import type { BenchmarkRunsExport } from '@/lib/contracts/benchmark-exports';
import type { BenchmarkRunDetail } from '@/lib/contracts/benchmarks';
import { endsOf, STANDING_WORDS, STANDINGS } from '@/lib/domain/benchmark';
import { HostIdSchema, DomainIdSchema } from '@/lib/contracts/common';
import { OPERATION_STATES } from '@/lib/domain/operation';
import { pages } from '@/lib/utils/paths';
import { ReportDisturbances, ReportFigures, ReportVerdicts, utc } from './report-parts';
import { Sheet, SheetSection } from './sheet';
import { useMadeAt } from './use-made-at';

/** The filter of the list of runs, by the same names. */
const PARSERS = {
  state: parseAsAnyOf(OPERATION_STATES),
  standing: parseAsAnyOf(STANDINGS),
  benchmark: parseAsString.withDefault(''),
  domain: parseAsString.withDefault(''),
  host: parseAsString.withDefault(''),
};

/** The runs that a list shows, on paper: of each the figures with their intervals, who signed them, what they ran on. */
export function RunsReport() {
  const [{ state, standing, benchmark, domain, host }] = useQueryStates(PARSERS);
  const filter = {
    ...(state.length === 0 ? {} : { state }),
    ...(standing.length === 0 ? {} : { standing }),
    ...(benchmark === '' ? {} : { benchmark }),
    domain: DomainIdSchema.safeParse(domain).data,
    host: HostIdSchema.safeParse(host).data,
  };
  const result = useQuery(benchmarkReportQuery(filter));
  const asked = [
    ...(benchmark === '' ? [] : [benchmark]),
    ...standing.map((each) => STANDING_WORDS[each]),
    ...state,
    ...(filter.domain === undefined ? [] : ['of one domain']),
    ...(filter.host === undefined ? [] : ['of one host']),
  ];
  return (
    <DetailPage result={result} what="the runs">
      {(report) => (
        <Report report={report} asked={asked.join(', ')} backTo={withQuery(pages.benchmarkRuns(), filter)} />
      )}
    </DetailPage>
  );
}

function Report({
  report,
  asked,
  backTo,
}: {
  readonly report: BenchmarkRunsExport;
  readonly asked: string;
  readonly backTo: string;
}) {
  const madeAt = useMadeAt();
  const { items, total } = report;
  const number = items.length === total ? String(total) : `the newest ${items.length} of ${total}`;
  return (
    <Sheet
      title="Benchmark runs"
      subtitle={`${asked === '' ? 'All' : `Only ${asked}`}: ${number}, newest first.${madeAt === '' ? '' : ` Printed ${utc(madeAt)}.`}`}
      backTo={{ href: backTo, label: 'Back to the runs' }}
    >
      {items.length === 0 ? (
        <EmptyState
          icon={Gauge}
          title="No run matches"
          action={<LinkButton href={pages.benchmarkRuns()}>Show all runs</LinkButton>}
        >
          The runs that a list shows are printed here.
        </EmptyState>
      ) : (
        items.map((run) => <Run key={run.id} run={run} />)
      )}
    </Sheet>
  );
}

function Run({ run }: { readonly run: BenchmarkRunDetail }) {
  const end = run.provenance?.ends[0];
  const facts = [
    utc(run.createdAt),
    `${run.benchmarkName} version ${run.benchmarkVersion}`,
    `on ${run.hostName}`,
    ...(end === undefined ? [] : [`${end.hypervisor} ${end.hypervisorVersion}`, end.guestMode, end.hostCpuModel]),
    ...(run.emulated === true ? ['emulated: no figures of a processor'] : []),
    ...(run.state === 'succeeded' ? [] : [run.state]),
  ];
  return (
    <SheetSection title={`${run.title}: ${endsOf(run)}`}>
      <p className="mb-1 text-xs text-muted">{facts.join(' · ')}</p>
      <ReportFigures run={run} />
      <div className="mt-1 text-xs">
        <ReportVerdicts run={run} />
        {run.contaminated ? (
          <div className="mt-1">
            <span className="font-medium">Disturbed.</span> <ReportDisturbances run={run} />
          </div>
        ) : null}
      </div>
    </SheetSection>
  );
}
