'use client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { useSettled } from '@/components/form/use-settled';
import { errorSentence } from '@/components/status/view-states';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { checkDefinitionQuery } from '@/lib/client/queries/benchmark-definitions';
import type { BenchmarkChecked, CreateBenchmark, DefinitionProblem } from '@/lib/contracts/benchmark-definitions';
import { AppError } from '@/lib/domain/errors';
import { placesWords } from './definition-words';

/** Writes a definition: the server reads along, and says of each mistake the line and the field. */
export function DefinitionEditor({
  initial,
  saveLabel,
  pending,
  error,
  onSave,
  cancel,
}: {
  readonly initial: string;
  readonly saveLabel: string;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSave: (body: CreateBenchmark) => void;
  readonly cancel: ReactNode;
}) {
  const [yaml, setYaml] = useState(initial);
  const [reason, setReason] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  const settled = useSettled(yaml);
  const checked = useQuery({ ...checkDefinitionQuery(settled), enabled: settled.trim() !== '' });
  const current = settled === yaml && !checked.isPlaceholderData && !checked.isFetching;
  const problems = checked.data?.problems ?? [];
  const goTo = ({ line, column }: DefinitionProblem): void => {
    const offset =
      yaml
        .split('\n')
        .slice(0, line - 1)
        .reduce((sum, each) => sum + each.length + 1, 0) +
      column -
      1;
    area.current?.focus();
    area.current?.setSelectionRange(offset, offset);
  };
  return (
    <form
      noValidate
      className="grid max-w-4xl gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSave({ yaml, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) });
      }}
    >
      <Field
        label="Definition"
        hint="YAML. Commands are words, which no shell reads; patterns are RE2’s, paths RFC 9535’s. At most 64 KiB."
        error={problems.length === 0 || !current ? undefined : `${count(problems.length)}, listed below.`}
      >
        {(control) => (
          <Textarea
            {...control}
            ref={area}
            rows={26}
            wrap="off"
            spellCheck={false}
            autoCapitalize="off"
            className="resize-y overflow-x-auto font-mono text-xs leading-5"
            value={yaml}
            onChange={(event) => setYaml(event.target.value)}
          />
        )}
      </Field>
      <div aria-live="polite" aria-busy={!current}>
        {yaml.trim() === '' ? null : checked.error !== null ? (
          <Banner kind="warning">{errorSentence(checked.error)}</Banner>
        ) : checked.data === undefined ? null : problems.length > 0 ? (
          <Problems problems={problems} onGoTo={goTo} />
        ) : (
          <Understood definition={checked.data.definition} />
        )}
      </div>
      <Field label="Reason" optional hint="Why it is written or changed; kept in the audit.">
        {(control) => (
          <Input {...control} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      <SubmitError sentence={error === null ? undefined : saveSentence(error)} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" pending={pending} disabledReason={refusal(yaml, current, problems)}>
          {saveLabel}
        </Button>
        {cancel}
      </div>
    </form>
  );
}

function Problems({
  problems,
  onGoTo,
}: {
  readonly problems: readonly DefinitionProblem[];
  readonly onGoTo: (problem: DefinitionProblem) => void;
}) {
  return (
    <Banner kind="trouble">
      <ul aria-label="Problems" className="grid gap-1">
        {problems.map((problem) => (
          <li key={`${problem.line} ${problem.field} ${problem.message}`}>
            <button
              type="button"
              className="rounded-sm font-medium text-accent underline-offset-2 hover:underline"
              onClick={() => onGoTo(problem)}
            >
              Line {problem.line}
            </button>
            {problem.field === '' ? null : <code className="font-mono text-xs"> {problem.field}</code>}:{' '}
            {problem.message}
          </li>
        ))}
      </ul>
    </Banner>
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

function refusal(yaml: string, current: boolean, problems: readonly DefinitionProblem[]): string | undefined {
  if (yaml.trim() === '') return 'Write the definition first.';
  if (!current) return 'The text is being read.';
  return problems.length === 0 ? undefined : 'There are problems in the text.';
}

const saveSentence = (error: unknown): string =>
  AppError.is(error, 'conflict')
    ? `${errorSentence(error).replace(/\.?$/, '.')} What you typed is kept.`
    : errorSentence(error);
const count = (problems: number): string => (problems === 1 ? 'One problem' : `${problems} problems`);
