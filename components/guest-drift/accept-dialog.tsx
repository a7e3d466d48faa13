'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { acceptGuestDrift } from '@/lib/client/mutations/guest-drift';
import type { GuestDriftFinding } from '@/lib/contracts/guest-drift';

/** Leaves a finding as it is until it changes, or takes that back. */
export function AcceptDialog({
  finding,
  onClose,
}: {
  readonly finding: GuestDriftFinding;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const accept = useMutation(acceptGuestDrift());
  const back = finding.state === 'accepted';
  const body = { accepted: !back, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) };
  return (
    <ConfirmDialog
      title={back ? `Accept ${finding.subject} no more` : `Accept ${finding.subject} as it is`}
      consequence={
        back ? 'It counts as open again.' : 'It counts as open no more, until something else is found there.'
      }
      confirmLabel={back ? 'Accept no more' : 'Accept it'}
      pending={accept.isPending}
      error={accept.error === null ? undefined : errorSentence(accept.error)}
      onConfirm={() => accept.mutate({ id: finding.id, body }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Field label="Reason" optional={back} hint={back ? undefined : 'Whoever comes next reads it.'}>
        {(control) => (
          <Input {...control} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
    </ConfirmDialog>
  );
}
