'use client';
import { useMemo, useState } from 'react';

/**
 * Selected rows by id, so that a refetch, another order or another page loses none. Of rows on screen the newest values
 * are given, of rows elsewhere those of the moment they were selected.
 */
export function useSelection<Row>(shown: readonly Row[], rowId: (row: Row) => string) {
  const [picked, setPicked] = useState<ReadonlyMap<string, Row>>(new Map());
  return useMemo(() => {
    const onScreen = new Map(shown.map((row) => [rowId(row), row]));
    const onThisPage = shown.filter((row) => picked.has(rowId(row))).length;
    return {
      rows: [...picked].map(([id, row]) => onScreen.get(id) ?? row),
      state: Object.fromEntries([...picked.keys()].map((id) => [id, true])),
      elsewhere: picked.size - onThisPage,
      all: shown.length > 0 && onThisPage === shown.length ? true : onThisPage > 0 ? ('some' as const) : false,
      /** Turns one row, or with `from` selects every row between the two. */
      toggle: (row: Row, from: Row | undefined) =>
        setPicked((before) => {
          const next = new Map(before);
          const start = from === undefined ? -1 : shown.findIndex((each) => rowId(each) === rowId(from));
          const end = shown.findIndex((each) => rowId(each) === rowId(row));
          if (start === -1 || end === -1) {
            if (!next.delete(rowId(row))) next.set(rowId(row), row);
            return next;
          }
          for (const each of shown.slice(Math.min(start, end), Math.max(start, end) + 1)) next.set(rowId(each), each);
          return next;
        }),
      selectAll: () => setPicked((before) => new Map([...before, ...shown.map((row) => [rowId(row), row] as const)])),
      clear: () => setPicked(new Map()),
    };
  }, [picked, shown, rowId]);
}
