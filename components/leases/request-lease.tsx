'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { parseAsString, useQueryState } from 'nuqs';
import { type FormEvent, useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { useSettled } from '@/components/form/use-settled';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { InlineLink } from '@/components/ui/text-link';
import { requestLease } from '@/lib/client/mutations/leases';
import { environmentsQuery } from '@/lib/client/queries/environments';
import { checkLeaseQuery } from '@/lib/client/queries/leases';
import { sessionQuery } from '@/lib/client/queries/session';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { Environment } from '@/lib/contracts/environments';
import { pages } from '@/lib/utils/paths';
import { FeasibilityPanel } from './feasibility-panel';
import { draftOf, firstDraft, readDraft, type TermsDraft } from './terms-draft';
import { TermsFields } from './terms-fields';

/** More environments than these nobody chooses from in a list. */
const OFFERED = 200;

/** One short form that answers while it is filled. */
export function RequestLease() {
  const { data, error } = useQuery(environmentsQuery({ pageSize: OFFERED }));
  const [chosen] = useQueryState('environment', parseAsString);
  const offered = data?.items ?? [];
  return (
    <>
      <PageHeader title="Request a lease" meta={<InlineLink href={pages.leases()}>All leases</InlineLink>} />
      {error === null ? null : <SubmitError sentence={errorSentence(error)} />}
      {data === undefined ? (
        <p className="text-sm text-muted">Reading what is offered.</p>
      ) : offered.length === 0 ? (
        <p className="text-sm text-muted">No environment is offered to you yet; a testbed manager offers them.</p>
      ) : (
        <Form offered={offered} initial={offered.find(({ id }) => id === chosen) ?? offered[0]} />
      )}
    </>
  );
}

function Form({
  offered,
  initial,
}: {
  readonly offered: readonly Environment[];
  readonly initial: Environment | undefined;
}) {
  const router = useRouter();
  const { data: session } = useQuery(sessionQuery());
  const refused = useScopeRefusal('leases:request');
  const [environmentId, setEnvironmentId] = useState(initial?.id ?? '');
  const environment = offered.find(({ id }) => id === environmentId);
  const [typedVo, setVo] = useState<string>();
  const own = session?.vos ?? null;
  const vo = typedVo ?? own?.[0] ?? '';
  const [purpose, setPurpose] = useState('');
  const [openedAt] = useState(() => Date.now());
  const [draft, setDraft] = useState<TermsDraft>(() =>
    firstDraft(initial?.body ?? { vcpus: 1, memoryMiB: 1, diskGiB: null, daysMax: 1 }, openedAt),
  );
  const terms = readDraft(draft);
  const voIsName = /^[a-zA-Z][a-zA-Z0-9-]*$/.test(vo);
  const settled = useSettled(
    JSON.stringify(refused !== undefined || terms === undefined || !voIsName ? null : { environmentId, vo, ...terms }),
  );
  const wish = (JSON.parse(settled) as Parameters<typeof checkLeaseQuery>[0] | null) ?? undefined;
  const { data: feasibility, error: unsound } = useQuery(checkLeaseQuery(wish));
  const request = useMutation(requestLease());

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (terms === undefined) return;
    request.mutate(
      { environmentId, vo, purpose: purpose.trim(), ...terms },
      { onSuccess: ({ id }) => router.push(pages.lease(id)) },
    );
  };
  const missing =
    refused ??
    (terms === undefined
      ? 'Fill in how many, how large and until when.'
      : purpose.trim() === ''
        ? 'Say what it is for.'
        : vo === ''
          ? 'Say for which VO.'
          : undefined);

  return (
    <form onSubmit={submit} className="grid max-w-3xl gap-4" noValidate>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Environment" hint={environment?.body.description}>
          {(control) => (
            <Select
              {...control}
              value={environmentId}
              options={offered.map(({ id, name, version }) => ({ value: id, label: `${name} ${version}` }))}
              onValueChange={(id) => {
                setEnvironmentId(id);
                const next = offered.find((each) => each.id === id);
                if (next !== undefined) setDraft({ ...firstDraft(next.body, openedAt), count: draft.count });
              }}
            />
          )}
        </Field>
        <Field label="VO">
          {(control) =>
            own === null ? (
              <Input {...control} value={vo} maxLength={31} onChange={({ target }) => setVo(target.value)} />
            ) : (
              <Select
                {...control}
                value={vo}
                options={own.map((each) => ({ value: each, label: each }))}
                onValueChange={setVo}
              />
            )
          }
        </Field>
      </div>
      <TermsFields draft={draft} body={environment?.body} onChange={setDraft} />
      <Field label="Purpose" hint="What it is for; the manager who decides reads it.">
        {(control) => (
          <Input {...control} value={purpose} maxLength={500} onChange={({ target }) => setPurpose(target.value)} />
        )}
      </Field>
      {wish === undefined ? null : unsound !== null ? (
        <SubmitError sentence={errorSentence(unsound)} />
      ) : feasibility === undefined ? (
        <p className="text-sm text-muted">Looking whether it fits.</p>
      ) : (
        <FeasibilityPanel
          feasibility={feasibility}
          onTake={(taken, kind) => setDraft(draftOf(taken, kind !== 'later' && draft.startsAt === ''))}
        />
      )}
      <SubmitError sentence={request.error === null ? undefined : errorSentence(request.error)} />
      <div>
        <Button type="submit" variant="primary" pending={request.isPending} disabledReason={missing}>
          Send request
        </Button>
      </div>
    </form>
  );
}
