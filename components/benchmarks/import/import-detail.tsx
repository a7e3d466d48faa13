'use client';
import { useQuery } from '@tanstack/react-query';
import { Download, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { DetailPage } from '@/components/layout/detail-page';
import { ErrorState } from '@/components/status/view-states';
import { TableFooter } from '@/components/table/table-footer';
import { NEWEST_FIRST, usePaging } from '@/components/table/use-paging';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { formatExact } from '@/components/ui/format-age';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { TextLink } from '@/components/ui/text-link';
import { buttonStyles } from '@/components/ui/button-styles';
import { importedResultsQuery, importQuery } from '@/lib/client/queries/benchmark-imports';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { BenchmarkImport } from '@/lib/contracts/benchmark-imports';
import { IMPORT_KIND_WORDS } from '@/lib/domain/imported-result';
import { formatBytes } from '@/lib/utils/units';
import { api, pages } from '@/lib/utils/paths';
import { ImportStanding } from './import-standing';
import { ResultTable } from './result-table';
import { RetractDialog } from './retract-dialog';

/** One import: where it comes from, whether it counts, and its measurements. */
export function ImportDetail({ id }: { readonly id: string }) {
  const result = useQuery(importQuery(id));
  return (
    <DetailPage result={result} what="this import">
      {(imported) => <Content imported={imported} />}
    </DetailPage>
  );
}

function Content({ imported }: { readonly imported: BenchmarkImport }) {
  const [retracting, setRetracting] = useState(false);
  const mayRetract = useScopeRefusal('benchmarks:review');
  const { retracted } = imported;
  return (
    <>
      <PageHeader
        title={imported.fileName}
        meta={
          <>
            <ImportStanding imported={imported} />
            <span>
              imported by {imported.importedByName} <Age at={imported.importedAt} />
            </span>
            <TextLink href={pages.benchmarkImports()}>All imports</TextLink>
          </>
        }
        actions={
          <>
            {/* No page: the browser saves it. */}
            <a href={api.importedFile(imported.id)} download className={buttonStyles()}>
              <Download aria-hidden />
              Download file
            </a>
            <Button
              disabledReason={mayRetract ?? (retracted === null ? undefined : 'It is retracted already.')}
              onClick={() => setRetracting(true)}
            >
              <Undo2 aria-hidden />
              Retract
            </Button>
          </>
        }
      />
      <div className="grid min-w-0 gap-6">
        {retracted === null ? null : (
          <Banner kind="warning">
            <strong className="font-medium">Retracted</strong> by {retracted.byName} <Age at={retracted.at} />:{' '}
            {retracted.reason}. Nothing is compared with its figures.
          </Banner>
        )}
        <DescriptionList
          items={[
            { term: 'Form', value: `${IMPORT_KIND_WORDS[imported.kind]}, ${formatBytes(imported.bytes)}` },
            { term: 'Document', value: imported.documentId },
            { term: 'SHA-256', value: <code className="font-mono text-xs break-all">{imported.sha256}</code> },
            { term: 'Imported', value: formatExact(imported.importedAt) },
          ]}
        />
        <Results id={imported.id} />
      </div>
      {retracting ? <RetractDialog imported={imported} onClose={() => setRetracting(false)} /> : null}
    </>
  );
}

function Results({ id }: { readonly id: string }) {
  const paging = usePaging<'newest'>(NEWEST_FIRST);
  const result = useQuery(importedResultsQuery(id, { page: paging.page, pageSize: paging.pageSize }));
  return (
    <section aria-label="Measurements" className="grid min-w-0 gap-2">
      <h2 className="text-base font-semibold">Measurements</h2>
      {result.data === undefined ? (
        result.error === null ? (
          <Skeleton className="h-40" />
        ) : (
          <ErrorState error={result.error} what="the measurements" onRetry={() => void result.refetch()} />
        )
      ) : (
        <>
          <ResultTable results={result.data.items} label="All measurements" />
          <TableFooter result={result} paging={paging} noun={{ one: 'measurement', many: 'measurements' }} />
        </>
      )}
    </section>
  );
}
