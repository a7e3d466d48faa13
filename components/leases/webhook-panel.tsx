'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { placeErrors } from '@/components/form/place-errors';
import { SecretOnce } from '@/components/form/secret-once';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { createWebhook, removeWebhook } from '@/lib/client/mutations/lease-notices';
import { webhooksQuery } from '@/lib/client/queries/lease-notices';
import type { Webhook } from '@/lib/contracts/lease-notices';

/** Addresses that are told of every lease, and how that goes. */
export function WebhookPanel() {
  const { data } = useQuery(webhooksQuery());
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string>();
  const [removed, setRemoved] = useState<Webhook>();
  const items = data?.items ?? [];
  return (
    <section aria-label="Webhooks">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">Webhooks</h2>
        <Button onClick={() => setAdding(true)}>Add a webhook</Button>
      </div>
      {secret === undefined ? null : (
        <div className="mb-3">
          <SecretOnce secret={secret} what="the secret that signs what is sent" />
        </div>
      )}
      {items.length === 0 ? (
        <p className="text-sm text-muted">{data === undefined ? 'Being read.' : 'No address is told of leases.'}</p>
      ) : (
        <ul aria-label="Addresses" className="divide-y divide-line border-y border-line text-sm">
          {items.map((webhook) => (
            <li key={webhook.id} className="flex flex-wrap items-start justify-between gap-2 py-2">
              <span className="grid min-w-0 gap-0.5">
                <span className="break-all">{webhook.url}</span>
                <span className="text-muted">
                  set by {webhook.setByName}, last taken <Age at={webhook.deliveredAt} />
                  {webhook.waiting === 0 ? '' : `, ${webhook.waiting} to be told`}
                </span>
                {webhook.problem === null ? null : <span className="text-trouble">{webhook.problem}</span>}
              </span>
              <Button aria-label={`Remove the webhook ${webhook.url}`} onClick={() => setRemoved(webhook)}>
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      {adding ? (
        <AddWebhook
          onMade={(made) => {
            setSecret(made);
            setAdding(false);
          }}
          onClose={() => setAdding(false)}
        />
      ) : null}
      {removed === undefined ? null : <RemoveWebhook webhook={removed} onClose={() => setRemoved(undefined)} />}
    </section>
  );
}

function AddWebhook({ onMade, onClose }: { readonly onMade: (secret: string) => void; readonly onClose: () => void }) {
  const [url, setUrl] = useState('');
  const create = useMutation(createWebhook());
  const sent = placeErrors(create.error, ['url'] as const);
  return (
    <ConfirmDialog
      title="Add a webhook"
      consequence="Every event of every lease is sent to it by POST, signed, and tried again for a day."
      confirmLabel="Add webhook"
      pending={create.isPending}
      error={sent.rest}
      disabledReason={url.trim() === '' ? 'Write an address.' : undefined}
      onConfirm={() => create.mutate({ url: url.trim() }, { onSuccess: ({ secret }) => onMade(secret) })}
      onClose={onClose}
    >
      <Field label="Address" error={sent.at.url} hint="As in https://chat.example.org/hooks/1">
        {(control) => (
          <Input
            {...control}
            type="url"
            value={url}
            maxLength={1_000}
            onChange={({ target }) => setUrl(target.value)}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}

function RemoveWebhook({ webhook, onClose }: { readonly webhook: Webhook; readonly onClose: () => void }) {
  const remove = useMutation(removeWebhook());
  return (
    <ConfirmDialog
      title="Remove the webhook"
      consequence={`${webhook.url} is told nothing any more.`}
      confirmLabel="Remove webhook"
      danger
      pending={remove.isPending}
      error={remove.error === null ? undefined : errorSentence(remove.error)}
      onConfirm={() => remove.mutate(webhook.id, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
