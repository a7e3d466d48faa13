'use client';
import { createColumnHelper } from '@tanstack/react-table';
import { NameCell } from '@/components/table/row-name';
import { cpuLoadColumn, seenColumn } from '@/components/table/shared-columns';
import type { Column } from '@/components/table/table-types';
import { Dash } from '@/components/ui/dash';
import { Memory } from '@/components/ui/figures';
import { HostStatusBadge } from '@/components/status/host-status-badge';
import { Meter } from '@/components/ui/progress';
import type { HostSummary } from '@/lib/contracts/hosts';
import { pages } from '@/lib/utils/paths';
import { CLASS_LABELS } from '@/lib/domain/host';
import { hypervisorName } from './host-words';
import { formatMemory } from '@/lib/utils/units';

const column = createColumnHelper<HostSummary>();

/** Columns of every list of hosts. Ids of sortable ones are the server's sort keys. */
export const HOST_COLUMNS: Column<HostSummary>[] = [
  column.accessor('name', {
    header: 'Name',
    enableHiding: false,
    meta: { width: 'minmax(170px, 1.6fr)' },
    cell: ({ row }) => (
      <NameCell href={pages.host(row.original.id)} name={row.original.name} simulated={row.original.simulated} />
    ),
  }),
  column.accessor('status', {
    header: 'Status',
    meta: { width: 'minmax(120px, 1.2fr)' },
    cell: ({ row }) => <HostStatusBadge host={row.original} plain />,
  }),
  column.accessor('class', {
    header: 'Class',
    meta: { width: '84px' },
    cell: ({ row }) => CLASS_LABELS[row.original.class],
  }),
  column.display({
    id: 'hypervisor',
    header: 'Hypervisor',
    meta: { width: 'minmax(96px, 0.8fr)' },
    cell: ({ row }) => hypervisorName(row.original) ?? <Dash />,
  }),
  column.accessor('architecture', {
    header: 'Architecture',
    enableSorting: false,
    meta: { width: '92px' },
    cell: ({ row }) => row.original.architecture ?? <Dash />,
  }),
  cpuLoadColumn(),
  column.accessor('memoryFreeKiB', {
    header: 'Memory free',
    meta: { width: '176px', align: 'end' },
    cell: ({ row }) => <FreeMemory host={row.original} />,
  }),
  column.accessor('domainCount', {
    header: 'Domains',
    meta: { width: '104px', align: 'end' },
    cell: ({ row }) => `${row.original.runningCount} / ${row.original.domainCount}`,
  }),
  column.display({
    id: 'migrations',
    header: 'In / out',
    meta: { width: '72px', align: 'end', name: 'Migrations in and out' },
    cell: ({ row: { original } }) => (
      <span title={`At most ${original.limits.migrationsIn} in and ${original.limits.migrationsOut} out at a time`}>
        {original.migrationsIn} / {original.migrationsOut}
      </span>
    ),
  }),
  seenColumn(),
  column.accessor('cpuModel', {
    header: 'CPU model',
    enableSorting: false,
    meta: { width: 'minmax(140px, 1fr)', hiddenAtFirst: true },
    cell: ({ row }) => row.original.cpuModel ?? <Dash />,
  }),
  column.accessor('uri', {
    header: 'Address',
    enableSorting: false,
    meta: { width: 'minmax(180px, 2fr)', hiddenAtFirst: true },
    cell: ({ row }) => <code className="font-mono text-xs">{row.original.uri}</code>,
  }),
];

/** What the API keeps from readers without `hosts:read`: a column of dashes, or of zeros that are none, would mislead. */
const KEPT_BACK = ['cpuLoad', 'memoryFreeKiB', 'migrations', 'cpuModel', 'uri'];
export const OPEN_HOST_COLUMNS = HOST_COLUMNS.filter(
  (each) => !KEPT_BACK.includes(each.id ?? ('accessorKey' in each ? String(each.accessorKey) : '')),
);

/** Free memory in figures, the used share as a bar. */
export function FreeMemory({
  host,
}: {
  readonly host: Pick<HostSummary, 'name' | 'memoryFreeKiB' | 'memoryTotalKiB'>;
}) {
  const { memoryFreeKiB: free, memoryTotalKiB: total } = host;
  const share = free === null || total === null || total === 0 ? null : free / total;
  return (
    <span className="inline-flex items-center gap-2">
      <Meter value={share} label={`Memory free on ${host.name}`} className="w-12" />
      <span>{free === null || total === null ? <Memory kib={free ?? total} /> : ofTotal(free, total)}</span>
    </span>
  );
}

/** One unit for both where it is the same: the figures of a column are compared at a glance. @example '17.7 of 19.1 GiB' */
function ofTotal(free: number, total: number): string {
  const [freeWords, totalWords] = [formatMemory(free), formatMemory(total)];
  const [figure, unit] = freeWords.split(' ');
  return `${figure !== undefined && unit !== undefined && totalWords.endsWith(` ${unit}`) ? figure : freeWords} of ${totalWords}`;
}
