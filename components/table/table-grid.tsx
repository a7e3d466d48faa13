'use client';
import type { Table } from '@tanstack/react-table';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { ActionItem } from '@/components/ui/action-item';
import { cn } from '@/components/ui/cn';
import { AnchoredActionMenu } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';
import { rowCommand } from './row-keys';
import { type RowHandlers, TableRow } from './table-row';
import type { RowBehaviour } from './table-types';

/** First guess of a row's height before it is measured, in px. */
const ROW_GUESS = 36;
const PHONE_ROW_GUESS = 64;
/** As long as the page's own keys wait for the second of "g, then …". */
const SEQUENCE_MS = 1200;
/** Rows drawn beyond the edges, so that a fast scroll meets no white. */
const OVERSCAN = 10;

interface Props<Row> {
  readonly table: Table<Row>;
  readonly template: string;
  readonly minWidth: number;
  readonly behaviour: RowBehaviour<Row>;
  readonly goneIds: ReadonlySet<string>;
  readonly firstRowIndex: number;
  readonly phone: boolean;
  readonly selectable: boolean;
  readonly label: string;
  readonly rowCount: number;
  /** An answer to another question is still on screen. */
  readonly outdated: boolean;
  readonly busy: boolean;
  readonly header: ReactNode;
  readonly onSelect: (row: Row, extendFrom: Row | undefined) => void;
  readonly onSelectAll: () => void;
  readonly onClear: () => void;
  /** The pointer, the focus or the menu is on the rows: they must not move. */
  readonly onInUseChange: (inUse: boolean) => void;
}

/** The scrolled area: header and rows. Windowed, one tab stop, arrow keys among them, the same menu by button, right click and key. */
export function TableGrid<Row>(props: Props<Row>) {
  const { table, behaviour, phone } = props;
  const scrollRef = useRef<HTMLDivElement>(null);
  const uses = useRef({ pointer: false, focus: false, menu: false });
  const rows = table.getRowModel().rows;
  const router = useRouter();
  const [focusedId, setFocusedId] = useState<string | undefined>(undefined);
  const [menu, setMenu] = useState<{ items: readonly ActionItem[]; heading: string; anchor: MenuAnchor } | undefined>();
  const [menuOpen, setMenuOpen] = useState(false);
  const wanted = useRef(-1);
  const sequenceAt = useRef(Number.NEGATIVE_INFINITY);
  const lastSelected = useRef<Row | undefined>(undefined);
  const focusedIndex = Math.max(0, focusedId === undefined ? 0 : rows.findIndex((row) => row.id === focusedId));

  // The rule fears memoised components with stale functions; this project compiles none and memoises no row.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => (phone ? PHONE_ROW_GUESS : ROW_GUESS),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: OVERSCAN,
    // The focused row stays drawn wherever the list is scrolled to: a row that leaves the document takes the focus with it.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return indexes.includes(focusedIndex) ? indexes : [...indexes, focusedIndex].toSorted((a, b) => a - b);
    },
  });

  const focusRow = (index: number) => {
    const row = rows[index];
    if (row === undefined) return;
    setFocusedId(row.id);
    virtual.scrollToIndex(index);
    // The row may be drawn only after the scroll; two frames cover both. By then a held key may have gone further.
    wanted.current = index;
    const focus = () => scrollRef.current?.querySelector<HTMLElement>(`tr[data-index="${index}"]`)?.focus();
    focus();
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (wanted.current === index) focus();
      }),
    );
  };
  const use = (change: Partial<typeof uses.current>) => {
    Object.assign(uses.current, change);
    props.onInUseChange(uses.current.pointer || uses.current.focus || uses.current.menu);
  };
  const openMenu = (index: number, anchor: MenuAnchor) => {
    const row = rows[index];
    const items = row === undefined ? [] : (behaviour.actions?.(row.original) ?? []);
    if (row === undefined || items.length === 0) return;
    setMenu({ items, heading: behaviour.rowName(row.original), anchor });
    changeMenu(true);
  };
  const changeMenu = (open: boolean) => {
    setMenuOpen(open);
    use({ menu: open });
  };
  const select = (index: number, extend: boolean) => {
    const row = rows[index]?.original;
    if (row === undefined || !props.selectable) return;
    props.onSelect(row, extend ? lastSelected.current : undefined);
    lastSelected.current = row;
  };
  const onKey = (index: number, event: KeyboardEvent<HTMLElement>) => {
    // Keys meant for a control inside the row, e.g. Enter on a link, are that control's.
    if (event.target !== event.currentTarget && ['Enter', ' '].includes(event.key)) return;
    const row = rows[index]?.original;
    if (row === undefined) return;
    // "g, then m" goes to a page: the second key is not the row's.
    const inSequence = event.timeStamp - sequenceAt.current < SEQUENCE_MS;
    sequenceAt.current = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (inSequence) return;
    const pageRows = Math.max(1, Math.floor((scrollRef.current?.clientHeight ?? 0) / ROW_GUESS) - 2);
    const actions = behaviour.actions?.(row) ?? [];
    const command = rowCommand(event, { index, count: rows.length, pageRows, actions });
    if (command === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    switch (command.kind) {
      case 'focus':
        if (command.extend) select(command.index, false);
        focusRow(command.index);
        break;
      case 'open':
        if (behaviour.rowHref !== undefined) router.push(behaviour.rowHref(row));
        else behaviour.onOpen?.(row);
        break;
      case 'select':
        select(index, event.shiftKey);
        break;
      case 'select-all':
        props.onSelectAll();
        break;
      case 'clear':
        props.onClear();
        break;
      case 'menu':
        openMenu(index, event.currentTarget);
        break;
      case 'act':
        if (command.action.disabledReason === undefined) command.action.onSelect();
        else toast.note(`${command.action.label} is not possible now`, { detail: command.action.disabledReason });
        break;
    }
  };

  const current: RowHandlers = {
    onRowKey: onKey,
    onRowFocus: (index) => {
      wanted.current = index;
      setFocusedId(rows[index]?.id);
    },
    onRowSelect: select,
    onRowMenu: (index, at) => openMenu(index, 'x' in at ? pointAnchor(at.x, at.y) : at),
  };
  // Rows are memoised, so they are given one set of handlers for ever, which calls the newest.
  const newest = useRef(current);
  useLayoutEffect(() => {
    newest.current = current;
  });
  const [handlers] = useState<RowHandlers>(() => ({
    onRowKey: (index, event) => newest.current.onRowKey(index, event),
    onRowFocus: (index) => newest.current.onRowFocus(index),
    onRowSelect: (index, extend) => newest.current.onRowSelect(index, extend),
    onRowMenu: (index, anchor) => newest.current.onRowMenu(index, anchor),
  }));

  return (
    <>
      <div
        ref={scrollRef}
        className={cn('max-h-[calc(100dvh-220px)] overflow-auto', props.outdated && 'opacity-60')}
        onFocus={() => use({ focus: true })}
        onBlur={(event) => use({ focus: event.currentTarget.contains(event.relatedTarget) })}
        onPointerEnter={(event) => use({ pointer: event.pointerType === 'mouse' })}
        onPointerLeave={() => use({ pointer: false })}
      >
        <table
          // A table whose rows can be focused and selected is a grid; the native parts take their roles from this one.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role
          role="grid"
          aria-label={props.label}
          aria-rowcount={props.rowCount + 1}
          aria-multiselectable={props.selectable || undefined}
          aria-busy={props.busy || undefined}
          className="block w-full"
          style={{ minWidth: props.minWidth }}
        >
          {props.header}
          <tbody className="relative block" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              return row === undefined ? null : (
                <TableRow
                  key={row.id}
                  model={row}
                  index={item.index}
                  ariaIndex={props.firstRowIndex + item.index}
                  top={item.start}
                  template={props.template}
                  behaviour={behaviour}
                  phone={phone}
                  gone={props.goneIds.has(row.id)}
                  selectable={props.selectable}
                  selected={row.getIsSelected()}
                  tabbable={item.index === focusedIndex}
                  handlers={handlers}
                  measure={virtual.measureElement}
                />
              );
            })}
          </tbody>
        </table>
      </div>
      <AnchoredActionMenu
        open={menuOpen}
        onOpenChange={changeMenu}
        anchor={menu?.anchor}
        items={menu?.items ?? []}
        heading={menu?.heading}
      />
    </>
  );
}

type MenuAnchor = Element | { readonly getBoundingClientRect: () => DOMRect };
const pointAnchor = (x: number, y: number): MenuAnchor => ({ getBoundingClientRect: () => new DOMRect(x, y, 0, 0) });
