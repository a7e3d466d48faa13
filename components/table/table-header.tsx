'use client';
import { flexRender, type Header, type Table } from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { cn } from '@/components/ui/cn';

/** Names of the columns; those the server can sort by are buttons. */
export function TableHeader<Row>({
  table,
  template,
  selectable,
  allSelected,
  onSelectAll,
}: {
  readonly table: Table<Row>;
  readonly template: string;
  readonly selectable: boolean;
  readonly allSelected: boolean | 'some';
  readonly onSelectAll: (select: boolean) => void;
}) {
  return (
    <thead className="block sticky top-0 z-10 border-b border-line bg-surface">
      <tr aria-rowindex={1} className="grid h-row items-center" style={{ gridTemplateColumns: template }}>
        {selectable ? (
          <th scope="col" className="grid h-full place-items-center font-normal">
            <input
              type="checkbox"
              aria-label="Select all rows on this page"
              className="size-4 accent-(--accent)"
              checked={allSelected === true}
              ref={(box) => {
                // Only the DOM knows the third state of a checkbox.
                if (box !== null) box.indeterminate = allSelected === 'some';
              }}
              onChange={(event) => onSelectAll(event.target.checked)}
            />
          </th>
        ) : null}
        {table.getFlatHeaders().map((header) => (
          <HeaderCell key={header.id} header={header} />
        ))}
        <th scope="col" className="sticky right-0 h-full bg-surface">
          <span className="sr-only">Actions</span>
        </th>
      </tr>
    </thead>
  );
}

function HeaderCell<Row>({ header }: { readonly header: Header<Row, unknown> }) {
  const { column } = header;
  const sorted = column.getIsSorted();
  const content = flexRender(column.columnDef.header, header.getContext());
  const end = column.columnDef.meta?.align === 'end';
  return (
    <th
      scope="col"
      aria-sort={sorted === false ? undefined : sorted === 'asc' ? 'ascending' : 'descending'}
      className={cn('min-w-0 truncate px-2 text-xs font-medium text-muted', end ? 'text-right' : 'text-left')}
    >
      {column.getCanSort() ? (
        <button
          type="button"
          className={cn(
            'inline-flex max-w-full items-center gap-1 rounded-sm hover:text-ink',
            end && 'flex-row-reverse',
          )}
          onClick={() => column.toggleSorting(sorted === 'asc')}
        >
          <span className="truncate">{content}</span>
          {sorted === false ? null : sorted === 'asc' ? (
            <ArrowUp aria-hidden className="size-3.5" />
          ) : (
            <ArrowDown aria-hidden className="size-3.5" />
          )}
        </button>
      ) : (
        content
      )}
    </th>
  );
}
