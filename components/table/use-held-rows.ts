'use client';
import { useMemo, useState } from 'react';
import { type HeldRows, holdOrder, letGo } from './hold-order';

/**
 * Rows as they are to be shown: the server's order, or, while `held`, the order of the moment the hold began.
 * `show` lets a waiting order in at once and goes on holding that one.
 */
export function useHeldRows<Row>(
  latest: readonly Row[],
  rowId: (row: Row) => string,
  held: boolean,
): HeldRows<Row> & { readonly show: () => void } {
  const [snapshot, setSnapshot] = useState<readonly Row[] | undefined>(undefined);
  // State derived from props while rendering, as React asks for it: both branches settle after one more render.
  if (held && snapshot === undefined) setSnapshot(latest);
  if (!held && snapshot !== undefined) setSnapshot(undefined);
  const rows = useMemo(
    () => (held && snapshot !== undefined ? holdOrder(snapshot, latest, rowId) : letGo(latest)),
    [held, snapshot, latest, rowId],
  );
  return { ...rows, show: () => setSnapshot(undefined) };
}
