'use client';
import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/input';
import { IMPORT_BYTES_MAX, IMPORT_ROWS_MAX } from '@/lib/domain/imported-result';
import { formatBytes } from '@/lib/utils/units';
import { chosenFile, type ImportFile, pastedFile } from './import-file';

/** The first step: a file of this machine, or its text. */
export function ChooseFile({ onChosen }: { readonly onChosen: (file: ImportFile) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [pasted, setPasted] = useState('');
  const [problem, setProblem] = useState<string>();
  const take = (file: ImportFile | string): void => {
    if (typeof file === 'string') setProblem(file);
    else onChosen(file);
  };
  return (
    <div className="grid max-w-3xl gap-4">
      <p className="max-w-prose text-sm text-muted">
        A document of the HEP Benchmark Suite (HEPscore, HS06, SPEC CPU2017, DB12), or a table as CSV, of which you say
        what its columns mean. At most {formatBytes(IMPORT_BYTES_MAX)} and {IMPORT_ROWS_MAX.toLocaleString('en-GB')}{' '}
        rows. It is imported whole or not at all, and kept as it came.
      </p>
      <div>
        <input
          ref={input}
          type="file"
          aria-label="File to import"
          accept=".csv,.tsv,.txt,.json,text/csv,application/json"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            // The same file, corrected meanwhile, may be chosen again.
            event.target.value = '';
            setProblem(undefined);
            if (file !== undefined) void chosenFile(file).then(take);
          }}
        />
        <Button variant="primary" onClick={() => input.current?.click()}>
          <FileUp aria-hidden />
          Choose file
        </Button>
      </div>
      <Field label="Or paste its text">
        {(control) => (
          <Textarea
            {...control}
            rows={8}
            spellCheck={false}
            className="font-mono text-xs"
            value={pasted}
            onChange={(event) => {
              setPasted(event.target.value);
              setProblem(undefined);
            }}
          />
        )}
      </Field>
      <SubmitError sentence={problem} />
      <div>
        <Button
          disabledReason={pasted.trim() === '' ? 'Paste the text of a file first.' : undefined}
          onClick={() => take(pastedFile(pasted))}
        >
          Read pasted text
        </Button>
      </div>
    </div>
  );
}
