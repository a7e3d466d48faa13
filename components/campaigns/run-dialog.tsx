'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { runCampaign } from '@/lib/client/mutations/campaigns';
import type { CampaignDefinitionDetail } from '@/lib/contracts/campaigns';
import { ARCHIVE_BYTES_MAX } from '@/lib/domain/campaign';
import { pages } from '@/lib/utils/paths';

/** Asks for a campaign, with its archive where the file wants one. */
export function RunDialog({
  definition,
  onClose,
}: {
  readonly definition: CampaignDefinitionDetail;
  readonly onClose: () => void;
}) {
  const router = useRouter();
  const [key] = useState(newIdempotencyKey);
  const [chosen, setChosen] = useState<File>();
  const [reason, setReason] = useState('');
  const [refused, setRefused] = useState<string>();
  const run = useMutation(runCampaign());
  const { name, version, environments, archive } = definition;

  const confirm = async (): Promise<void> => {
    const problem = archive ? problemOf(chosen) : undefined;
    setRefused(problem);
    if (problem !== undefined) return;
    const sent = archive && chosen !== undefined ? { name: chosen.name, base64: await base64Of(chosen) } : undefined;
    const body = {
      ...(sent === undefined ? {} : { archive: sent }),
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    };
    run.mutate(
      { id: definition.id, idempotencyKey: key, body },
      { onSuccess: ({ id }) => router.push(pages.campaign(id)) },
    );
  };

  return (
    <ConfirmDialog
      title={`Run ${name}, version ${version}`}
      consequence={`Makes ${environments.length === 1 ? 'a domain' : `${environments.length} domains`}, runs the command there, keeps what the file names, and deletes ${environments.length === 1 ? 'the domain' : 'the domains'}.`}
      confirmLabel="Run campaign"
      pending={run.isPending}
      error={refused ?? (run.error === null ? undefined : errorSentence(run.error))}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <div className="grid gap-3">
        {archive ? (
          <Field label="Archive" hint={`A tar archive, at most ${ARCHIVE_BYTES_MAX / 1024 ** 2} MiB.`}>
            {(control) => (
              <Input
                {...control}
                type="file"
                onChange={(event) => {
                  setChosen(event.target.files?.[0]);
                  setRefused(undefined);
                }}
              />
            )}
          </Field>
        ) : null}
        <Field label="Reason" hint="Optional; shown with the campaign.">
          {(control) => (
            <Input {...control} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
      </div>
    </ConfirmDialog>
  );
}

function problemOf(file: File | undefined): string | undefined {
  if (file === undefined) return 'Choose the archive to be tested.';
  if (file.size > ARCHIVE_BYTES_MAX) return `The archive is larger than ${ARCHIVE_BYTES_MAX / 1024 ** 2} MiB.`;
  return undefined;
}

/** As `btoa` takes it, in pieces: a call has a limit of arguments. */
const PIECE = 32_768;
async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCodePoint(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}
