'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { retireImage } from '@/lib/client/mutations/images';
import type { ImageDetail } from '@/lib/contracts/images';

/** Offers an image no more. */
export function RetireImageDialog({ image, onClose }: { readonly image: ImageDetail; readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const retire = useMutation(retireImage());
  const body = reason.trim() === '' ? {} : { reason: reason.trim() };
  return (
    <ConfirmDialog
      title={`Retire ${image.name}`}
      consequence="It is not offered any more. What was built of it stays until it is removed, and a new version brings it back."
      confirmLabel="Retire image"
      danger
      pending={retire.isPending}
      error={retire.error === null ? undefined : errorSentence(retire.error)}
      onConfirm={() => retire.mutate({ id: image.id, body }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Field label="Reason" optional>
        {(control) => (
          <Input {...control} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
    </ConfirmDialog>
  );
}
