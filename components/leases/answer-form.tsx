'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { placeErrors } from '@/components/form/place-errors';
import { SubmitError } from '@/components/form/submit-error';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { answerLease } from '@/lib/client/mutations/leases';
import type { LeaseDetail } from '@/lib/contracts/leases';
import { ENDING_FIELDS, endingDraftOf, endingProblems, readEnding } from './ending-draft';
import { EndingFields } from './ending-fields';
import { TERMS_FIELDS } from './terms-draft';
import { TermsFields } from './terms-fields';
import { TermsVerdict } from './terms-verdict';
import { useJudgedTerms } from './use-judged-terms';

const FIELDS = [...TERMS_FIELDS, ...ENDING_FIELDS, 'answer'] as const;

/** Answers what the manager asked back; what is asked for may be changed with it. */
export function AnswerForm({ lease }: { readonly lease: LeaseDetail }) {
  const [endingDraft, setEndingDraft] = useState(() => endingDraftOf(lease));
  const ending = readEnding(endingDraft);
  const { terms, setDraft, verdict, fields } = useJudgedTerms(lease, ending);
  const [text, setText] = useState('');
  const answer = useMutation(answerLease());
  const sent = placeErrors(answer.error, FIELDS);
  return (
    <section aria-label="Answer" className="grid max-w-3xl gap-4">
      <h2 className="text-base font-semibold">Answer</h2>
      <Banner kind="info">
        {lease.decidedByName} asks: {lease.decision}
      </Banner>
      <TermsVerdict {...verdict} />
      <TermsFields
        {...fields}
        errors={{ ...sent.at, ...fields.errors }}
        onChange={(next) => {
          setDraft(next);
          if (answer.isError) answer.reset();
        }}
      />
      <EndingFields
        draft={endingDraft}
        errors={{ ...sent.at, ...endingProblems(endingDraft) }}
        onChange={(next) => {
          setEndingDraft(next);
          if (answer.isError) answer.reset();
        }}
      />
      <Field label="Your answer" error={sent.at.answer}>
        {(control) => <Input {...control} value={text} onChange={({ target }) => setText(target.value)} />}
      </Field>
      <SubmitError sentence={sent.rest} />
      <div>
        <Button
          variant="primary"
          pending={answer.isPending}
          disabledReason={
            text.trim() === ''
              ? 'Write an answer.'
              : terms === undefined || ending === undefined
                ? 'Put right the fields that are marked.'
                : undefined
          }
          onClick={() => {
            if (terms !== undefined && ending !== undefined)
              answer.mutate({
                id: lease.id,
                version: lease.version,
                body: { answer: text.trim(), ...terms, ...ending },
              });
          }}
        >
          Send answer
        </Button>
      </div>
    </section>
  );
}
