'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { decideLease } from '@/lib/client/mutations/leases';
import type { DecideLease, LeaseDetail } from '@/lib/contracts/leases';
import { FeasibilityPanel } from './feasibility-panel';
import { draftOf, readDraft, type TermsDraft } from './terms-draft';
import { TermsFields } from './terms-fields';

/** A manager's word: as it was asked, adjusted, no, or a question. */
export function DecisionForm({ lease }: { readonly lease: LeaseDetail }) {
  const startsNow = new Date(lease.asked.startsAt) <= new Date(lease.askedAt);
  const first = draftOf(lease.asked, startsNow);
  const [draft, setDraft] = useState<TermsDraft>(first);
  const [words, setWords] = useState('');
  const decide = useMutation(decideLease());
  const terms = readDraft(draft);
  // Object.keys of a draft: its fields. What was not touched is approved as it was asked, though a start may be over by now.
  const changed = (Object.keys(first) as (keyof TermsDraft)[]).filter((name) => first[name] !== draft[name]);
  const adjusted = changed.length > 0;
  const said = words.trim() === '' ? undefined : words.trim();
  const send = (body: DecideLease): void => decide.mutate({ id: lease.id, version: lease.version, body });
  const silent = said === undefined ? 'Say why, or what is to be known.' : undefined;
  return (
    <section aria-label="Decision" className="grid max-w-3xl gap-4">
      <h2 className="text-base font-semibold">Decision</h2>
      {lease.feasibility === null ? null : (
        <FeasibilityPanel
          feasibility={lease.feasibility}
          onTake={(taken, kind) => setDraft(draftOf(taken, kind !== 'later' && startsNow))}
        />
      )}
      <TermsFields draft={draft} body={undefined} onChange={setDraft} />
      <Field label="What to say to it" hint="Needed to reject it or to ask back; the VO reads it.">
        {(control) => (
          <Input {...control} value={words} maxLength={500} onChange={({ target }) => setWords(target.value)} />
        )}
      </Field>
      <SubmitError sentence={decide.error === null ? undefined : errorSentence(decide.error)} />
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          pending={decide.isPending}
          disabledReason={terms === undefined ? 'Fill in how many, how large and until when.' : undefined}
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
