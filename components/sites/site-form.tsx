'use client';
import { type ReactNode, useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { CreateSite } from '@/lib/contracts/sites';
import { AppError } from '@/lib/domain/errors';
import { type EditedSite, SiteEditor } from './editor/site-editor';

/** A site file with what saves it; nothing is saved that has a problem. */
export function SiteForm({
  initial,
  draft,
  onDraft,
  saveLabel,
  unchanged,
  pending,
  error,
  onSave,
  cancel,
}: {
  /** As it was saved, or is begun with. */
  readonly initial: string;
  /** What was typed before the form was last put away. */
  readonly draft?: string | undefined;
  readonly onDraft?: ((text: string) => void) | undefined;
  readonly saveLabel: string;
  /** Whether the text may be saved as it was. */
  readonly unchanged: 'allowed' | 'refused';
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSave: (body: CreateSite) => void;
  readonly cancel?: ReactNode;
}) {
  // The editor keeps its own text from then on.
  const [begun] = useState(draft ?? initial);
  const [edited, setEdited] = useState<EditedSite>({ text: begun, check: undefined });
  const [reason, setReason] = useState('');
  const { text, check } = edited;
  const refusal =
    check === undefined
      ? 'The text is being read.'
      : 'problems' in check
        ? 'There are problems in the text.'
        : unchanged === 'refused' && text === initial
          ? 'The text is as it was saved.'
          : undefined;
  return (
    <form
      noValidate
      className="grid max-w-5xl gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSave({ text, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) });
      }}
    >
      <SiteEditor
        initial={begun}
        readOnly={false}
        onEdited={(next) => {
          setEdited(next);
          onDraft?.(next.text);
        }}
      />
      <Field label="Reason" optional hint="Why it is written or changed; kept with the revision." className="max-w-xl">
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <SubmitError sentence={error === null ? undefined : saveSentence(error)} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" pending={pending} disabledReason={refusal}>
          {saveLabel}
        </Button>
        {cancel}
      </div>
    </form>
  );
}

const saveSentence = (error: unknown): string =>
  AppError.is(error, 'conflict')
    ? `${errorSentence(error).replace(/\.?$/, '.')} What you typed is kept.`
    : errorSentence(error);
