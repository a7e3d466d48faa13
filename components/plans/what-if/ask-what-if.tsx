'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { fieldSentence, sentenceInWords } from '@/components/form/field-words';
import { SubmitError } from '@/components/form/submit-error';
import { ForbiddenState } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { TextLink } from '@/components/ui/text-link';
import { askWhatIf } from '@/lib/client/mutations/plans';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { AppError } from '@/lib/domain/errors';
import { MOST_HOSTS_REMOVED, MOST_KINDS_ADDED } from '@/lib/domain/what-if';
import { pages } from '@/lib/utils/paths';
import { findNamed } from './named-picker';
import {
  askOf,
  type Asked,
  draftField,
  type DraftErrors,
  emptyDraft,
  REPLAYS,
  type WhatIfDraft,
} from './what-if-draft';
import { DomainsAddedRows, HostsAddedRows, HostsRemovedRows } from './what-if-rows';

/** Composes a supposition; its answer is a document with an address of its own. */
export function AskWhatIf() {
  const refused = useScopeRefusal('hosts:write');
  if (refused !== undefined) return <ForbiddenState asPage>{refused}</ForbiddenState>;
  return (
    <>
      <PageHeader title="What if" meta={<TextLink href={pages.plans()}>All plans</TextLink>} />
      <p className="mb-6 max-w-3xl text-sm text-muted">
        Suppose that hosts go or come, that domains come, or that a part of the past happens again. The planners of a
        real drain, start and rebalance answer on a copy of the inventory. Nothing is done by it.
      </p>
      <WhatIfForm />
    </>
  );
}

function WhatIfForm() {
  const router = useRouter();
  const client = useQueryClient();
  const ask = useMutation(askWhatIf());
  const [draft, setDraft] = useState<WhatIfDraft>(emptyDraft);
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
      setErrors(
        Object.fromEntries(error.fields.map(({ field, message }) => [draftField(field, rows), fieldSentence(message)])),
      );
      // A part of the past that cannot be played is chosen by a word, or by two times.
      setSubmitError(error.message);
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
              <Field label="From" error={errors['replay.since']}>
                {(control) => (
                  <Input
                    {...control}
                    type="datetime-local"
                    value={draft.since}
                    onChange={({ target: { value: since } }) => set({ since })}
                  />
                )}
              </Field>
              <Field label="To" error={errors['replay.until']}>
                {(control) => (
                  <Input
                    {...control}
                    type="datetime-local"
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
