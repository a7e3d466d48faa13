'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { ClipboardList } from 'lucide-react';
import { DataTable } from '@/components/table/data-table';
import { FacetFilter } from '@/components/table/facet-filter';
import { ClearFilters } from '@/components/table/filter-states';
import { actorColumn, askedColumn } from '@/components/table/shared-columns';
import type { Column } from '@/components/table/table-types';
import { parseAsAnyOf, useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Dash } from '@/components/ui/dash';
import { Duration } from '@/components/ui/figures';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { EmptyState } from '@/components/status/view-states';
import { operationsQuery } from '@/lib/client/queries/operations';
import type { OperationSummary } from '@/lib/contracts/operations';
import type { z } from 'zod';
import { OPERATION_KINDS, OPERATION_STATES } from '@/lib/domain/operation';
import { pages } from '@/lib/utils/paths';
import { KIND_LABELS } from './operation-kinds';
import { OperationBadge } from './operation-look';
import { useCancelAction } from './use-cancel-action';

type Operation = z.infer<typeof OperationSummary>;
const column = createColumnHelper<Operation>();
const COLUMNS: Column<Operation>[] = [
  column.accessor('title', {
    header: 'Operation',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(240px, 2.5fr)' },
    cell: ({ row }) => (
      <TextLink
        href={pages.operation(row.original.id)}
        tabIndex={-1}
        className="font-medium"
        title={row.original.title}
      >
        {row.original.title}
      </TextLink>
    ),
  }),
  column.accessor('state', {
    header: 'State',
    enableSorting: false,
    meta: { width: 'minmax(130px, 1fr)' },
    cell: ({ row }) => <OperationBadge operation={row.original} plain />,
  }),
  column.display({
    id: 'what',
    header: 'Waits for, or what went wrong',
    meta: { width: 'minmax(180px, 2fr)' },
    cell: ({ row: { original } }) => {
      const words = original.waitingFor ?? original.error?.message;
      return words === undefined ? <Dash /> : <span title={words}>{words}</span>;
    },
  }),
  actorColumn(),
  column.accessor('reason', {
    header: 'Reason',
    enableSorting: false,
    meta: { width: 'minmax(120px, 1fr)', hiddenAtFirst: true },
    cell: ({ row: { original } }) => original.reason ?? <Dash />,
  }),
  column.display({
    id: 'took',
    header: 'Took',
    meta: { width: '90px', align: 'end' },
    cell: ({ row: { original } }) => <Duration ms={tookMs(original)} />,
  }),
  column.accessor('attempt', {
    header: 'Runs',
    enableSorting: false,
    meta: { width: '64px', align: 'end', name: 'Runs: more than one after an agent died', hiddenAtFirst: true },
  }),
  askedColumn(),
];

/** From the begin of the work to its end, in ms; null while it has not ended. */
export const tookMs = (operation: Pick<Operation, 'startedAt' | 'finishedAt'>): number | null =>
  operation.startedAt === null || operation.finishedAt === null
    ? null
    : Date.parse(operation.finishedAt) - Date.parse(operation.startedAt);

const PARSERS = { state: parseAsAnyOf(OPERATION_STATES), kind: parseAsAnyOf(OPERATION_KINDS) };
const STATE_OPTIONS = OPERATION_STATES.map((value) => ({ value, label: value }));
const KIND_OPTIONS = OPERATION_KINDS.map((value) => ({ value, label: KIND_LABELS[value] }));
const rowName = (operation: Operation) => operation.title;
const rowHref = (operation: Operation) => pages.operation(operation.id);
const phoneRow = (operation: Operation) => (
  <div className="grid gap-0.5">
    <TextLink href={pages.operation(operation.id)} className="truncate text-base font-medium">
      {operation.title}
    </TextLink>
    <div className="flex min-w-0 items-center gap-2 text-xs text-muted">
      <OperationBadge operation={operation} plain />
      <span className="truncate">by {operation.actorName}</span>
      <Age at={operation.createdAt} />
    </div>
  </div>
);

/** All operations, newest first. */
export function OperationList() {
  const { facets, setFacets, paging, filter, narrowed } = useListFilter(PARSERS);
  const result = useQuery(operationsQuery(filter));
  const { itemFor } = useCancelAction();
  return (
    <>
      <PageHeader title="Operations" />
      <DataTable<Operation>
        name="operations"
        label="Operations"
        noun={{ one: 'operation', many: 'operations' }}
        columns={COLUMNS}
        result={result}
        paging={paging}
        question={filter}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        actions={(operation) => [itemFor(operation)]}
        filters={
          <>
            <FacetFilter
              label="State"
              options={STATE_OPTIONS}
              chosen={facets.state}
              onChange={(state) => setFacets({ state })}
            />
            <FacetFilter
              label="Kind"
              options={KIND_OPTIONS}
              chosen={facets.kind}
              onChange={(kind) => setFacets({ kind })}
            />
            <ClearFilters narrowed={narrowed} onClear={() => setFacets(null)} />
          </>
        }
        empty={
          <EmptyState
            icon={ClipboardList}
            title={narrowed ? 'No operation matches' : 'Nothing has been asked yet'}
            action={narrowed ? <Button onClick={() => setFacets(null)}>Show all</Button> : undefined}
          >
            Every start, stop, edit and migration is an operation: it can be left, found again and followed here.
          </EmptyState>
        }
      />
    </>
  );
}
