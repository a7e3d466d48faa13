'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useQueryState } from 'nuqs';
import { useState } from 'react';
import { fieldSentence, sentenceInWords } from '@/components/form/field-words';
import { SubmitError } from '@/components/form/submit-error';
import { ErrorState, ForbiddenState } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { askWhatIf } from '@/lib/client/mutations/plans';
import { planQuery } from '@/lib/client/queries/plans';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { TESTBED_ONLY } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { MOST_HOSTS_REMOVED, MOST_KINDS_ADDED } from '@/lib/domain/what-if';
import { planTitle } from '@/lib/domain/plan';
import { pages } from '@/lib/utils/paths';
import { findNamed } from './named-picker';
import {
  askOf,
  type Asked,
  draftField,
  draftOf,
  type DraftErrors,
  emptyDraft,
  REPLAYS,
  type WhatIfDraft,
} from './what-if-draft';
import { DomainsAddedRows, HostsAddedRows, HostsRemovedRows } from './what-if-rows';

/** Composes a supposition; its answer is a document with an address of its own. */
export function AskWhatIf() {
  const bound = useScopeRefusal('hosts:read');
  const refused = useScopeRefusal('hosts:write');
  const [from] = useQueryState('from');
  if (bound !== undefined) return <ForbiddenState asPage>{TESTBED_ONLY}</ForbiddenState>;
  if (refused !== undefined) return <ForbiddenState asPage>{refused}</ForbiddenState>;
  return (
    <>
      <PageHeader title="What if" meta={<TextLink href={pages.plans()}>All plans</TextLink>} />
      <p className="mb-6 max-w-3xl text-sm text-muted">
        Suppose that hosts go or come, that domains come, or that a part of the past happens again. The planners of a
        real drain, start and rebalance answer on a copy of the inventory. Nothing is done by it.
      </p>
      {from === null ? <WhatIfForm begun={emptyDraft} /> : <ChangedForm from={from} />}
    </>
  );
}

/** Begins with a question that was asked; the answer is a document of its own, and the earlier one stays. */
function ChangedForm({ from }: { readonly from: string }) {
  const { data, error, refetch } = useQuery(planQuery(from));
  if (data === undefined)
    return error === null ? (
      <Skeleton className="h-48" />
    ) : (
      <ErrorState error={error} what="the question" onRetry={() => void refetch()} />
    );
  if (data.kind !== 'what-if') return <WhatIfForm begun={emptyDraft} />;
  return (
    <>
      <p className="mb-4 text-sm text-muted">
        Begun from <InlineLink href={pages.plan(from)}>{planTitle(data)}</InlineLink>, whose answer stays as it is.
      </p>
      <WhatIfForm begun={draftOf(data.wish, data.reason)} />
    </>
  );
}

function WhatIfForm({ begun }: { readonly begun: WhatIfDraft }) {
  const router = useRouter();
  const client = useQueryClient();
  const ask = useMutation(askWhatIf());
  const [draft, setDraft] = useState<WhatIfDraft>(begun);
  const [errors, setErrors] = useState<DraftErrors>({});
  const [submitError, setSubmitError] = useState<string>();
  const [pending, setPending] = useState(false);
  const set = (change: Partial<WhatIfDraft>) => setDraft((before) => ({ ...before, ...change }));
  const submit = async () => {
    setSubmitError(undefined);
    setErrors({});
    setPending(true);
    let asked: Asked | undefined;
    try {
      const found = await findNamed(client, draft);
      setDraft(found);
      asked = askOf(found, Date.now());
      if ('errors' in asked) return setErrors(asked.errors);
      const plan = await ask.mutateAsync(asked.body);
      router.push(pages.plan(plan.id));
    } catch (error) {
      if (!AppError.is(error) || asked === undefined || 'errors' in asked || error.fields.length === 0)
        return setSubmitError(sentenceInWords(error));
      const { rows } = asked;
      const placed = error.fields.map(({ field, message }) => ({ field: draftField(field, rows), message }));
      // A part of the past that is chosen by a word has one control for both of its ends.
      const atControl = (field: string): string =>
        draft.replay !== 'span' && field === 'replay.until' ? 'replay.since' : field;
      setErrors(Object.fromEntries(placed.map(({ field, message }) => [atControl(field), fieldSentence(message)])));
      setSubmitError('It could not be asked: look at what is said above.');
    } finally {
      setPending(false);
    }
  };
  return (
    <form
      noValidate
      className="grid max-w-4xl gap-8"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <HostsRemovedRows
        rows={draft.hostsRemoved}
        most={MOST_HOSTS_REMOVED}
        errors={errors}
        onChange={(hostsRemoved) => set({ hostsRemoved })}
      />
      <DomainsAddedRows
        rows={draft.domainsAdded}
        most={MOST_KINDS_ADDED}
        errors={errors}
        onChange={(domainsAdded) => set({ domainsAdded })}
      />
      <HostsAddedRows
        rows={draft.hostsAdded}
        most={MOST_KINDS_ADDED}
        errors={errors}
        onChange={(hostsAdded) => set({ hostsAdded })}
      />
      <fieldset className="grid gap-3">
        <legend className="text-base font-semibold">The past that happens again</legend>
        <p className="text-xs text-muted">
          What was recorded, from the testbed as it was when the span began: starts, moves, stops and other sizes, each
          at its moment, on the hosts that are supposed.
        </p>
        <div className="grid items-start gap-3 sm:grid-cols-[14rem_14rem_14rem]">
          <Field label="What happens again" error={draft.replay === 'span' ? undefined : errors['replay.since']}>
            {(control) => (
              <Select
                {...control}
                options={REPLAYS}
                value={draft.replay}
                className="[&_select]:w-full"
                onValueChange={(replay) => set({ replay })}
              />
            )}
          </Field>
          {draft.replay === 'span' ? (
            <>
              <Field label="From" hint="By your clock." error={errors['replay.since']}>
                {(control) => (
                  <Input
                    {...control}
                    autoComplete="off"
                    placeholder="2026-11-29 14:30"
                    value={draft.since}
                    onChange={({ target: { value: since } }) => set({ since })}
                  />
                )}
              </Field>
              <Field label="To" error={errors['replay.until']}>
                {(control) => (
                  <Input
                    {...control}
                    autoComplete="off"
                    placeholder="2026-11-29 14:30"
                    value={draft.until}
                    onChange={({ target: { value: until } }) => set({ until })}
                  />
                )}
              </Field>
            </>
          ) : null}
        </div>
      </fieldset>
      <Field label="Reason" optional className="max-w-md" error={errors['reason']}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            maxLength={500}
            value={draft.reason}
            onChange={({ target: { value: reason } }) => set({ reason })}
          />
        )}
      </Field>
      <SubmitError sentence={submitError} />
      <div>
        <Button type="submit" variant="primary" pending={pending}>
          Ask
        </Button>
      </div>
    </form>
  );
}
