'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { parseAsString, useQueryState } from 'nuqs';
import { type FormEvent, useState } from 'react';
import { placeErrors } from '@/components/form/place-errors';
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
import { checkLeaseQuery, snapshotsQuery } from '@/lib/client/queries/leases';
import { sessionQuery } from '@/lib/client/queries/session';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { Environment } from '@/lib/contracts/environments';
import { pages } from '@/lib/utils/paths';
import { ENDING_FIELDS, endingProblems, FIRST_ENDING, readEnding } from './ending-draft';
import { EndingFields } from './ending-fields';
import { StartFromField } from './start-from-field';
import { draftOf, firstDraft, TERMS_FIELDS } from './terms-draft';
import { TermsFields } from './terms-fields';
import { TermsVerdict } from './terms-verdict';
import { useTermsForm } from './use-terms-form';

/** More environments than these nobody chooses from in a list. */
const OFFERED = 200;
const VO_NAME = /^[a-zA-Z][a-zA-Z0-9-]{0,30}$/;
const FIELDS = ['environmentId', 'vo', ...TERMS_FIELDS, ...ENDING_FIELDS, 'startFrom', 'purpose'] as const;

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

/** Those that a lease of this environment may start from; of a VO that is still typed there is nothing to ask. */
const startable = (environmentId: string, vo: string) =>
  environmentId === '' || !VO_NAME.test(vo) ? undefined : { environmentId, vo, pageSize: OFFERED };

const NOTHING_KNOWN = { vcpus: 1, memoryMiB: 1, diskGiB: null, daysMax: 1 };

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
  const [endingDraft, setEndingDraft] = useState(FIRST_ENDING);
  const ending = readEnding(endingDraft);
  const [chosenSnapshot, setSnapshot] = useState<string>();
  const { data: snapshots } = useQuery(snapshotsQuery(startable(environmentId, vo)));
  // One of another VO, or of another image, is chosen no more.
  const snapshot = snapshots?.items.find(({ id }) => id === chosenSnapshot);
  const start = snapshot === undefined ? {} : { startFrom: snapshot.id };
  const [openedAt] = useState(() => Date.now());
  const { draft, setDraft, terms, problems } = useTermsForm(
    () => firstDraft(initial?.body ?? NOTHING_KNOWN, openedAt),
    environment?.body,
  );
  const voProblem =
    vo === '' || VO_NAME.test(vo) ? undefined : 'Write a name of letters, digits and hyphens, a letter first.';
  const sound =
    refused === undefined && terms !== undefined && ending !== undefined && vo !== '' && voProblem === undefined;
  const settled = useSettled(JSON.stringify(sound ? { environmentId, vo, ...terms, ...ending, ...start } : null));
  const wish = (JSON.parse(settled) as Parameters<typeof checkLeaseQuery>[0] | null) ?? undefined;
  const check = useQuery(checkLeaseQuery(wish));
  const request = useMutation(requestLease());
  const checked = placeErrors(check.error, FIELDS);
  const sent = placeErrors(request.error, FIELDS);
  // What the form sees itself is newer than any answer.
  const errors = {
    ...sent.at,
    ...checked.at,
    ...problems,
    ...endingProblems(endingDraft),
    ...(voProblem === undefined ? {} : { vo: voProblem }),
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (terms === undefined || ending === undefined) return;
    request.mutate(
      { environmentId, vo, purpose: purpose.trim(), ...terms, ...ending, ...start },
      { onSuccess: ({ id }) => router.push(pages.lease(id)) },
    );
  };
  const missing =
    refused ??
    (vo === ''
      ? 'Say for which VO.'
      : terms === undefined || ending === undefined || voProblem !== undefined
        ? 'Put right the fields that are marked.'
        : purpose.trim() === ''
          ? 'Say what it is for.'
          : undefined);

  return (
    <form onSubmit={submit} className="grid max-w-3xl gap-4" noValidate>
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <Field label="Environment" hint={environment?.body.description} error={errors.environmentId}>
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
        <Field label="VO" error={errors.vo}>
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
      <TermsFields
        draft={draft}
        body={environment?.body}
        errors={errors}
        onChange={(next) => {
          setDraft(next);
          if (request.isError) request.reset();
        }}
      />
      <StartFromField
        snapshots={snapshots?.items ?? []}
        chosen={snapshot}
        error={errors.startFrom}
        onChange={(id) => {
          setSnapshot(id);
          if (request.isError) request.reset();
        }}
      />
      <EndingFields
        draft={endingDraft}
        errors={errors}
        onChange={(next) => {
          setEndingDraft(next);
          if (request.isError) request.reset();
        }}
      />
      <Field label="Purpose" hint="What it is for; the manager who decides reads it." error={errors.purpose}>
        {(control) => (
          <Input
            {...control}
            value={purpose}
            onChange={({ target }) => {
              setPurpose(target.value);
              if (request.isError) request.reset();
            }}
          />
        )}
      </Field>
      <TermsVerdict
        sound={sound && Object.keys(checked.at).length === 0}
        check={check}
        refusal={sound ? checked.rest : undefined}
        onTake={(taken, kind) => setDraft(draftOf(taken, kind !== 'later' && draft.startsAt === ''))}
      />
      <SubmitError sentence={sent.rest} />
      <div>
        <Button type="submit" variant="primary" pending={request.isPending} disabledReason={missing}>
          Send request
        </Button>
        {missing === undefined ? (
          sound && check.data?.fits === false ? (
            <p className="mt-1 text-xs text-muted">
              It may be sent all the same: the manager decides over it, or what is in the way may go.
            </p>
          ) : null
        ) : (
          <p className="mt-1 text-xs text-muted">{missing}</p>
        )}
      </div>
    </form>
  );
}
