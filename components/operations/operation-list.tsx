'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { ClipboardList } from 'lucide-react';
import { parseAsArrayOf, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { DataTable } from '@/components/table/data-table';
import { FacetFilter } from '@/components/table/facet-filter';
import type { Column } from '@/components/table/table-types';
import { NEWEST_FIRST, usePaging } from '@/components/table/use-paging';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Duration } from '@/components/ui/figures';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { EmptyState } from '@/components/status/view-states';
import { type OperationFilter, operationsQuery } from '@/lib/client/queries/operations';
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
      return words === undefined ? <span className="text-faint">–</span> : <span title={words}>{words}</span>;
    },
  }),
  column.accessor('actorName', { header: 'By', enableSorting: false, meta: { width: 'minmax(90px, 0.8fr)' } }),
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
  column.accessor('createdAt', {
    header: 'Asked',
    enableSorting: false,
    meta: { width: '96px', align: 'end' },
    cell: ({ row }) => <Age at={row.original.createdAt} className="text-xs text-muted" />,
  }),
];

/** From the begin of the work to its end, in ms; null while it has not ended. */
export const tookMs = (operation: Pick<Operation, 'startedAt' | 'finishedAt'>): number | null =>
  operation.startedAt === null || operation.finishedAt === null
    ? null
    : Date.parse(operation.finishedAt) - Date.parse(operation.startedAt);

const PARSERS = {
  state: parseAsArrayOf(parseAsStringLiteral(OPERATION_STATES)).withDefault([]),
  kind: parseAsArrayOf(parseAsStringLiteral(OPERATION_KINDS)).withDefault([]),
};
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
  const paging = usePaging(NEWEST_FIRST);
  const [facets, setFacets] = useQueryStates(PARSERS, { history: 'replace' });
  const filter = useMemo<OperationFilter>(
    () => ({
      page: paging.page,
      pageSize: paging.pageSize,
      state: facets.state.length === 0 ? undefined : facets.state,
      kind: facets.kind.length === 0 ? undefined : facets.kind,
    }),
    [paging, facets],
  );
  const result = useQuery(operationsQuery(filter));
  const { itemFor } = useCancelAction();
  const narrowed = facets.state.length > 0 || facets.kind.length > 0;
  const change = (next: Parameters<typeof setFacets>[0]) => {
    paging.restart();
    void setFacets(next);
  };
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
              onChange={(state) => change({ state })}
            />
            <FacetFilter
              label="Kind"
              options={KIND_OPTIONS}
              chosen={facets.kind}
              onChange={(kind) => change({ kind })}
            />
            {narrowed ? (
              <Button variant="ghost" onClick={() => change(null)}>
                Clear
              </Button>
            ) : null}
          </>
        }
        empty={
          <EmptyState
            icon={ClipboardList}
            title={narrowed ? 'No operation matches' : 'Nothing has been asked yet'}
            action={narrowed ? <Button onClick={() => change(null)}>Show all</Button> : undefined}
          >
            Every start, stop, edit and migration is an operation: it can be left, found again and followed here.
          </EmptyState>
        }
      />
    </>
  );
}
