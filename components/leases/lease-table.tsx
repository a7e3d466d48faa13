'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import type { ReactNode } from 'react';
import { DataTable } from '@/components/table/data-table';
import { NameCell, PhoneName } from '@/components/table/row-name';
import type { Column } from '@/components/table/table-types';
import { useListFilter } from '@/components/table/use-list-filter';
import { VoTag } from '@/components/ui/vo-tag';
import { leasesQuery } from '@/lib/client/queries/leases';
import type { Lease } from '@/lib/contracts/leases';
import { sizeWords } from '@/lib/domain/lease-terms';
import { pages } from '@/lib/utils/paths';
import { LeaseBadge, termsOf, timeWords } from './lease-look';

const column = createColumnHelper<Lease>();
const rowName = (lease: Lease) => `Lease ${lease.number}`;
const rowHref = (lease: Lease) => pages.lease(lease.id);

const COLUMNS: Column<Lease>[] = [
  column.display({
    id: 'name',
    header: 'Lease',
    enableHiding: false,
    meta: { width: 'minmax(90px, 0.5fr)' },
    cell: ({ row: { original } }) => <NameCell href={rowHref(original)} name={rowName(original)} simulated={false} />,
  }),
  column.display({
    id: 'state',
    header: 'State',
    meta: { width: '150px' },
    cell: ({ row: { original } }) => <LeaseBadge lease={original} plain />,
  }),
  column.display({
    id: 'environment',
    header: 'Environment',
    meta: { width: 'minmax(90px, 0.7fr)' },
    cell: ({ row: { original } }) => `${original.environment.name} ${original.environment.version}`,
  }),
  column.display({
    id: 'size',
    header: 'Size',
    meta: { width: 'minmax(215px, 1fr)' },
    cell: ({ row: { original } }) => sizeWords(termsOf(original)),
  }),
  column.display({
    id: 'time',
    header: 'Time',
    meta: { width: '325px' },
    cell: ({ row: { original } }) => timeWords(termsOf(original)),
  }),
  column.display({
    id: 'vo',
    header: 'VO',
    meta: { width: '80px' },
    cell: ({ row: { original } }) => <VoTag vo={original.vo} />,
  }),
  column.display({
    id: 'purpose',
    header: 'Purpose',
    meta: { width: 'minmax(90px, 1fr)' },
    cell: ({ row: { original } }) => (
      <span className="block truncate" title={original.purpose}>
        {original.purpose}
      </span>
    ),
  }),
];

const phoneRow = (lease: Lease) => (
  <div className="grid gap-0.5">
    <PhoneName href={rowHref(lease)} name={rowName(lease)} simulated={false}>
      <VoTag vo={lease.vo} />
    </PhoneName>
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-muted">
      <LeaseBadge lease={lease} plain />
      <span>
        {lease.environment.name}, {sizeWords(termsOf(lease))}
      </span>
      <span>{timeWords(termsOf(lease))}</span>
    </div>
  </div>
);

/** Requests and leases, the newest first. */
export function LeaseTable({ label, empty }: { readonly label: string; readonly empty: ReactNode }) {
  const { paging, filter } = useListFilter({});
  const asked = { page: filter.page, pageSize: filter.pageSize };
  const result = useQuery(leasesQuery(asked));
  return (
    <DataTable<Lease>
      name="leases"
      label={label}
      noun={{ one: 'lease', many: 'leases' }}
      columns={COLUMNS}
      result={result}
      paging={paging}
      question={asked}
      rowName={rowName}
      rowHref={rowHref}
      phoneRow={phoneRow}
      empty={empty}
    />
  );
}
