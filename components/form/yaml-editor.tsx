'use client';
import { type QueryKey, useQuery, type UseQueryOptions } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { useSettled } from '@/components/form/use-settled';
import { errorSentence } from '@/components/status/view-states';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import type { DefinitionProblem } from '@/lib/contracts/benchmark-definitions';
import { AppError } from '@/lib/domain/errors';

/** What the server makes of a text. */
interface Checked {
  readonly problems: readonly DefinitionProblem[];
}

/** Writes a text in YAML: the server reads along, and says of each mistake the line and the field. */
export function YamlEditor<Answer extends Checked, Key extends QueryKey>({
  label,
  hint,
  rows,
  initial,
  checkQuery,
  renderUnderstood,
  saveLabel,
  pending,
  error,
  onSave,
  cancel,
}: {
  readonly label: string;
  readonly hint: ReactNode;
  readonly rows: number;
  readonly initial: string;
  readonly checkQuery: (yaml: string) => UseQueryOptions<Answer, Error, Answer, Key>;
  /** Shown where there is no mistake. */
  readonly renderUnderstood: (answer: Answer) => ReactNode;
  readonly saveLabel: string;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSave: (body: { readonly yaml: string; readonly reason?: string }) => void;
  readonly cancel: ReactNode;
}) {
  const [yaml, setYaml] = useState(initial);
  const [reason, setReason] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  const settled = useSettled(yaml);
  const checked = useQuery({ ...checkQuery(settled), enabled: settled.trim() !== '' });
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
        label={label}
        hint={hint}
        error={problems.length === 0 || !current ? undefined : `${count(problems.length)}, listed below.`}
      >
        {(control) => (
          <Textarea
            {...control}
            ref={area}
            rows={rows}
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
          renderUnderstood(checked.data)
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
              Line {problem.line}, column {problem.column}
            </button>
            {problem.field === '' ? null : <code className="font-mono text-xs"> {problem.field}</code>}:{' '}
            {problem.message}
          </li>
        ))}
      </ul>
    </Banner>
  );
}

function refusal(yaml: string, current: boolean, problems: readonly DefinitionProblem[]): string | undefined {
  if (yaml.trim() === '') return 'Write it first.';
  if (!current) return 'The text is being read.';
  return problems.length === 0 ? undefined : 'There are problems in the text.';
}

const saveSentence = (error: unknown): string =>
  AppError.is(error, 'conflict')
    ? `${errorSentence(error).replace(/\.?$/, '.')} What you typed is kept.`
    : errorSentence(error);
const count = (problems: number): string => (problems === 1 ? 'One problem' : `${problems} problems`);
