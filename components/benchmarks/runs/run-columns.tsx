'use client';
import { createColumnHelper } from '@tanstack/react-table';
import { OperationBadge } from '@/components/operations/operation-look';
import { NameCell, PhoneName } from '@/components/table/row-name';
import { actorColumn, askedColumn } from '@/components/table/shared-columns';
import type { Column } from '@/components/table/table-types';
import { Age } from '@/components/ui/age';
import { Dash } from '@/components/ui/dash';
import type { BenchmarkRunSummary } from '@/lib/contracts/benchmarks';
import { endsOf } from '@/lib/domain/benchmark';
import { isFinished } from '@/lib/domain/operation';
import { pages } from '@/lib/utils/paths';
import { formatFigure, formatInterval } from '@/lib/utils/figures';
import { RunCautions, StandingBadge } from '../run-look';

const column = createColumnHelper<BenchmarkRunSummary>();

/** Columns of every list of runs; the server gives them newest first. */
export const RUN_COLUMNS: Column<BenchmarkRunSummary>[] = [
  column.accessor('title', {
    header: 'Benchmark',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(170px, 1.4fr)' },
    cell: ({ row: { original } }) => (
      <NameCell href={pages.benchmarkRun(original.id)} name={original.title} simulated={false} />
    ),
  }),
  column.display({
    id: 'ends',
    header: 'Measured',
    meta: { width: 'minmax(150px, 1.4fr)' },
    cell: ({ row: { original } }) => <Ends run={original} />,
  }),
  column.accessor('hostName', {
    header: 'Host',
    enableSorting: false,
    meta: { width: 'minmax(110px, 0.9fr)', hiddenAtFirst: true },
  }),
  column.display({
    id: 'figures',
    header: 'Median',
    meta: { width: 'minmax(180px, 1.6fr)', name: 'Median with its interval' },
    cell: ({ row: { original } }) => <MainFigure run={original} />,
  }),
  column.accessor('state', {
    header: 'State',
    enableSorting: false,
    meta: { width: 'minmax(130px, 1fr)' },
    cell: ({ row: { original } }) => <RunState run={original} />,
  }),
  column.accessor('standing', {
    header: 'Review',
    enableSorting: false,
    meta: { width: 'minmax(120px, 0.9fr)' },
    cell: ({ row: { original } }) => <StandingBadge standing={original.standing} plain />,
  }),
  column.display({
    id: 'cautions',
    header: 'Cautions',
    meta: { width: 'minmax(110px, 0.9fr)' },
    cell: ({ row: { original } }) => (
      <span className="flex gap-2">
        <RunCautions run={original} plain />
      </span>
    ),
  }),
  actorColumn(),
  askedColumn(),
];

/** What was measured, and how many of it at once. */
function Ends({ run }: { readonly run: BenchmarkRunSummary }) {
  const words = endsOf(run);
  return (
    <span className="truncate" title={words}>
      {words}
      {run.guests === 1 ? null : <span className="text-muted"> and {run.guests - 1} more at once</span>}
    </span>
  );
}

/** The first metric, and how many more there are. */
function MainFigure({ run }: { readonly run: BenchmarkRunSummary }) {
  const [metric, ...others] = run.metrics;
  if (metric === undefined || metric.estimate === null) return <Dash />;
  return (
    <span className="truncate tabular-nums" title={`${metric.title}: ${formatInterval(metric.estimate)}`}>
      {formatFigure(metric.estimate.value, metric.unit)}
      {others.length === 0 ? null : <span className="text-muted"> and {others.length} more</span>}
    </span>
  );
}

/** State, and how far it is while it runs. */
export function RunState({ run }: { readonly run: BenchmarkRunSummary }) {
  const total = run.repeats + run.warmUps;
  return (
    <span className="flex items-center gap-2" title={run.waitingFor ?? undefined}>
      <OperationBadge operation={run} plain />
      {isFinished(run.state) || run.state === 'queued' ? null : (
        <span className="text-xs text-muted tabular-nums">
          {run.done} of {total}
        </span>
      )}
    </span>
  );
}

/** A run in two lines. */
export function RunPhoneRow({ run }: { readonly run: BenchmarkRunSummary }) {
  return (
    <div className="grid gap-0.5">
      <PhoneName href={pages.benchmarkRun(run.id)} name={run.title} simulated={false}>
        <Age at={run.createdAt} className="text-xs text-muted" />
      </PhoneName>
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-muted">
        <RunState run={run} />
        <Ends run={run} />
        <MainFigure run={run} />
        <StandingBadge standing={run.standing} plain />
        <RunCautions run={run} plain />
      </div>
    </div>
  );
}
