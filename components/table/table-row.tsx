'use client';
import { flexRender, type Row as TableRowModel } from '@tanstack/react-table';
import { Ellipsis } from 'lucide-react';
import { type KeyboardEvent, memo, type MouseEvent } from 'react';
import { cn } from '@/components/ui/cn';
import { buttonStyles } from '@/components/ui/button-styles';
import type { RowBehaviour } from './table-types';

export interface RowHandlers {
  readonly onRowKey: (index: number, event: KeyboardEvent<HTMLElement>) => void;
  readonly onRowFocus: (index: number) => void;
  readonly onRowSelect: (index: number, extend: boolean) => void;
  /** `anchor`: what the menu hangs on, the row's button or a point. */
  readonly onRowMenu: (index: number, anchor: Element | { readonly x: number; readonly y: number }) => void;
}

interface Props<Row> {
  readonly model: TableRowModel<Row>;
  readonly index: number;
  readonly ariaIndex: number;
  readonly top: number;
  readonly template: string;
  readonly behaviour: RowBehaviour<Row>;
  readonly phone: boolean;
  readonly gone: boolean;
  readonly selectable: boolean;
  readonly selected: boolean;
  /** The one row that Tab reaches; the arrow keys go on from it. */
  readonly tabbable: boolean;
  readonly handlers: RowHandlers;
  readonly measure: (element: HTMLElement | null) => void;
}

/** One row: cells on a wide screen, two lines on a phone. */
function TableRowBase<Row>({
  model,
  index,
  ariaIndex,
  top,
  template,
  behaviour,
  phone,
  gone,
  selectable,
  selected,
  tabbable,
  handlers,
  measure,
}: Props<Row>) {
  const name = behaviour.rowName(model.original);
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={ariaIndex}
      aria-selected={selectable ? selected : undefined}
      tabIndex={tabbable ? 0 : -1}
      onKeyDown={(event) => handlers.onRowKey(index, event)}
      onFocus={() => handlers.onRowFocus(index)}
      onClick={({ target }) => {
        // A row without a page of its own opens by a click anywhere on it but on its controls.
        if (target instanceof Element && target.closest('a, button, input') === null)
          behaviour.onOpen?.(model.original);
      }}
      onContextMenu={(event) => {
        if (behaviour.actions === undefined) return;
        event.preventDefault();
        handlers.onRowMenu(index, { x: event.clientX, y: event.clientY });
      }}
      style={{ gridTemplateColumns: template, transform: `translateY(${top}px)` }}
      className={cn(
        'absolute inset-x-0 top-0 grid items-center border-b border-line bg-surface outline-offset-[-2px] hover:bg-hover',
        phone ? 'min-h-14 py-2' : 'min-h-(--row)',
        selected && 'bg-accent-soft hover:bg-accent-soft',
        gone && 'opacity-60',
      )}
    >
      {selectable ? (
        <td className="grid h-full place-items-center">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Select ${name}`}
            className="size-4 accent-(--accent)"
            checked={selected}
            onClick={(event: MouseEvent) => handlers.onRowSelect(index, event.shiftKey)}
            onChange={() => {
              // The click above selects, because only it knows of the shift key.
            }}
          />
        </td>
      ) : null}
      {phone ? (
        <td className="min-w-0 px-2">{behaviour.phoneRow(model.original)}</td>
      ) : (
        model.getVisibleCells().map((cell) => (
          <td
            key={cell.id}
            className={cn(
              'min-w-0 truncate px-2 text-sm *:align-middle',
              cell.column.columnDef.meta?.align === 'end' && 'text-right tabular-nums',
            )}
          >
            {flexRender(cell.column.columnDef.cell, cell.getContext())}
          </td>
        ))
      )}
      <td className="sticky right-0 flex h-full items-center justify-end bg-inherit pr-1">
        {gone ? <span className="sr-only">no longer in this list</span> : null}
        {behaviour.actions === undefined ? null : (
          // A plain button: one live tooltip for each of hundreds of rows would cost more than all their cells.
          <button
            type="button"
            tabIndex={-1}
            title="Actions"
            aria-label={`Actions of ${name}`}
            aria-haspopup="menu"
            className={cn(buttonStyles({ variant: 'ghost', size: 'sm' }), 'w-7 px-0')}
            onClick={(event) => handlers.onRowMenu(index, event.currentTarget)}
          >
            <Ellipsis aria-hidden />
          </button>
        )}
      </td>
    </tr>
  );
}

/** Memoised: scrolling draws the rows that come into view and no other. The cast gives back the type parameter `memo` loses. */
export const TableRow = memo(TableRowBase) as typeof TableRowBase;
