'use client';
import { useQuery } from '@tanstack/react-query';
import { createColumnHelper } from '@tanstack/react-table';
import { FileInput, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { EmptyState } from '@/components/status/view-states';
import { DataTable } from '@/components/table/data-table';
import type { Column } from '@/components/table/table-types';
import { useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { Bytes } from '@/components/ui/figures';
import { LinkButton } from '@/components/ui/link-button';
import { TextLink } from '@/components/ui/text-link';
import { importsQuery } from '@/lib/client/queries/benchmark-imports';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { BenchmarkImport } from '@/lib/contracts/benchmark-imports';
import { IMPORT_KIND_WORDS } from '@/lib/domain/imported-result';
import { pages } from '@/lib/utils/paths';
import { BenchmarkHeader } from '../benchmark-header';
import { ImportStanding } from './import-standing';
import { RetractDialog } from './retract-dialog';

const column = createColumnHelper<BenchmarkImport>();
const COLUMNS: Column<BenchmarkImport>[] = [
  column.accessor('fileName', {
    header: 'File',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(180px, 2fr)' },
    cell: ({ row: { original } }) => (
      <TextLink
        href={pages.benchmarkImport(original.id)}
        tabIndex={-1}
        className="truncate font-medium"
        title={original.fileName}
      >
        {original.fileName}
      </TextLink>
    ),
  }),
  column.accessor('kind', {
    header: 'Form',
    enableSorting: false,
    meta: { width: 'minmax(110px, 1.3fr)' },
    cell: ({ row }) => IMPORT_KIND_WORDS[row.original.kind],
  }),
  column.accessor('resultCount', {
    header: 'Measurements',
    enableSorting: false,
    meta: { width: '120px', align: 'end' },
    cell: ({ row }) => row.original.resultCount.toLocaleString('en-GB'),
  }),
  column.accessor('bytes', {
    header: 'Size',
    enableSorting: false,
    meta: { width: '90px', align: 'end' },
    cell: ({ row }) => <Bytes bytes={row.original.bytes} />,
  }),
  column.display({
    id: 'standing',
    header: 'State',
    meta: { width: 'minmax(110px, 1fr)' },
    cell: ({ row }) => <ImportStanding imported={row.original} />,
  }),
  column.accessor('importedByName', { header: 'By', enableSorting: false, meta: { width: 'minmax(110px, 1fr)' } }),
  column.accessor('importedAt', {
    header: 'Imported',
    enableSorting: false,
    meta: { width: '100px', align: 'end' },
    cell: ({ row }) => <Age at={row.original.importedAt} className="text-xs text-muted" />,
  }),
];
const rowName = (imported: BenchmarkImport) => imported.fileName;
const rowHref = (imported: BenchmarkImport) => pages.benchmarkImport(imported.id);
const phoneRow = (imported: BenchmarkImport) => (
  <div className="grid gap-0.5">
    <TextLink href={pages.benchmarkImport(imported.id)} className="truncate text-base font-medium">
      {imported.fileName}
    </TextLink>
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 text-xs text-muted">
      <ImportStanding imported={imported} />
      <span>{imported.resultCount.toLocaleString('en-GB')} measurements</span>
      <Age at={imported.importedAt} />
    </div>
  </div>
);

/** Files of figures that were measured elsewhere: who imported which, and what became of them. */
export function ImportList() {
  const { paging, filter } = useListFilter({});
  const [retracting, setRetracting] = useState<BenchmarkImport>();
  const mayImport = useScopeRefusal('benchmarks:run');
  const mayRetract = useScopeRefusal('benchmarks:review');
  const result = useQuery(importsQuery(filter));
  const add =
    mayImport === undefined ? (
      <LinkButton variant="primary" href={pages.newBenchmarkImport()}>
        <FileInput aria-hidden />
        Import figures
      </LinkButton>
    ) : undefined;
  return (
    <>
      <BenchmarkHeader title="Imported figures" actions={add} />
      {mayImport === undefined ? null : <p className="mb-3 text-sm text-muted">{mayImport}</p>}
      <DataTable<BenchmarkImport>
        name="benchmark-imports"
        label="Imports"
        noun={{ one: 'import', many: 'imports' }}
        columns={COLUMNS}
        result={result}
        paging={paging}
        question={filter}
        rowName={rowName}
        rowHref={rowHref}
        phoneRow={phoneRow}
        actions={(imported) => [
          {
            id: 'retract',
            label: 'Retract…',
            icon: Undo2,
            danger: true,
            disabledReason: mayRetract ?? (imported.retracted === null ? undefined : 'It is retracted already.'),
            onSelect: () => setRetracting(imported),
          },
        ]}
        empty={
          <EmptyState icon={FileInput} title="Nothing is imported" action={add}>
            Figures that were measured elsewhere, by the HEP Benchmark Suite or kept in a table, stand here with their
            files, and are compared with those measured by Gridbox.
          </EmptyState>
        }
      />
      {retracting === undefined ? null : (
        <RetractDialog imported={retracting} onClose={() => setRetracting(undefined)} />
      )}
    </>
  );
}
