'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { applyServerError } from '@/components/form/apply-server-error';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence, ErrorState } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { forgetSiteSecret, storeSiteSecret } from '@/lib/client/mutations/sites';
import { siteSecretsQuery } from '@/lib/client/queries/sites';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { type Site, type SiteSecrets as Secrets, StoreSiteSecret } from '@/lib/contracts/sites';

type Secret = Secrets['items'][number];

/** What texts of the file may name as `${secret:NAME}`: which there are, and the way to store another. Nothing shows what they are. */
export function SiteSecrets({ site }: { readonly site: Pick<Site, 'id' | 'name'> }) {
  const { data, error, refetch } = useQuery(siteSecretsQuery(site.id));
  const refused = useScopeRefusal('sites:write');
  if (data === undefined)
    return error === null ? (
      <Skeleton className="h-40" />
    ) : (
      <ErrorState error={error} what="the secrets" onRetry={() => void refetch()} />
    );
  return (
    <section aria-label="Secrets" className="grid max-w-3xl gap-6">
      <p className="max-w-prose text-sm text-muted">
        A text of the file may name a secret as <code>{'${secret:NAME}'}</code>. It is filled in when the domain is
        made, and never shown again. What is stored here stays when the site is destroyed, and goes with its file.
      </p>
      <ul aria-label="Secrets of this site" className="divide-y divide-line border-y border-line">
        {data.items.map((secret) => (
          <Line key={secret.name} site={site} secret={secret} refused={refused} />
        ))}
      </ul>
      <Store site={site} refused={refused} missing={data.items.find(({ from }) => from === 'missing')?.name} />
    </section>
  );
}

function Line({
  site,
  secret: { name, from, storedAt, namedBy },
  refused,
}: {
  readonly site: Pick<Site, 'id' | 'name'>;
  readonly secret: Secret;
  readonly refused: string | undefined;
}) {
  const [asked, setAsked] = useState(false);
  const forget = useMutation(forgetSiteSecret());
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2 text-sm">
      <strong className="font-mono font-medium">{name}</strong>
      {from === 'missing' ? (
        <span className="text-danger">is not there, and stands in the way of a plan</span>
      ) : from === 'made' ? (
        <span className="text-muted">made for each site</span>
      ) : (
        <span className="text-muted">stored {storedAt === null ? null : <Age at={storedAt} />}</span>
      )}
      <span className="text-muted">{namedBy.length === 0 ? 'named by no node' : `named by ${namedBy.join(', ')}`}</span>
      {from === 'stored' ? (
        <Button
          size="sm"
          className="ml-auto"
          aria-label={`Forget ${name}…`}
          disabledReason={refused}
          onClick={() => setAsked(true)}
        >
          Forget…
        </Button>
      ) : null}
      {asked ? (
        <ConfirmDialog
          title={`Forget ${name}`}
          consequence={`Nobody can read it any more. Domains that were made with it keep it.${namedBy.length === 0 ? '' : ` ${namedBy.join(', ')} cannot be made before it is stored again.`}`}
          confirmLabel="Forget secret"
          danger
          pending={forget.isPending}
          error={forget.error === null ? undefined : errorSentence(forget.error)}
          onConfirm={() => forget.mutate({ id: site.id, name }, { onSuccess: () => setAsked(false) })}
          onClose={() => {
            setAsked(false);
            forget.reset();
          }}
        />
      ) : null}
    </li>
  );
}

function Store({
  site,
  refused,
  missing,
}: {
  readonly site: Pick<Site, 'id' | 'name'>;
  readonly refused: string | undefined;
  /** A name to begin with. */
  readonly missing: string | undefined;
}) {
  const form = useForm<StoreSiteSecret>({
    resolver: zodResolver(StoreSiteSecret),
    defaultValues: { name: missing ?? '', value: '' },
  });
  const store = useMutation(storeSiteSecret());
  const [failed, setFailed] = useState<string>();
  const { errors } = form.formState;
  const submit = form.handleSubmit(async (body) => {
    setFailed(undefined);
    try {
      await store.mutateAsync({ id: site.id, body });
      form.reset({ name: '', value: '' });
      toast.done(`${body.name} is stored`);
    } catch (error) {
      setFailed(applyServerError(form, error, ['name', 'value']));
    }
  });
  return (
    <form
      // Sent before the page's program has loaded, it must not put what was typed into the address.
      method="post"
      aria-label="Store a secret"
      className="grid gap-3"
      onSubmit={(event) => void submit(event)}
    >
      <h2 className="text-base font-semibold">Store a secret</h2>
      <Field label="Name" hint="One of the same name is overwritten." error={errors.name?.message} className="max-w-xs">
        {(control) => <Input {...control} {...form.register('name')} autoComplete="off" spellCheck={false} />}
      </Field>
      <Field label="Value" hint="Kept as it is, with its line breaks." error={errors.value?.message}>
        {(control) => (
          <Textarea
            {...control}
            {...form.register('value')}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <SubmitError sentence={failed} />
      <div>
        <Button type="submit" variant="primary" pending={store.isPending} disabledReason={refused}>
          Store secret
        </Button>
      </div>
    </form>
  );
}
