'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { Layers, Plus } from 'lucide-react';
import { EmptyState } from '@/components/status/view-states';
import { DataTable } from '@/components/table/data-table';
import { NameCell, PhoneName } from '@/components/table/row-name';
import type { Column } from '@/components/table/table-types';
import { useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Duration } from '@/components/ui/figures';
import { PageHeader } from '@/components/ui/page-header';
import { PrimaryLink } from '@/components/ui/primary-link';
import { poolsQuery } from '@/lib/client/queries/pools';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { Pool } from '@/lib/contracts/pools';
import { pages } from '@/lib/utils/paths';
import { slotWords, standingWords } from './pool-words';

const column = createColumnHelper<Pool>();
const rowName = (pool: Pool) => pool.name;
const rowHref = (pool: Pool) => pages.pool(pool.id);

const COLUMNS: Column<Pool>[] = [
  column.display({
    id: 'name',
    header: 'Pool',
    enableHiding: false,
    meta: { width: 'minmax(150px, 1fr)' },
    cell: ({ row: { original } }) => (
      <NameCell href={rowHref(original)} name={original.name} simulated={false}>
        {standingWords(original) === undefined ? null : (
          <span className="text-xs text-muted">{standingWords(original)}</span>
        )}
      </NameCell>
    ),
  }),
  column.display({
    id: 'environment',
    header: 'Environment',
    meta: { width: 'minmax(130px, 1fr)' },
    cell: ({ row: { original } }) => `${original.environment.name}, version ${original.environment.version}`,
  }),
  column.display({
    id: 'system',
    header: 'Batch system',
    meta: { width: '120px' },
    cell: ({ row: { original } }) => original.system,
  }),
  column.display({
    id: 'slots',
    header: 'Slots',
    meta: { width: 'minmax(150px, 1fr)' },
    cell: ({ row: { original } }) => <span className="truncate">{slotWords(original)}</span>,
  }),
  column.display({
    id: 'waiting',
    header: 'Waiting',
    meta: { width: '80px', align: 'end' },
    cell: ({ row: { original } }) => original.counts.waiting,
  }),
  column.display({
    id: 'running',
    header: 'Running',
    meta: { width: '80px', align: 'end' },
    cell: ({ row: { original } }) => original.counts.running,
  }),
  column.display({
    id: 'booted',
    header: 'Start, booted',
    meta: { width: '110px', align: 'end' },
    cell: ({ row: { original } }) => <Duration ms={original.start.onDemand.medianMs} />,
  }),
  column.display({
    id: 'there',
    header: 'Start, slot there',
    meta: { width: '120px', align: 'end' },
    cell: ({ row: { original } }) => <Duration ms={original.start.static.medianMs} />,
  }),
  column.display({
    id: 'read',
    header: 'Queue read',
    meta: { width: '110px', align: 'end' },
    cell: ({ row: { original } }) => <Age at={original.readAt} />,
  }),
];

const phoneRow = (pool: Pool) => (
  <div className="grid gap-0.5">
    <PhoneName href={rowHref(pool)} name={pool.name} simulated={false}>
      <span className="text-xs text-muted">{pool.system}</span>
    </PhoneName>
    <span className="truncate text-xs text-muted">
      {slotWords(pool)}; {pool.counts.waiting} waiting
    </span>
  </div>
);

/** Pools of slots that are booted when a job asks for their environment. */
export function PoolList() {
  const { paging, filter } = useListFilter({});
  const asked = { page: filter.page, pageSize: filter.pageSize };
  const result = useQuery(poolsQuery(asked));
  const refused = useScopeRefusal('batch:write');
  const write = (
    <PrimaryLink href={pages.newPool()} icon={<Plus aria-hidden />} refused={refused}>
      New pool
    </PrimaryLink>
  );
  return (
    <>
      <PageHeader title="Batch" actions={write} />
      <DataTable<Pool>
        name="pools"
        label="Pools"
        noun={{ one: 'pool', many: 'pools' }}
        columns={COLUMNS}
        result={result}
        paging={paging}
        question={asked}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        empty={
          <EmptyState icon={Layers} title="No pool yet" action={write}>
            A pool boots slots of a batch system when a job asks for an environment that nobody has started, and takes
            them away when nobody uses them. The batch system has to know its nodes before.
          </EmptyState>
        }
      />
    </>
  );
}
