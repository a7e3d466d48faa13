'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Checkbox } from '@/components/ui/checkbox';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { buildImage } from '@/lib/client/mutations/images';
import type { ImageDetail } from '@/lib/contracts/images';

/** Asks for a build. */
export function BuildDialog({ image, onClose }: { readonly image: ImageDetail; readonly onClose: () => void }) {
  const [fresh, setFresh] = useState(false);
  const [key] = useState(newIdempotencyKey);
  const build = useMutation(buildImage());
  return (
    <ConfirmDialog
      title={`Build ${image.name}, version ${image.version}`}
      consequence="An agent fetches its packages, lays its files over them and signs what comes of it. Layers that were made before of the same packages are used again."
      confirmLabel="Build image"
      pending={build.isPending}
      error={build.error === null ? undefined : errorSentence(build.error)}
      onConfirm={() => build.mutate({ id: image.id, idempotencyKey: key, body: { fresh } }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Checkbox
        label="From nothing"
        hint="Makes every layer anew. The same packages have to give the same image."
        checked={fresh}
        onChange={(event) => setFresh(event.target.checked)}
      />
    </ConfirmDialog>
  );
}
