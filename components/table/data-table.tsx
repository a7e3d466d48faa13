'use client';
import { getCoreRowModel, useReactTable } from '@tanstack/react-table';
import { ListEnd } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ReadBefore } from '@/components/status/read-before';
import { EmptyState, ErrorState } from '@/components/status/view-states';
import { BulkDialog } from './bulk-dialog';
import { ColumnChooser } from './column-chooser';
import { SelectionBar } from './selection-bar';
import { TableFooter } from './table-footer';
import { TableGrid } from './table-grid';
import { TableHeader } from './table-header';
import { TableSkeleton } from './table-skeleton';
import type { BulkAction, Column, Identified, ListResult, RowBehaviour } from './table-types';
import { useHeldRows } from './use-held-rows';
import { PHONE_QUERY, useMedia } from './use-media';
import type { Paging } from './use-paging';
import { useSelection } from './use-selection';
import { useStoredColumns } from './use-stored-columns';

interface Props<Row> extends RowBehaviour<Row> {
  /** Key of what this browser remembers about the table. */
  readonly name: string;
  readonly label: string;
  readonly noun: { readonly one: string; readonly many: string };
  readonly columns: readonly Column<Row>[];
  readonly result: ListResult<Row>;
  readonly paging: Paging<string>;
  /** What the list was asked: another question's rows come at once, an answer to the same one moves no row under the pointer. */
  readonly question: unknown;
  /** Left part of the bar above the table: search and facets. */
  readonly filters?: ReactNode;
  /** Shown when nothing is listed; the page knows whether a filter or the world is empty. */
  readonly empty: ReactNode;
  readonly bulkActions?: readonly BulkAction<Row>[] | undefined;
}

const CHECKBOX_TRACK = '40px';
const MENU_TRACK = '44px';
const rowId = (row: Identified) => row.id;

/**
 * The one table. It owns paging, sorting, columns, selection, keyboard, menus, and the four states of a list.
 * Live answers change values in place; while the pointer or the focus is among the rows none of them moves.
 * Columns are defined at module scope; what the table shows is in the URL by `usePaging` and the page's own filters.
 */
export function DataTable<Row extends Identified>(props: Props<Row>) {
  const { result, paging, columns, rowName, bulkActions } = props;
  const phone = useMedia(PHONE_QUERY);
  const [inUse, setInUse] = useState(false);
  const [bulk, setBulk] = useState<BulkAction<Row> | undefined>(undefined);
  const defaults = useMemo(
    () =>
      Object.fromEntries(columns.flatMap((column) => (column.meta?.hiddenAtFirst ? [[columnId(column), false]] : []))),
    [columns],
  );
  const [visibility, setVisibility] = useStoredColumns(props.name, defaults);

  const latest = result.data?.items ?? NOTHING;
  // An answer to another question is on screen while the next loads: nothing of it is worth holding.
  const held = inUse && !result.isPlaceholderData && latest.length > 0;
  const { rows: heldRows, pending, show } = useHeldRows<Row>(latest, rowId, held, JSON.stringify(props.question));
  const rows = useMemo(() => heldRows.map((each) => each.row), [heldRows]);
  const goneIds = useMemo(
    () => new Set(heldRows.filter((each) => each.gone).map((each) => rowId(each.row))),
    [heldRows],
  );
  const selection = useSelection(rows, rowId);
  const selectable = bulkActions !== undefined && bulkActions.length > 0;

  // The rule fears memoised components with stale functions; this project compiles none.
  // oxlint-disable-next-line react/incompatible-library
  const table = useReactTable<Row>({
    data: rows,
    columns: columns as Column<Row>[], // the library only reads them
    getRowId: rowId,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    manualPagination: true,
    enableSortingRemoval: false,
    state: {
      sorting: [{ id: paging.sort, desc: paging.order === 'desc' }],
      columnVisibility: visibility,
      rowSelection: selection.state,
    },
    onSortingChange: (update) => {
      const [next] =
        typeof update === 'function' ? update([{ id: paging.sort, desc: paging.order === 'desc' }]) : update;
      if (next !== undefined) paging.setSort(next.id, next.desc ? 'desc' : 'asc');
    },
    onColumnVisibilityChange: (update) => setVisibility(typeof update === 'function' ? update(visibility) : update),
  });
  const tracks = table.getVisibleLeafColumns().map((column) => column.columnDef.meta?.width ?? 'minmax(96px, 1fr)');
  const template = [selectable ? CHECKBOX_TRACK : '', ...(phone ? ['minmax(0, 1fr)'] : tracks), MENU_TRACK]
    .join(' ')
    .trim();
  const minWidth = minimumWidth(template);
  const failedBefore = result.data === undefined && result.error !== null;

  return (
    <section aria-label={props.label} className="flex min-h-0 flex-col rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-start gap-2 border-b border-line p-2">
        {/* The filters wrap among themselves: however long they grow, the chooser keeps its place. */}
        <div className="flex min-w-0 grow basis-full flex-wrap items-start gap-2 md:basis-0">{props.filters}</div>
        {pending > 0 ? (
          <Button size="sm" variant="ghost" className="text-accent" onClick={show}>
            {pending} {pending === 1 ? 'change' : 'changes'} waiting: show
          </Button>
        ) : null}
        {phone ? null : <ColumnChooser table={table} />}
      </div>
      {selection.rows.length > 0 && selectable ? (
        <SelectionBar
          selected={selection.rows}
          elsewhere={selection.elsewhere}
          actions={bulkActions}
          onAct={setBulk}
          onClear={selection.clear}
        />
      ) : null}
      {failedBefore ? null : <ReadBefore error={result.error} onRetry={() => result.refetch()} className="m-2" />}
      {failedBefore ? (
        <ErrorState error={result.error} what={props.noun.many} onRetry={() => result.refetch()} />
      ) : result.isPending ? (
        <TableSkeleton label={props.label} />
      ) : rows.length === 0 && paging.page > 1 ? (
        <EmptyState
          icon={ListEnd}
          title="Past the last page"
          action={<Button onClick={() => paging.setPage(1)}>Go to the first page</Button>}
        >
          The list has grown shorter than it was.
        </EmptyState>
      ) : rows.length === 0 ? (
        props.empty
      ) : (
        <TableGrid
          table={table}
          template={template}
          minWidth={phone ? 0 : minWidth}
          behaviour={props}
          goneIds={goneIds}
          firstRowIndex={(paging.page - 1) * paging.pageSize + 2}
          rowCount={result.data?.total ?? 0}
          label={props.label}
          phone={phone}
          selectable={selectable}
          outdated={result.isPlaceholderData}
          busy={result.isFetching}
          onSelect={selection.toggle}
          onSelectAll={selection.selectAll}
          onClear={selection.clear}
          onInUseChange={setInUse}
          header={
            phone ? null : (
              <TableHeader
                table={table}
                template={template}
                selectable={selectable}
                allSelected={selection.all}
                onSelectAll={(select) => (select ? selection.selectAll() : selection.clear())}
              />
            )
          }
        />
      )}
      {result.data === undefined ? null : <TableFooter result={result} paging={paging} noun={props.noun} />}
      {bulk === undefined ? null : (
        <BulkDialog
          key={bulk.id}
          action={bulk}
          rows={selection.rows}
          rowId={rowId}
          rowName={rowName}
          onClose={() => setBulk(undefined)}
        />
      )}
    </section>
  );
}

/** The narrowest the columns go, in px: the least of each track. Below it the table scrolls sideways. */
const minimumWidth = (template: string): number =>
  [...template.matchAll(/(\d+)px/g)].reduce((sum, [, pixels]) => sum + Number(pixels), 0);
const NOTHING: never[] = [];
/** The library names a column by its `id`, or by the key it reads. */
const columnId = <Row,>(column: Column<Row>): string =>
  column.id ?? ('accessorKey' in column ? String(column.accessorKey) : '');
