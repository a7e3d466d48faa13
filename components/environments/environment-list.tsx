'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { Package, PackagePlus } from 'lucide-react';
import { EmptyState } from '@/components/status/view-states';
import { DataTable } from '@/components/table/data-table';
import { NameCell, PhoneName } from '@/components/table/row-name';
import type { Column } from '@/components/table/table-types';
import { useListFilter } from '@/components/table/use-list-filter';
import { Dash } from '@/components/ui/dash';
import { Duration } from '@/components/ui/figures';
import { PageHeader } from '@/components/ui/page-header';
import { PrimaryLink } from '@/components/ui/primary-link';
import { InlineLink } from '@/components/ui/text-link';
import { environmentsQuery } from '@/lib/client/queries/environments';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { ROLE_LABELS } from '@/lib/domain/domain';
import type { Environment } from '@/lib/contracts/environments';
import { pages } from '@/lib/utils/paths';
import { KIB_PER_MIB, formatMemory } from '@/lib/utils/units';

const column = createColumnHelper<Environment>();
const rowName = (environment: Environment) => environment.name;
const rowHref = (environment: Environment) => pages.environment(environment.id);

const COLUMNS: Column<Environment>[] = [
  column.display({
    id: 'name',
    header: 'Environment',
    enableHiding: false,
    meta: { width: 'minmax(170px, 1.2fr)' },
    cell: ({ row: { original } }) => (
      <NameCell href={rowHref(original)} name={original.name} simulated={false}>
        <span className="text-xs whitespace-nowrap text-muted">version {original.version}</span>
      </NameCell>
    ),
  }),
  column.display({
    id: 'role',
    header: 'Role',
    meta: { width: '70px' },
    cell: ({ row: { original } }) => ROLE_LABELS[original.body.role],
  }),
  column.display({
    id: 'os',
    header: 'System and software',
    meta: { width: 'minmax(140px, 1.5fr)' },
    cell: ({ row: { original } }) => {
      const words = [original.body.os, original.body.software].filter((part) => part !== '').join(', ');
      return words === '' ? <Dash /> : <span className="truncate">{words}</span>;
    },
  }),
  column.display({
    id: 'size',
    header: 'Size',
    meta: { width: '130px' },
    cell: ({ row: { original } }) =>
      `${original.body.vcpus} vCPU${original.body.vcpus === 1 ? '' : 's'}, ${formatMemory(original.body.memoryMiB * KIB_PER_MIB)}`,
  }),
  column.display({
    id: 'architecture',
    header: 'Architecture',
    meta: { width: '100px' },
    cell: ({ row: { original } }) => original.body.architecture,
  }),
  column.display({
    id: 'use',
    header: 'Used',
    meta: { width: '70px', align: 'end' },
    cell: ({ row: { original } }) => original.use.leases,
  }),
  column.display({
    id: 'start',
    header: 'Starts in',
    meta: { width: '100px', align: 'end' },
    cell: ({ row: { original } }) => <Duration ms={original.use.startMs} />,
  }),
];

const phoneRow = (environment: Environment) => (
  <div className="grid gap-0.5">
    <PhoneName href={rowHref(environment)} name={environment.name} simulated={false}>
      <span className="text-xs text-muted">version {environment.version}</span>
    </PhoneName>
    <span className="truncate text-xs text-muted">
      {ROLE_LABELS[environment.body.role]}, {environment.body.architecture}, {environment.body.description}
    </span>
  </div>
);

/** What a VO may ask for: the newest version of each environment that is offered. */
export function EnvironmentList() {
  const { paging, filter } = useListFilter({});
  const asked = { page: filter.page, pageSize: filter.pageSize };
  const result = useQuery(environmentsQuery(asked));
  const refused = useScopeRefusal('environments:write');
  const write = (
    <PrimaryLink href={pages.newEnvironment()} icon={<PackagePlus aria-hidden />} refused={refused}>
      New environment
    </PrimaryLink>
  );
  return (
    <>
      <PageHeader
        title="Environments"
        meta={<InlineLink href={pages.requestLease()}>Request a lease</InlineLink>}
        actions={write}
      />
      <DataTable<Environment>
        name="environments"
        label="Environments"
        noun={{ one: 'environment', many: 'environments' }}
        columns={COLUMNS}
        result={result}
        paging={paging}
        question={asked}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        empty={
          <EmptyState icon={Package} title="No environment yet" action={write}>
            An environment says what a VO’s domains are made of: an image, a role, sizes, and for how long. A VO asks
            for it, and gets domains of it for a time.
          </EmptyState>
        }
      />
    </>
  );
}
