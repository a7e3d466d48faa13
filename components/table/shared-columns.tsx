'use client';
import { SeenAge } from '@/components/status/seen-age';
import { Age } from '@/components/ui/age';
import { Percent } from '@/components/ui/figures';
import type { Column } from './table-types';

/** Columns that mean the same in the lists of several nouns. */

/** Load of the processors at the last reading. */
export const cpuLoadColumn = <Row extends { readonly cpuLoad: number | null }>(): Column<Row> => ({
  accessorKey: 'cpuLoad',
  header: 'CPU',
  meta: { width: '72px', align: 'end' },
  cell: ({ row }) => <Percent share={row.original.cpuLoad} />,
});

/** Age of the last reading. */
export const seenColumn = <Row extends { readonly seenAt: string | null }>(): Column<Row> => ({
  accessorKey: 'seenAt',
  header: 'Seen',
  enableSorting: false,
  meta: { width: '96px', align: 'end' },
  cell: ({ row }) => <SeenAge at={row.original.seenAt} className="text-xs" />,
});

/** Who asked for it. */
export const actorColumn = <Row extends { readonly actorName: string }>(): Column<Row> => ({
  accessorKey: 'actorName',
  header: 'By',
  enableSorting: false,
  meta: { width: 'minmax(90px, 0.8fr)' },
});

/** When it was asked for. */
export const askedColumn = <Row extends { readonly createdAt: string }>(): Column<Row> => ({
  accessorKey: 'createdAt',
  header: 'Asked',
  enableSorting: false,
  meta: { width: '96px', align: 'end' },
  cell: ({ row }) => <Age at={row.original.createdAt} className="text-xs text-muted" />,
});
