'use client';
import { useState } from 'react';
import { type FieldSentences, sentencesAt } from '@/components/form/place-errors';
import { useNow } from '@/components/ui/use-now';
import type { EnvironmentBody } from '@/lib/contracts/environments';
import { MINUTE_MS } from '@/lib/utils/time';
import {
  draftProblems,
  type ReadTerms,
  readDraft,
  type TermsDraft,
  TERMS_FIELDS,
  type TermsField,
} from './terms-draft';

interface TermsForm {
  readonly draft: TermsDraft;
  readonly setDraft: (draft: TermsDraft) => void;
  /** Undefined where something is missing, wrong, or not offered. */
  readonly terms: ReadTerms | undefined;
  /** By field, before anything is sent. */
  readonly problems: FieldSentences<TermsField>;
}

/** How many, how large and when, held against what the environment offers while it is typed. */
export function useTermsForm(first: () => TermsDraft, offer: EnvironmentBody | undefined): TermsForm {
  const [draft, setDraft] = useState<TermsDraft>(first);
  const [openedAt] = useState(() => Date.now());
  // To the minute, as times are typed: what was ahead when the form was opened may be over.
  const nowMs = useNow((now) => Math.floor(now / MINUTE_MS) * MINUTE_MS, openedAt);
  const problems = sentencesAt(draftProblems(draft, offer, nowMs), TERMS_FIELDS);
  const sound = Object.keys(problems).length === 0;
  return { draft, setDraft, terms: sound ? readDraft(draft) : undefined, problems };
}
