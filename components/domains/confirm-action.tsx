'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { SubmitError } from '@/components/form/submit-error';
import { VERB_LABELS } from '@/lib/domain/domain-actions';
import type { VerbLook } from './domain-verbs';
import type { ActionTarget } from './verb-items';

/** Asks before an action that cannot be taken back, and for the reason that goes into the audit. */
export function ConfirmAction({
  target,
  look,
  pending,
  error,
  onConfirm,
  onClose,
}: {
  target: ActionTarget;
  look: VerbLook;
  pending: boolean;
  error: string | undefined;
  onConfirm: (reason: string | undefined) => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const submit = (): void => onConfirm(reason.trim() === '' ? undefined : reason.trim());
  const label = VERB_LABELS[look.verb];
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      size="sm"
      title={`${label}: ${target.name}`}
      description={look.confirm?.consequence(target.name)}
      footer={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button
            type="submit"
            form="confirm-action"
            variant={look.danger === true ? 'danger' : 'primary'}
            pending={pending}
          >
            {label}
          </Button>
        </>
      }
    >
      <form
        id="confirm-action"
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label="Reason" optional hint="Kept in the audit.">
          {(control) => (
            <Input {...control} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        <SubmitError sentence={error} />
      </form>
    </Dialog>
  );
}
