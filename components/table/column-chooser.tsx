'use client';
import { Popover } from '@base-ui/react/popover';
import type { Table } from '@tanstack/react-table';
import { Columns3 } from 'lucide-react';
import { Checkbox } from '@/components/ui/checkbox';
import { IconButton } from '@/components/ui/icon-button';

/** Which columns are shown. */
export function ColumnChooser<Row>({ table }: { readonly table: Table<Row> }) {
  const columns = table.getAllLeafColumns().filter((column) => column.getCanHide());
  return (
    <Popover.Root>
      <Popover.Trigger
        render={
          <IconButton label="Columns" variant="secondary">
            <Columns3 aria-hidden />
          </IconButton>
        }
      />
      <Popover.Portal>
        <Popover.Positioner align="end" sideOffset={4} className="z-50">
          <Popover.Popup
            aria-label="Columns shown"
            className="min-w-44 rounded-lg border border-line bg-raised p-2 shadow-pop outline-none"
          >
            {columns.map((column) => {
              const { header, meta } = column.columnDef;
              return (
                <Checkbox
                  key={column.id}
                  label={meta?.name ?? (typeof header === 'string' ? header : column.id)}
                  className="rounded-md px-1.5 py-1 hover:bg-hover"
                  checked={column.getIsVisible()}
                  onChange={(event) => column.toggleVisibility(event.target.checked)}
                />
              );
            })}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
