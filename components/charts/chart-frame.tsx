'use client';
import { Download } from 'lucide-react';
import { type ReactNode, useId, useRef, useState } from 'react';
import type { ActionItem } from '@/components/ui/action-item';
import { IconButton } from '@/components/ui/icon-button';
import { ActionMenu } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';
import type { ChartTable } from './prepare/to-table';
import { savePng, saveSvg, saveText } from './visualise/download-chart';

/** A chart with its legend, its sentence, its table and its files. A chart without readings is only its sentence. */
export function ChartFrame({
  title,
  summary,
  drawable,
  legend,
  table,
  csv,
  fileName,
  children,
}: {
  readonly title: string;
  /** The chart in words, for those who do not see it; why there is nothing to draw, where there is not. */
  readonly summary: string;
  readonly drawable: boolean;
  readonly legend?: ReactNode;
  /** Made when somebody opens it. */
  readonly table: () => ChartTable;
  readonly csv: () => string;
  /** Name of a saved file, without ending. */
  readonly fileName: string;
  /** The picture: one SVG. */
  readonly children: ReactNode;
}) {
  const picture = useRef<HTMLDivElement>(null);
  const headingId = useId();
  const withSvg = (save: (svg: SVGSVGElement) => void | Promise<void>) => async () => {
    const svg = picture.current?.querySelector('svg');
    if (!(svg instanceof SVGSVGElement)) return;
    try {
      await save(svg);
    } catch (error) {
      toast.failed('The picture could not be saved', { detail: error instanceof Error ? error.message : undefined });
    }
  };
  const files: ActionItem[] = [
    { id: 'svg', label: 'Save as SVG', onSelect: () => void withSvg((svg) => saveSvg(svg, fileName))() },
    { id: 'png', label: 'Save as PNG', onSelect: () => void withSvg((svg) => savePng(svg, fileName))() },
    { id: 'csv', label: 'Save as CSV', onSelect: () => saveText(csv(), `${fileName}.csv`, 'text/csv') },
  ];
  return (
    <figure aria-labelledby={headingId} className="min-w-0">
      <figcaption className="mb-1 flex min-h-7 flex-wrap items-center gap-x-3 text-sm">
        <span id={headingId} className="font-medium">
          {title}
        </span>
        {drawable ? legend : null}
        <span className="grow" />
        {drawable ? (
          <ActionMenu
            heading="Files"
            items={files}
            trigger={
              <IconButton size="sm" label={`Save ${title}`}>
                <Download aria-hidden />
              </IconButton>
            }
          />
        ) : null}
      </figcaption>
      {drawable ? (
        <>
          <div ref={picture}>{children}</div>
          <ChartDetails title={title} summary={summary} table={table} />
        </>
      ) : (
        <p className="rounded-md bg-sunken px-3 py-6 text-center text-sm text-muted">{summary}</p>
      )}
    </figure>
  );
}

/** Rows are made only while the table is open: a live chart would otherwise rebuild hundreds nobody looks at. */
function ChartDetails({
  title,
  summary,
  table,
}: {
  readonly title: string;
  readonly summary: string;
  readonly table: () => ChartTable;
}) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mt-1 text-xs text-muted" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="rounded-sm py-1">
        {summary} <span className="underline underline-offset-2">As table</span>
      </summary>
      {open ? <TableOf title={title} table={table()} /> : null}
    </details>
  );
}

function TableOf({ title, table }: { readonly title: string; readonly table: ChartTable }) {
  return (
    // A scrolled area must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section tabIndex={0} aria-label={`${title} as table`} className="mt-1 max-h-56 overflow-auto">
      {table.note === undefined ? null : <p className="mb-1">{table.note}</p>}
      <table className="w-full text-left tabular-nums">
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col" className="border-b border-line py-1 pr-4 font-medium">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((cells, row) => (
            // Readings are never reordered; two of one second would share any other key.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={row}>
              {cells.map((cell, index) => (
                <td key={table.columns[index]} className="py-0.5 pr-4">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
