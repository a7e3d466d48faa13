'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { placeErrors } from '@/components/form/place-errors';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { setMailPreference } from '@/lib/client/mutations/lease-notices';
import { mailPreferenceQuery } from '@/lib/client/queries/lease-notices';
import type { MailPreference as Contract } from '@/lib/contracts/mail';
import type { NoticeKind } from '@/lib/domain/lease-notice';

/** What one is told of, as one ticks it. */
const KIND_LABELS: readonly { readonly kind: NoticeKind; readonly label: string }[] = [
  { kind: 'filed', label: 'Requests that I may decide over' },
  { kind: 'answered', label: 'Answers to what was asked back' },
  { kind: 'decided', label: 'Decisions over my requests' },
  { kind: 'asked-back', label: 'Questions to my requests' },
  { kind: 'ready', label: 'My leases that are ready' },
  { kind: 'reminder', label: 'My leases that end soon' },
  { kind: 'extended', label: 'My leases that others extend' },
  { kind: 'ended', label: 'My leases that have ended' },
  { kind: 'failed', label: 'My leases that something failed of' },
  { kind: 'snapshot-goes', label: 'Snapshots of my leases that go soon' },
  { kind: 'maintenance', label: 'Maintenance that touches my VO' },
  { kind: 'maintenance-answered', label: 'What VOs say to maintenance' },
  { kind: 'pool-held-back', label: 'Pools that are held back' },
  { kind: 'pool-goes-on', label: 'Pools that go on' },
];

/** What of the inbox comes by mail as well, and where to. */
export function MailPreference() {
  const { data } = useQuery(mailPreferenceQuery());
  return (
    <section aria-label="By mail" className="mt-8 max-w-3xl">
      <h2 className="mb-2 text-base font-semibold">By mail</h2>
      {data === undefined ? <p className="text-sm text-muted">Being read.</p> : <Form preference={data} />}
    </section>
  );
}

function Form({ preference: { address, own, kinds, possible } }: { readonly preference: Contract }) {
  const [chosen, setChosen] = useState<readonly NoticeKind[]>(kinds);
  const [typed, setTyped] = useState(own ? address : '');
  const save = useMutation(setMailPreference());
  const sent = placeErrors(save.error, ['address'] as const);
  const to = typed.trim();
  return (
    <form
      className="grid gap-3"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ address: to === '' ? null : to, kinds: [...chosen] });
      }}
    >
      {possible ? null : (
        <p className="text-sm text-muted">Nothing is mailed yet: a manager is to say by which server.</p>
      )}
      <fieldset className="grid gap-1">
        <legend className="mb-1 text-sm">Mail me of</legend>
        {KIND_LABELS.map(({ kind, label }) => (
          <Checkbox
            key={kind}
            label={label}
            checked={chosen.includes(kind)}
            onChange={({ target }) =>
              setChosen(target.checked ? [...chosen, kind] : chosen.filter((each) => each !== kind))
            }
          />
        ))}
      </fieldset>
      <Field
        label="Address"
        optional
        error={sent.at.address}
        hint={own ? 'Left out: that of the account' : `Left out: ${address}`}
      >
        {(control) => (
          <Input
            {...control}
            type="email"
            value={typed}
            maxLength={254}
            onChange={({ target }) => {
              setTyped(target.value);
              if (save.isError) save.reset();
            }}
          />
        )}
      </Field>
      <SubmitError sentence={sent.rest} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" pending={save.isPending}>
          Save
        </Button>
        <output className="text-sm text-muted">{save.isSuccess ? 'Saved.' : ''}</output>
      </div>
    </form>
  );
}
