'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { placeErrors } from '@/components/form/place-errors';
import { SubmitError } from '@/components/form/submit-error';
import { useSettled } from '@/components/form/use-settled';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { answerLease } from '@/lib/client/mutations/leases';
import { environmentQuery } from '@/lib/client/queries/environments';
import { tryTermsQuery } from '@/lib/client/queries/leases';
import type { LeaseDetail } from '@/lib/contracts/leases';
import { draftOf, type ReadTerms, TERMS_FIELDS } from './terms-draft';
import { TermsFields } from './terms-fields';
import { TermsVerdict } from './terms-verdict';
import { useTermsForm } from './use-terms-form';

const FIELDS = [...TERMS_FIELDS, 'answer'] as const;

/** Answers what the manager asked back; what is asked for may be changed with it. */
export function AnswerForm({ lease }: { readonly lease: LeaseDetail }) {
  const [startsNow] = useState(() => new Date(lease.asked.startsAt).getTime() <= Date.now());
  const { data: environment } = useQuery(environmentQuery(lease.environment.id));
  const { draft, setDraft, terms, problems } = useTermsForm(() => draftOf(lease.asked, startsNow), environment?.body);
  const [text, setText] = useState('');
  const answer = useMutation(answerLease());
  const settled = useSettled(JSON.stringify(terms ?? null));
  const wish = (JSON.parse(settled) as ReadTerms | null) ?? undefined;
  const check = useQuery(tryTermsQuery(lease.id, wish));
  const checked = placeErrors(check.error, FIELDS);
  const sent = placeErrors(answer.error, FIELDS);
  return (
    <section aria-label="Answer" className="grid max-w-3xl gap-4">
      <h2 className="text-base font-semibold">Answer</h2>
      <Banner kind="info">
        {lease.decidedByName} asks: {lease.decision}
      </Banner>
      <TermsVerdict
        sound={terms !== undefined && Object.keys(checked.at).length === 0}
        check={check}
        refusal={terms === undefined ? undefined : checked.rest}
        onTake={(taken, kind) => setDraft(draftOf(taken, kind !== 'later' && startsNow))}
      />
      <TermsFields
        draft={draft}
        body={environment?.body}
        errors={{ ...sent.at, ...checked.at, ...problems }}
        onChange={(next) => {
          setDraft(next);
          if (answer.isError) answer.reset();
        }}
      />
      <Field label="Your answer" error={sent.at.answer}>
        {(control) => (
          <Input {...control} value={text} maxLength={500} onChange={({ target }) => setText(target.value)} />
        )}
      </Field>
      <SubmitError sentence={sent.rest} />
      <div>
        <Button
          variant="primary"
          pending={answer.isPending}
          disabledReason={
            text.trim() === ''
              ? 'Write an answer.'
              : terms === undefined
                ? 'Put right the fields that are marked.'
                : undefined
          }
          onClick={() => {
            if (terms !== undefined)
              answer.mutate({ id: lease.id, version: lease.version, body: { answer: text.trim(), ...terms } });
          }}
        >
          Send answer
        </Button>
      </div>
    </section>
  );
}
