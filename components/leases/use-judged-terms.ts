'use client';
import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, useState } from 'react';
import { placeErrors } from '@/components/form/place-errors';
import { useSettled } from '@/components/form/use-settled';
import { environmentQuery } from '@/lib/client/queries/environments';
import { tryTermsQuery } from '@/lib/client/queries/leases';
import type { LeaseDetail } from '@/lib/contracts/leases';
import { endingDraftOf, type ReadEnding, readEnding } from './ending-draft';
import { draftOf, type ReadTerms, type TermsDraft, TERMS_FIELDS } from './terms-draft';
import type { TermsFields } from './terms-fields';
import type { TermsVerdict } from './terms-verdict';
import { useTermsForm } from './use-terms-form';

interface JudgedTerms {
  /** As it was asked for. */
  readonly first: TermsDraft;
  /** Undefined where something is missing, wrong, or not offered. */
  readonly terms: ReadTerms | undefined;
  readonly verdict: ComponentProps<typeof TermsVerdict>;
  /** `errors`: before anything is sent, the service's own before those of the form. */
  readonly fields: Pick<ComponentProps<typeof TermsFields>, 'draft' | 'body' | 'errors'>;
  readonly setDraft: (draft: TermsDraft) => void;
}

/**
 * Terms of a request that waits, adjusted or asked for otherwise, and judged while they are typed.
 * @param ending what is asked for at its end; as it was asked where it is left out
 */
export function useJudgedTerms(lease: LeaseDetail, ending = readEnding(endingDraftOf(lease))): JudgedTerms {
  // A start that came while nobody decided is now, as the approval takes it.
  const [startsNow] = useState(() => new Date(lease.asked.startsAt).getTime() <= Date.now());
  const first = draftOf(lease.asked, startsNow);
  const { data: environment } = useQuery(environmentQuery(lease.environment.id));
  const { draft, setDraft, terms, problems } = useTermsForm(() => first, environment?.body);
  const settled = useSettled(JSON.stringify(terms === undefined ? null : { ...terms, ...ending }));
  const wish = (JSON.parse(settled) as (ReadTerms & ReadEnding) | null) ?? undefined;
  const check = useQuery(tryTermsQuery(lease.id, wish));
  const checked = placeErrors(check.error, TERMS_FIELDS);
  return {
    first,
    terms,
    setDraft,
    verdict: {
      sound: terms !== undefined && Object.keys(checked.at).length === 0,
      check,
      refusal: terms === undefined ? undefined : checked.rest,
      onTake: (taken, kind) => setDraft(draftOf(taken, kind !== 'later' && startsNow)),
    },
    fields: { draft, body: environment?.body, errors: { ...checked.at, ...problems } },
  };
}
