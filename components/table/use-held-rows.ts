'use client';
import { useMemo, useState } from 'react';
import { type HeldRows, holdOrder, letGo } from './hold-order';

/**
 * Rows as they are to be shown: the server's order, or, while `held`, the order of the moment the hold began.
 * Another `question` (filter, order, page) is never held: its rows come at once.
 * `show` lets a waiting order in at once and goes on holding that one.
 */
export function useHeldRows<Row>(
  latest: readonly Row[],
  rowId: (row: Row) => string,
  held: boolean,
  question: string,
): HeldRows<Row> & { readonly show: () => void } {
  const [snapshot, setSnapshot] = useState<{ readonly question: string; readonly rows: readonly Row[] } | undefined>();
  // State derived from props while rendering, as React asks for it: both branches settle after one more render.
  if (held && snapshot?.question !== question) setSnapshot({ question, rows: latest });
  if (!held && snapshot !== undefined) setSnapshot(undefined);
  const rows = useMemo(
    () => (held && snapshot?.question === question ? holdOrder(snapshot.rows, latest, rowId) : letGo(latest)),
    [held, snapshot, question, latest, rowId],
  );
  return { ...rows, show: () => setSnapshot(undefined) };
}
