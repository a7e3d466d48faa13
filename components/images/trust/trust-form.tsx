'use client';
import { type ReactNode, useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { AppError } from '@/lib/domain/errors';

/** What every dialog here has: fields, a reason for the audit, and the sentence of whoever refused. */
export function TrustForm({
  title,
  description,
  submitLabel,
  pending,
  error,
  onSubmit,
  onClose,
  children,
}: {
  readonly title: string;
  readonly description: string;
  readonly submitLabel: string;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly onSubmit: (reason: { readonly reason?: string }) => void;
  readonly onClose: () => void;
  /** `errorOf`: what the server says against a field. */
  readonly children: (errorOf: (field: string) => string | undefined) => ReactNode;
}) {
  const [reason, setReason] = useState('');
  const fields = AppError.is(error) ? error.fields : [];
  const errorOf = (name: string): string | undefined => fields.find(({ field }) => field === name)?.message;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            variant="primary"
            pending={pending}
            onClick={() => onSubmit(reason.trim() === '' ? {} : { reason: reason.trim() })}
          >
            {submitLabel}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {children(errorOf)}
        <Field label="Reason" optional>
          {(control) => (
            <Input {...control} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        <SubmitError sentence={error === null || fields.length > 0 ? undefined : errorSentence(error)} />
      </div>
    </Dialog>
  );
}

/** VOs as somebody types them: by spaces or commas. */
export const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
