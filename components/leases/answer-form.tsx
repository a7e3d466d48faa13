'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { answerLease } from '@/lib/client/mutations/leases';
import type { LeaseDetail } from '@/lib/contracts/leases';
import { FeasibilityPanel } from './feasibility-panel';
import { draftOf, readDraft, type TermsDraft } from './terms-draft';
import { TermsFields } from './terms-fields';

/** Answers what the manager asked back; what is asked for may be changed with it. */
export function AnswerForm({ lease }: { readonly lease: LeaseDetail }) {
  const startsNow = new Date(lease.asked.startsAt) <= new Date(lease.askedAt);
  const [draft, setDraft] = useState<TermsDraft>(() => draftOf(lease.asked, startsNow));
  const [text, setText] = useState('');
  const answer = useMutation(answerLease());
  const terms = readDraft(draft);
  return (
    <section aria-label="Answer" className="grid max-w-3xl gap-4">
      <h2 className="text-base font-semibold">Answer</h2>
      <Banner kind="info">
        {lease.decidedByName} asks: {lease.decision}
      </Banner>
      {lease.feasibility === null ? null : (
        <FeasibilityPanel
          feasibility={lease.feasibility}
          onTake={(taken, kind) => setDraft(draftOf(taken, kind !== 'later' && startsNow))}
        />
      )}
      <TermsFields draft={draft} body={undefined} onChange={setDraft} />
      <Field label="Your answer">
        {(control) => (
          <Input {...control} value={text} maxLength={500} onChange={({ target }) => setText(target.value)} />
        )}
      </Field>
      <SubmitError sentence={answer.error === null ? undefined : errorSentence(answer.error)} />
      <div>
        <Button
          variant="primary"
          pending={answer.isPending}
          disabledReason={
            text.trim() === ''
              ? 'Write an answer.'
              : terms === undefined
                ? 'Fill in how many, how large and until when.'
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
