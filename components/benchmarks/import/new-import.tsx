'use client';
import { useState } from 'react';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { ForbiddenState } from '@/components/status/view-states';
import { IMPORT_KIND_WORDS } from '@/lib/domain/imported-result';
import { formatBytes } from '@/lib/utils/units';
import { pages } from '@/lib/utils/paths';
import { ChooseFile } from './choose-file';
import { ImportCsv } from './import-csv';
import type { ImportFile } from './import-file';
import { ImportSuite } from './import-suite';

/** From a file to figures: chosen, told what its columns mean, looked at, imported. */
export function NewImport() {
  const [file, setFile] = useState<ImportFile>();
  const refused = useScopeRefusal('benchmarks:run');
  if (refused !== undefined) return <ForbiddenState asPage>{refused}</ForbiddenState>;
  return (
    <>
      <PageHeader
        title="Import figures"
        meta={<TextLink href={pages.benchmarkImports()}>All imports</TextLink>}
        actions={
          file === undefined ? undefined : <Button onClick={() => setFile(undefined)}>Choose another file</Button>
        }
      />
      {file === undefined ? (
        <ChooseFile onChosen={setFile} />
      ) : (
        <div className="grid gap-6">
          <p className="text-sm">
            <span className="font-medium break-words">{file.fileName}</span>{' '}
            <span className="text-muted">
              {formatBytes(new TextEncoder().encode(file.text).length)}, read as {IMPORT_KIND_WORDS[file.kind]}
            </span>
          </p>
          {file.kind === 'csv' ? <ImportCsv key={file.key} file={file} /> : <ImportSuite key={file.key} file={file} />}
        </div>
      )}
    </>
  );
}
