'use client';
import type { ReactNode } from 'react';
import { YamlEditor } from '@/components/form/yaml-editor';
import { Banner } from '@/components/ui/banner';
import { checkDefinitionQuery } from '@/lib/client/queries/benchmark-definitions';
import type { BenchmarkChecked, CreateBenchmark } from '@/lib/contracts/benchmark-definitions';
import { placesWords } from './definition-words';

/** Writes a definition. */
export function DefinitionEditor(props: {
  readonly initial: string;
  readonly saveLabel: string;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSave: (body: CreateBenchmark) => void;
  readonly cancel: ReactNode;
}) {
  return (
    <YamlEditor
      {...props}
      label="Definition"
      hint="YAML. Commands are words, which no shell reads; patterns are RE2’s, paths RFC 9535’s. At most 64 KiB."
      rows={26}
      checkQuery={checkDefinitionQuery}
      renderUnderstood={({ definition }) => <Understood definition={definition} />}
    />
  );
}

function Understood({ definition }: { readonly definition: BenchmarkChecked['definition'] }) {
  if (definition === null) return null;
  const { title, places, programs, metrics, repeats } = definition;
  return (
    <Banner kind="good">
      <strong className="font-medium">{title}</strong> runs {programs.join(', ')} {placesWords(places)}, {repeats}{' '}
      times, and measures {metrics.map((metric) => `${metric.title} in ${metric.unit}`).join(', ')}.
    </Banner>
  );
}
