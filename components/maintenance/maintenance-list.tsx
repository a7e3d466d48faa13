'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { Wrench } from 'lucide-react';
import { parseAsString, parseAsStringLiteral } from 'nuqs';
import { EmptyState } from '@/components/status/view-states';
import { ClearFilters } from '@/components/table/filter-states';
import { DataTable } from '@/components/table/data-table';
import { NameCell, PhoneName } from '@/components/table/row-name';
import type { Column } from '@/components/table/table-types';
import { useListFilter } from '@/components/table/use-list-filter';
import { Dash } from '@/components/ui/dash';
import { formatStretch } from '@/components/ui/format-age';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { InlineLink } from '@/components/ui/text-link';
import { maintenancesQuery } from '@/lib/client/queries/maintenances';
import type { Maintenance } from '@/lib/contracts/maintenances';
import { HostIdSchema } from '@/lib/contracts/common';
import { pages } from '@/lib/utils/paths';
import { MaintenanceBadge } from './maintenance-look';
import { toldWords } from './maintenance-words';

const SHOWN = ['all', 'open', 'past'] as const;
const SHOWN_OPTIONS = [
  { value: 'all', label: 'Open and past' },
  { value: 'open', label: 'Announced or under way' },
  { value: 'past', label: 'Over or cancelled' },
] as const;
const PARSERS = { show: parseAsStringLiteral(SHOWN).withDefault('all'), host: parseAsString.withDefault('') };

const column = createColumnHelper<Maintenance>();
const rowName = ({ hostName }: Maintenance) => `Maintenance of ${hostName}`;
const rowHref = ({ id }: Maintenance) => pages.maintenance(id);
const whenWords = ({ startsAt, endsAt }: Maintenance) => formatStretch(startsAt, endsAt);

const COLUMNS: Column<Maintenance>[] = [
  column.accessor('hostName', {
    header: 'Maintenance',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(215px, 1fr)' },
    cell: ({ row: { original } }) => <NameCell href={rowHref(original)} name={rowName(original)} simulated={false} />,
  }),
  column.accessor('standing', {
    header: 'State',
    enableSorting: false,
    meta: { width: '130px' },
    cell: ({ row: { original } }) => <MaintenanceBadge standing={original.standing} />,
  }),
  column.accessor('startsAt', {
    header: 'Time',
    enableSorting: false,
    meta: { width: '325px' },
    cell: ({ row: { original } }) => (
      <span className="block truncate" title={whenWords(original)}>
        {whenWords(original)}
      </span>
    ),
  }),
  column.accessor('reason', {
    header: 'Reason',
    enableSorting: false,
    meta: { width: 'minmax(130px, 1.2fr)' },
    cell: ({ row: { original } }) => (
      <span className="block truncate" title={original.reason}>
        {original.reason}
      </span>
    ),
  }),
  column.display({
    id: 'vos',
    header: 'VOs that were told',
    meta: { width: 'minmax(150px, 1fr)' },
    cell: ({ row: { original } }) => {
      const words = toldWords(original);
      return words === '' ? (
        <Dash />
      ) : (
        <span className="block truncate" title={words}>
          {words}
        </span>
      );
    },
  }),
  column.accessor('announcedByName', { header: 'By', enableSorting: false, meta: { width: 'minmax(100px, 0.7fr)' } }),
];

const phoneRow = (maintenance: Maintenance) => (
  <div className="grid gap-0.5">
    <PhoneName href={rowHref(maintenance)} name={rowName(maintenance)} simulated={false}>
      <MaintenanceBadge standing={maintenance.standing} />
    </PhoneName>
    <span className="text-xs text-muted">{whenWords(maintenance)}</span>
  </div>
);

/** What was announced of hosts, the latest begin first; who is bound to VOs sees what those were told of. */
export function MaintenanceList() {
  const { facets, setFacets, paging, filter } = useListFilter(PARSERS);
  // Whatever stands in an address that somebody typed.
  const host = HostIdSchema.safeParse(facets.host).data;
  const question = {
    page: filter.page,
    pageSize: filter.pageSize,
    ...(host === undefined ? {} : { host }),
    ...(facets.show === 'all' ? {} : { open: facets.show === 'open' }),
  };
  const result = useQuery(maintenancesQuery(question));
  const narrowed = facets.show !== 'all' || host !== undefined;
  return (
    <>
      <PageHeader
        title="Maintenance"
        meta={
          <>
            <span>Work on hosts that was announced</span>
            <InlineLink href={pages.leaseCalendar()}>Calendar of leases</InlineLink>
          </>
        }
      />
      <DataTable<Maintenance>
        name="maintenance"
        label="Maintenance"
        noun={{ one: 'maintenance', many: 'maintenances' }}
        columns={COLUMNS}
        result={result}
        paging={paging}
        question={question}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        filters={
          <>
            <Select
              aria-label="Which maintenance"
              className="w-52"
              options={SHOWN_OPTIONS}
              value={facets.show}
              onValueChange={(show) => setFacets({ show })}
            />
            {host === undefined ? null : <span className="text-sm text-muted">of one host alone</span>}
            <ClearFilters narrowed={narrowed} onClear={() => setFacets(null)} />
          </>
        }
        empty={
          <EmptyState icon={Wrench} title={narrowed ? 'No maintenance matches' : 'No maintenance yet'}>
            Work on a host is announced on its page, by a testbed manager. The VOs that it touches are told, and consent
            or put it off.
          </EmptyState>
        }
      />
    </>
  );
}
