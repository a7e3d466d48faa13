import type { ReactNode } from 'react';
import { Scrolled } from './scrolled';

/** A short table that is read and not sorted or paged: its heads, and rows of which one cell is a `th`. Wider than the page it scrolls. */
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
      {/* On a phone columns keep a width that can be read; squeezed, a row is as tall as its longest cell has words. */}
      <table className="w-full text-left text-sm max-sm:w-max max-sm:[&_td]:max-w-64 max-sm:[&_th]:max-w-64">
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
