'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { placeErrors } from '@/components/form/place-errors';
import { SubmitError } from '@/components/form/submit-error';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { decideLease } from '@/lib/client/mutations/leases';
import type { DecideLease, LeaseDetail } from '@/lib/contracts/leases';
import { type TermsDraft, TERMS_FIELDS } from './terms-draft';
import { TermsFields } from './terms-fields';
import { TermsVerdict } from './terms-verdict';
import { useJudgedTerms } from './use-judged-terms';

const FIELDS = [...TERMS_FIELDS, 'words'] as const;

/** A manager's word: as it was asked, adjusted, no, or a question. What is adjusted is judged while it is typed. */
export function DecisionForm({ lease }: { readonly lease: LeaseDetail }) {
  const { first, terms, setDraft, verdict, fields } = useJudgedTerms(lease);
  const [words, setWords] = useState('');
  const decide = useMutation(decideLease());
  const sent = placeErrors(decide.error, FIELDS);
  // Object.keys of a draft: its fields. What was not touched is approved as it was asked, though a start may be over by now.
  const changed = (Object.keys(first) as (keyof TermsDraft)[]).filter((name) => first[name] !== fields.draft[name]);
  const adjusted = changed.length > 0;
  const said = words.trim() === '' ? undefined : words.trim();
  const send = (body: DecideLease): void => decide.mutate({ id: lease.id, version: lease.version, body });
  const silent = said === undefined ? 'Say why, or what is to be known.' : undefined;
  return (
    <section aria-label="Decision" className="grid max-w-3xl gap-4">
      <h2 className="text-base font-semibold">Decision</h2>
      <p className="text-sm break-words">
        {lease.askedByName} asks for it: {lease.purpose}
      </p>
      <TermsVerdict {...verdict} />
      <TermsFields
        {...fields}
        errors={{ ...sent.at, ...fields.errors }}
        onChange={(next) => {
          setDraft(next);
          // What was said to other terms is said no more.
          if (decide.isError) decide.reset();
        }}
      />
      <Field
        label="What to say to it"
        hint="Needed to reject it or to ask back; the VO reads it."
        error={sent.at.words}
      >
        {(control) => <Input {...control} value={words} onChange={({ target }) => setWords(target.value)} />}
      </Field>
      <SubmitError sentence={sent.rest} />
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          pending={decide.isPending}
          disabledReason={terms === undefined ? 'Put right the fields that are marked.' : undefined}
          onClick={() => {
            if (terms === undefined) return;
            send({
              decision: 'approve',
              ...Object.fromEntries(changed.map((name) => [name, terms[name]])),
              ...(said === undefined ? {} : { words: said }),
            });
          }}
        >
          {adjusted ? 'Approve as adjusted' : 'Approve'}
        </Button>
        <Button
          pending={decide.isPending}
          disabledReason={silent}
          onClick={() => (said === undefined ? undefined : send({ decision: 'ask-back', words: said }))}
        >
          Ask back
        </Button>
        <Button
          variant="danger"
          pending={decide.isPending}
          disabledReason={silent}
          onClick={() => (said === undefined ? undefined : send({ decision: 'reject', words: said }))}
        >
          Reject
        </Button>
      </div>
    </section>
  );
}
