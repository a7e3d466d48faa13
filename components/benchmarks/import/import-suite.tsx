'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { previewImportQuery } from '@/lib/client/queries/benchmark-imports';
import { type ImportedOn, MEASURED_ON, measuredOnWords } from '@/lib/domain/imported-result';
import type { ImportFile } from './import-file';
import { ImportOutcome } from './import-outcome';

const OPTIONS = MEASURED_ON.map((value) => ({ value, label: measuredOnWords(value) }));

/** A document of the HEP Benchmark Suite says everything but whether its host was a virtual one. */
export function ImportSuite({ file }: { readonly file: ImportFile }) {
  const [measuredOn, setMeasuredOn] = useState<ImportedOn>('unknown');
  const how = { kind: 'hep-suite', text: file.text, measuredOn } as const;
  const checked = useQuery({ ...previewImportQuery(file.key, how), placeholderData: (before) => before });
  return (
    <>
      <Field label="Measured on" hint="The document does not tell whether its host was a virtual one.">
        {(control) => (
          <Select {...control} className="w-60" options={OPTIONS} value={measuredOn} onValueChange={setMeasuredOn} />
        )}
      </Field>
      <ImportOutcome result={checked} current={!checked.isPlaceholderData} body={{ ...how, fileName: file.fileName }} />
    </>
  );
}
