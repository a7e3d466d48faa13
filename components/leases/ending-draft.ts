/** What is typed of the ending of a lease. */
import { fieldSentence } from '@/components/form/field-words';
import type { FieldSentences } from '@/components/form/place-errors';
import type { Lease } from '@/lib/contracts/leases';
import { KEEP_DAYS, KEEP_DAYS_MAX, type LeaseEnding } from '@/lib/domain/lease-ending';

export interface EndingDraft {
  readonly atEnd: LeaseEnding;
  readonly keepDays: string;
}
export const ENDING_FIELDS = ['atEnd', 'keepDays'] as const;
export type EndingField = (typeof ENDING_FIELDS)[number];
export const ENDING_LABELS = [
  { value: 'destroy', label: 'Destroy its disks' },
  { value: 'export', label: 'Export its disks, then destroy them' },
  { value: 'snapshot', label: 'Keep snapshots to start from, then destroy them' },
] as const satisfies readonly { readonly value: LeaseEnding; readonly label: string }[];

export const FIRST_ENDING: EndingDraft = { atEnd: 'destroy', keepDays: String(KEEP_DAYS) };
export const endingDraftOf = ({ atEnd, keepDays }: Pick<Lease, 'atEnd' | 'keepDays'>): EndingDraft => ({
  atEnd,
  keepDays: String(keepDays ?? KEEP_DAYS),
});

export interface ReadEnding {
  readonly atEnd: LeaseEnding;
  readonly keepDays?: number;
}
/** Undefined while the number of days is none that may be asked for. */
export function readEnding({ atEnd, keepDays }: EndingDraft): ReadEnding | undefined {
  if (atEnd === 'destroy') return { atEnd };
  const days = /^[1-9][0-9]?$/.test(keepDays.trim()) ? Number(keepDays) : undefined;
  return days === undefined || days > KEEP_DAYS_MAX ? undefined : { atEnd, keepDays: days };
}
export const endingProblems = (draft: EndingDraft): FieldSentences<EndingField> =>
  readEnding(draft) === undefined
    ? { keepDays: fieldSentence(`must be a whole number from 1 to ${KEEP_DAYS_MAX}`) }
    : {};
