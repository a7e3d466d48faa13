'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { rememberOwnOperation } from '@/lib/client/live/own-operations';
import { rebuildDomain } from '@/lib/client/mutations/guest-drift';
import { pages } from '@/lib/utils/paths';

/** Deletes the domain and creates it of the same image. */
export function RebuildDialog({
  domain,
  onClose,
}: {
  readonly domain: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}) {
  const router = useRouter();
  const [key] = useState(newIdempotencyKey);
  const [name, setName] = useState('');
  const rebuild = useMutation(rebuildDomain());
  return (
    <ConfirmDialog
      title={`Rebuild ${domain.name}`}
      consequence="It is deleted with its disks, and created of the same image as it was created then. What it holds is lost."
      confirmLabel="Rebuild domain"
      danger
      pending={rebuild.isPending}
      error={rebuild.error === null ? undefined : errorSentence(rebuild.error)}
      onConfirm={() =>
        rebuild.mutate(
          { id: domain.id, idempotencyKey: key, body: { confirmName: name.trim() } },
          {
            onSuccess: ({ operation }) => {
              rememberOwnOperation(operation.id);
              router.push(pages.operation(operation.id));
            },
          },
        )
      }
      onClose={onClose}
    >
      <Field label="Name of the domain" hint={`Type ${domain.name}.`}>
        {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
    </ConfirmDialog>
  );
}
