import type { ColumnDef, RowData } from '@tanstack/react-table';
import type { ReactNode } from 'react';
import type { ActionItem } from '@/components/ui/action-item';

declare module '@tanstack/react-table' {
  // The library's own names and arity, which an augmentation must repeat.
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Grid track, e.g. `minmax(160px, 2fr)`. */
    readonly width: string;
    readonly align?: 'end' | undefined;
    /** Name in the list of columns; the header where absent. */
    readonly name?: string | undefined;
    readonly hiddenAtFirst?: boolean | undefined;
    /** Keeps the type parameters used, as the compiler demands of a declaration. */
    readonly never?: (row: TData, value: TValue) => never;
  }
}

/** A column. Its `id` is the key the server sorts by where `enableSorting` is true. */
// Each column of one table has a value type of its own; the library's own helper returns this union as `any`-valued.
// oxlint-disable-next-line typescript/no-explicit-any
export type Column<Row> = ColumnDef<Row, any>;

/** What a list query gives, whichever noun it reads; a `UseQueryResult` fits. */
export interface ListResult<Row> {
  readonly data:
    | { readonly items: Row[]; readonly total: number; readonly page: number; readonly pageSize: number }
    | undefined;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly isFetching: boolean;
  readonly isPlaceholderData: boolean;
  /** Epoch ms of the answer on screen; 0 before the first. */
  readonly dataUpdatedAt: number;
  readonly refetch: () => unknown;
}

export interface BulkAction<Row> {
  readonly id: string;
  readonly label: string;
  readonly icon?: ActionItem['icon'];
  readonly danger?: boolean | undefined;
  /** Why not for this row, undefined where it may be done. */
  readonly refusal: (row: Row) => string | undefined;
  /** Sends the command. Rejects with an error whose message is a sentence. */
  readonly send: (
    row: Row,
    options: { readonly reason: string | undefined },
  ) => Promise<{ readonly operationId: string }>;
}

/** A row of any list; what a table remembers of it, it remembers by this. */
export interface Identified {
  readonly id: string;
}

export interface RowBehaviour<Row> {
  /** Name for screen readers and dialogs. */
  readonly rowName: (row: Row) => string;
  readonly rowHref?: ((row: Row) => string) | undefined;
  /** What Enter does where a row has no page of its own. */
  readonly onOpen?: ((row: Row) => void) | undefined;
  /** Menu of the row, also by right click; its shortcuts work while the row has the focus. */
  readonly actions?: ((row: Row) => readonly ActionItem[]) | undefined;
  /** Two lines for a narrow screen. */
  readonly phoneRow: (row: Row) => ReactNode;
}
