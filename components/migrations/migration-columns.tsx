'use client';
import { createColumnHelper } from '@tanstack/react-table';
import { NameCell, PhoneName } from '@/components/table/row-name';
import { actorColumn, askedColumn } from '@/components/table/shared-columns';
import type { Column } from '@/components/table/table-types';
import { Age } from '@/components/ui/age';
import { Dash } from '@/components/ui/dash';
import { Bytes, Duration, formatPercent } from '@/components/ui/figures';
import { Progress } from '@/components/ui/progress';
import type { MigrationSummary } from '@/lib/contracts/migrations';
import { isFinished } from '@/lib/domain/operation';
import { pages } from '@/lib/utils/paths';
import { StageBadge } from './migration-look';

const column = createColumnHelper<MigrationSummary>();

/** Columns of every list of migrations; the server gives them newest first. */
export const MIGRATION_COLUMNS: Column<MigrationSummary>[] = [
  column.accessor('domainName', {
    header: 'Domain',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(160px, 1.4fr)' },
    cell: ({ row: { original } }) => (
      <NameCell href={pages.migration(original.id)} name={original.domainName} simulated={original.simulated} />
    ),
  }),
  column.display({
    id: 'route',
    header: 'From, to',
    meta: { width: 'minmax(180px, 1.6fr)' },
    cell: ({ row: { original } }) => `${original.sourceHostName} → ${original.targetHostName}`,
  }),
  column.accessor('stage', {
    header: 'Stage',
    enableSorting: false,
    meta: { width: 'minmax(190px, 1.4fr)' },
    cell: ({ row: { original } }) => <MigrationStanding migration={original} />,
  }),
  column.accessor('durationMs', {
    header: 'Duration',
    enableSorting: false,
    meta: { width: '92px', align: 'end' },
    cell: ({ row }) => <Duration ms={row.original.durationMs} />,
  }),
  column.accessor('downtimeMeasuredMs', {
    header: 'Downtime',
    enableSorting: false,
    meta: { width: '96px', align: 'end', name: 'Downtime, measured' },
    cell: ({ row }) => <Duration ms={row.original.downtimeMeasuredMs} />,
  }),
  column.accessor('downtimeReportedMs', {
    header: 'Reported',
    enableSorting: false,
    meta: { width: '96px', align: 'end', name: 'Downtime, as reported', hiddenAtFirst: true },
    cell: ({ row }) => <Duration ms={row.original.downtimeReportedMs} />,
  }),
  column.accessor('bytesTransferred', {
    header: 'Copied',
    enableSorting: false,
    meta: { width: '96px', align: 'end' },
    cell: ({ row }) => <Bytes bytes={row.original.bytesTransferred} />,
  }),
  column.accessor('rounds', {
    header: 'Rounds',
    enableSorting: false,
    meta: { width: '72px', align: 'end', hiddenAtFirst: true },
    cell: ({ row }) => row.original.rounds ?? <Dash />,
  }),
  actorColumn(),
  askedColumn(),
];

/** Where it stands in one line: progress while it runs, what it waits for while it waits. */
function MigrationStanding({ migration }: { readonly migration: MigrationSummary }) {
  if (migration.state === 'queued' && migration.waitingFor !== null) {
    return <span title={migration.waitingFor}>{migration.waitingFor}</span>;
  }
  if (isFinished(migration.state) || migration.state === 'queued') return <StageBadge stage={migration.stage} plain />;
  return (
    <span className="flex items-center gap-2">
      <StageBadge stage={migration.stage} plain />
      <Progress value={migration.progress} label={`Migration of ${migration.domainName}`} className="w-14" />
      {migration.progress === null ? null : <span className="text-xs">{formatPercent(migration.progress)}</span>}
    </span>
  );
}

/** A migration in two lines. */
export function MigrationPhoneRow({ migration }: { readonly migration: MigrationSummary }) {
  return (
    <div className="grid gap-0.5">
      <PhoneName href={pages.migration(migration.id)} name={migration.domainName} simulated={migration.simulated}>
        <Age at={migration.createdAt} className="text-xs text-muted" />
      </PhoneName>
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-muted">
        <MigrationStanding migration={migration} />
        <span className="truncate">
          {migration.sourceHostName} → {migration.targetHostName}
        </span>
      </div>
    </div>
  );
}
