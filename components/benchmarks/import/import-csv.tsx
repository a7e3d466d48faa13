'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSettled } from '@/components/form/use-settled';
import { ErrorState } from '@/components/status/view-states';
import { Skeleton } from '@/components/ui/skeleton';
import { previewImportQuery } from '@/lib/client/queries/benchmark-imports';
import type { CsvMapping } from '@/lib/domain/imported-result';
import { CsvForm } from './csv-form';
import type { ImportFile } from './import-file';
import { ImportOutcome } from './import-outcome';
import { sentMapping } from './mapping-draft';
import { MappingFields } from './mapping-fields';
import { ProblemList } from './problem-list';
import { useRememberedMapping } from './use-remembered-mapping';

/** A table: how it is written, what its columns mean, and what becomes of it then. */
export function ImportCsv({ file }: { readonly file: ImportFile }) {
  const [form, setForm] = useState<Pick<CsvMapping, 'delimiter' | 'header'>>();
  const [draft, setDraft] = useState<CsvMapping>();
  const guess = useQuery(previewImportQuery(file.key, { kind: 'csv', text: file.text, form }));
  const { remembered, remember } = useRememberedMapping(guess.data?.columns ?? []);
  const mapping = draft ?? remembered ?? guess.data?.mapping ?? undefined;
  if (guess.isPending) return <Skeleton className="h-64" />;
  if (guess.data === undefined || mapping === undefined)
    return <ErrorState error={guess.error} what="this file" onRetry={() => void guess.refetch()} />;
  const { columns, head, rows, problems, problemCount } = guess.data;
  return (
    <>
      <CsvForm
        mapping={mapping}
        columns={columns}
        head={head}
        rows={rows}
        onFormChange={(next) => {
          // Other columns: what was said of these ones is of no use.
          setDraft(undefined);
          setForm(next);
        }}
        onDecimalChange={(decimal) => setDraft({ ...mapping, decimal })}
      />
      {columns.length === 0 ? (
        <ProblemList problems={problems} count={problemCount} />
      ) : (
        <>
          <MappingFields mapping={mapping} columns={columns} onChange={setDraft} />
          <Checked file={file} mapping={mapping} onImported={() => remember(sentMapping(mapping))} />
        </>
      )}
    </>
  );
}

function Checked({
  file,
  mapping,
  onImported,
}: {
  readonly file: ImportFile;
  readonly mapping: CsvMapping;
  readonly onImported: () => void;
}) {
  const sent = sentMapping(mapping);
  // By its words: the object is another one at each look.
  const words = JSON.stringify(sent);
  const settled = useSettled(words);
  const checked = useQuery({
    ...previewImportQuery(file.key, { kind: 'csv', text: file.text, mapping: sent }),
    enabled: settled === words,
    placeholderData: (before) => before,
  });
  return (
    <ImportOutcome
      result={checked}
      current={settled === words && !checked.isPlaceholderData}
      body={{ kind: 'csv', fileName: file.fileName, text: file.text, mapping: sent }}
      onImported={onImported}
    />
  );
}
