import type { ReactNode } from 'react';
import { Scrolled } from './scrolled';

/** A short table that is read and not sorted or paged: its heads, and rows whose first cell is a `th` of the row. Wider than the page it scrolls. */
export function PlainTable({
  label,
  heads,
  changes = false,
  children,
}: {
  readonly label: string;
  readonly heads: readonly string[];
  /** A last column has buttons, and needs no head that is seen. */
  readonly changes?: boolean | undefined;
  readonly children: ReactNode;
}) {
  return (
    <Scrolled label={label}>
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="text-xs text-muted">
            {heads.map((head) => (
              <th key={head} scope="col" className="border-b border-line px-2 py-1 font-medium whitespace-nowrap">
                {head}
              </th>
            ))}
            {changes ? (
              <td className="border-b border-line px-2 py-1">
                <span className="sr-only">Change</span>
              </td>
            ) : null}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Scrolled>
  );
}
