/** A row as the table shows it: `gone` says that the server no longer lists it, while the order is held. */
interface HeldRow<Row> {
  readonly row: Row;
  readonly gone: boolean;
}
export interface HeldRows<Row> {
  readonly rows: readonly HeldRow<Row>[];
  /** Rows that would come, go or change place if the order were let go. 0: what is shown is what the server says. */
  readonly pending: number;
}

/**
 * Keeps every row where it is while the pointer or the focus is among them: values change in place, a row that left the
 * list stays as `gone`, a new one waits. So nothing moves from under the pointer.
 *
 * @example holdOrder([a, b], [b2, a2, c], id) // rows: [a2, b2], pending: 3
 */
export function holdOrder<Row>(
  shown: readonly Row[],
  latest: readonly Row[],
  rowId: (row: Row) => string,
): HeldRows<Row> {
  const byId = new Map(latest.map((row) => [rowId(row), row]));
  const shownIds = shown.map(rowId);
  const rows = shown.map((row) => {
    const now = byId.get(rowId(row));
    return now === undefined ? { row, gone: true } : { row: now, gone: false };
  });
  const gone = rows.filter((each) => each.gone).length;
  const known = new Set(shownIds);
  const added = latest.filter((row) => !known.has(rowId(row))).length;
  const keptBefore = shownIds.filter((id) => byId.has(id));
  const keptNow = latest.map(rowId).filter((id) => known.has(id));
  const moved = keptNow.filter((id, index) => keptBefore[index] !== id).length;
  return { rows, pending: gone + added + moved };
}

/** The server's order as it is. */
export const letGo = <Row>(latest: readonly Row[]): HeldRows<Row> => ({
  rows: latest.map((row) => ({ row, gone: false })),
  pending: 0,
});
