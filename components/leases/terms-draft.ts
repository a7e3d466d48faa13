/** What is typed into a form of terms: text, until it is whole. */
import { readInstant, toLocalInput } from '@/components/form/local-instant';
import type { LeaseTerms } from '@/lib/contracts/leases';
import type { FieldError } from '@/lib/domain/errors';
import { type Offer, termsProblems } from '@/lib/domain/lease-terms';
import { DAY_MS, MINUTE_MS } from '@/lib/utils/time';

export interface TermsDraft {
  readonly count: string;
  readonly vcpus: string;
  readonly memoryMiB: string;
  /** Empty: as large as the image. */
  readonly diskGiB: string;
  /** As `datetime-local` writes it, in the reader's own time; empty: as soon as it is approved. */
  readonly startsAt: string;
  readonly endsAt: string;
}

export const draftOf = (terms: LeaseTerms, startsNow = false): TermsDraft => ({
  count: String(terms.count),
  vcpus: String(terms.vcpus),
  memoryMiB: String(terms.memoryMiB),
  diskGiB: terms.diskGiB === null ? '' : String(terms.diskGiB),
  startsAt: startsNow ? '' : toLocalInput(terms.startsAt),
  endsAt: toLocalInput(terms.endsAt),
});

const WEEK_DAYS = 7;
/** As an environment says, for a week or as long as it may be. */
export const firstDraft = (
  body: {
    readonly vcpus: number;
    readonly memoryMiB: number;
    readonly diskGiB: number | null;
    readonly daysMax: number;
  },
  nowMs: number,
): TermsDraft =>
  draftOf(
    {
      count: 1,
      vcpus: body.vcpus,
      memoryMiB: body.memoryMiB,
      diskGiB: body.diskGiB,
      startsAt: new Date(nowMs).toISOString(),
      endsAt: new Date(nowMs + Math.min(WEEK_DAYS, body.daysMax) * DAY_MS - MINUTE_MS).toISOString(),
    },
    true,
  );

export interface ReadTerms {
  readonly count: number;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly diskGiB?: number;
  readonly startsAt?: string;
  readonly endsAt: string;
}

/** In the order in which they are asked. */
export const TERMS_FIELDS = ['count', 'vcpus', 'memoryMiB', 'diskGiB', 'startsAt', 'endsAt'] as const;
export type TermsField = (typeof TERMS_FIELDS)[number];

const whole = (text: string): number | undefined => (/^[1-9][0-9]{0,8}$/.test(text.trim()) ? Number(text) : undefined);
const millis = (text: string): number | undefined => {
  const at = readInstant(text);
  return at === undefined ? undefined : Date.parse(at);
};

/**
 * What of a draft is missing, is no number or time, or is not offered, as half a sentence for each field.
 * @param offer what its environment offers; undefined while that is being read
 */
export function draftProblems(draft: TermsDraft, offer: Offer | undefined, nowMs: number): readonly FieldError[] {
  const problems: FieldError[] = [];
  for (const field of ['count', 'vcpus', 'memoryMiB', 'diskGiB'] as const)
    if (whole(draft[field]) === undefined && !(field === 'diskGiB' && draft.diskGiB === ''))
      problems.push({ field, message: 'must be a whole number, 1 at least' });
  if (draft.startsAt !== '' && millis(draft.startsAt) === undefined)
    problems.push({ field: 'startsAt', message: 'must be a date and a time' });
  if (millis(draft.endsAt) === undefined) problems.push({ field: 'endsAt', message: 'must be a date and a time' });
  if (offer === undefined) return problems;
  const terms = {
    count: whole(draft.count),
    vcpus: whole(draft.vcpus),
    memoryMiB: whole(draft.memoryMiB),
    diskGiB: whole(draft.diskGiB),
    startsAtMs: millis(draft.startsAt),
    endsAtMs: millis(draft.endsAt),
  };
  return [...problems, ...termsProblems(offer, terms, nowMs)];
}

/** Undefined while something is missing, or is no number or time. */
export function readDraft(draft: TermsDraft): ReadTerms | undefined {
  const [count, vcpus, memoryMiB] = [whole(draft.count), whole(draft.vcpus), whole(draft.memoryMiB)];
  const diskGiB = whole(draft.diskGiB);
  const [startsAt, endsAt] = [readInstant(draft.startsAt), readInstant(draft.endsAt)];
  if (count === undefined || vcpus === undefined || memoryMiB === undefined || endsAt === undefined) return undefined;
  if ((draft.diskGiB !== '' && diskGiB === undefined) || (draft.startsAt !== '' && startsAt === undefined))
    return undefined;
  return {
    count,
    vcpus,
    memoryMiB,
    endsAt,
    ...(diskGiB === undefined ? {} : { diskGiB }),
    ...(startsAt === undefined ? {} : { startsAt }),
  };
}
