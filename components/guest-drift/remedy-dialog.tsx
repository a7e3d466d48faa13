'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { rememberOwnOperation } from '@/lib/client/live/own-operations';
import { remedyGuestDrift } from '@/lib/client/mutations/guest-drift';
import type { GuestDriftFinding } from '@/lib/contracts/guest-drift';
import type { DriftCheck } from '@/lib/domain/guest-drift';

const DEEDS: Partial<Record<DriftCheck, string>> = {
  'lib-tls': 'The folder is renamed in the guest, and the loader’s cache made anew.',
  absent: 'It is put aside in the guest under another name; nothing is removed.',
  file: 'The file is laid as the specification has it; what is there now is lost.',
  service: 'The service is enabled and started anew.',
};

/** Mends one finding by programs in the guest. */
export function RemedyDialog({
  finding,
  onClose,
}: {
  readonly finding: GuestDriftFinding;
  readonly onClose: () => void;
}) {
  const [key] = useState(newIdempotencyKey);
  const remedy = useMutation(remedyGuestDrift());
  return (
    <ConfirmDialog
      title={`Mend ${finding.subject} of ${finding.domainName}`}
      consequence={`${DEEDS[finding.check] ?? ''} Then the whole guest is compared again.`}
      confirmLabel="Mend it"
      pending={remedy.isPending}
      error={remedy.error === null ? undefined : errorSentence(remedy.error)}
      onConfirm={() =>
        remedy.mutate(
          { id: finding.id, idempotencyKey: key, body: {} },
          {
            onSuccess: ({ operation }) => {
              rememberOwnOperation(operation.id);
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    />
  );
}
