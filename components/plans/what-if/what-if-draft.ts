/** A what-if as it is written, and what is asked of it. Pure. */
import type { z } from 'zod';
import { DomainIdSchema, HostIdSchema } from '@/lib/contracts/common';
import type { AskWhatIf } from '@/lib/contracts/what-if';
import { MOST_DOMAINS_ADDED, MOST_HOSTS_ADDED } from '@/lib/domain/what-if';
import { DAY_MS } from '@/lib/utils/time';
import { KIB_PER_MIB } from '@/lib/utils/units';

/** Who is meant by a name, where that is known. */
export interface NamedWish {
  readonly text: string;
  readonly id: string | undefined;
}
export const UNNAMED: NamedWish = { text: '', id: undefined };

interface Row {
  /** Of the row itself: it stays the same while its content changes. */
  readonly key: number;
  readonly like: NamedWish;
}
export type HostRow = Row;
export interface CountedRow extends Row {
  readonly count: string;
}
export interface DomainRow extends CountedRow {
  readonly memoryMiB: string;
  readonly vcpus: string;
}

export const REPLAYS = [
  { value: 'none', label: 'Nothing of the past' },
  { value: 'day', label: 'The last day' },
  { value: 'week', label: 'The last week' },
  { value: 'span', label: 'From a time to another' },
] as const;
export type ReplayChoice = (typeof REPLAYS)[number]['value'];

export interface WhatIfDraft {
  readonly hostsRemoved: readonly HostRow[];
  readonly domainsAdded: readonly DomainRow[];
  readonly hostsAdded: readonly CountedRow[];
  readonly replay: ReplayChoice;
  /** As `datetime-local` has it. */
  readonly since: string;
  readonly until: string;
  readonly reason: string;
}
export const emptyDraft: WhatIfDraft = {
  hostsRemoved: [{ key: 1, like: UNNAMED }],
  domainsAdded: [{ key: 1, like: UNNAMED, count: '', memoryMiB: '', vcpus: '' }],
  hostsAdded: [{ key: 1, like: UNNAMED, count: '' }],
  replay: 'none',
  since: '',
  until: '',
  reason: '',
};

/** By the path of the field as the API has it. */
export type DraftErrors = Readonly<Record<string, string>>;
export type Asked =
  | { readonly body: z.input<typeof AskWhatIf>; readonly rows: RowOf }
  | { readonly errors: DraftErrors };
/** From a place in what is asked to the row that it was written in: rows that are empty are not asked. */
type RowOf = Readonly<Record<'hostsRemoved' | 'domainsAdded' | 'hostsAdded', readonly number[]>>;

const isWritten = ({ like, count }: { readonly like: NamedWish; readonly count?: string }): boolean =>
  like.text.trim() !== '' || (count ?? '').trim() !== '';

/** @param nowMs of the reader's clock: where the last day and week end is left to the server's */
export function askOf(draft: WhatIfDraft, nowMs: number): Asked {
  const errors: Record<string, string> = {};
  const whole = (text: string, field: string, most: number | undefined): number | undefined => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : undefined;
    if (value !== undefined && value >= 1 && value <= (most ?? value)) return value;
    errors[field] = most === undefined ? 'A whole number from 1.' : `A whole number from 1 to ${most}.`;
    return undefined;
  };
  const known = ({ text, id }: NamedWish, field: string, what: string): string => {
    if (id === undefined)
      errors[field] = text.trim() === '' ? `Name the ${what}.` : `There is no ${what} of that name.`;
    return id ?? '';
  };
  const written = <One extends Row & { readonly count?: string }>(rows: readonly One[]) =>
    rows.map((row, index) => ({ row, index })).filter(({ row }) => isWritten(row));
  const hostsRemoved = written(draft.hostsRemoved).map(({ row, index }) => ({
    index,
    id: known(row.like, `hostsRemoved.${index}`, 'host'),
  }));
  const domainsAdded = written(draft.domainsAdded).map(({ row, index }) => {
    const field = `domainsAdded.${index}`;
    const [memory, vcpus] = [row.memoryMiB.trim(), row.vcpus.trim()];
    return {
      index,
      likeDomainId: known(row.like, `${field}.likeDomainId`, 'domain'),
      count: whole(row.count, `${field}.count`, MOST_DOMAINS_ADDED) ?? 1,
      ...(memory === '' ? {} : { memoryKiB: (whole(memory, `${field}.memoryKiB`, undefined) ?? 1) * KIB_PER_MIB }),
      ...(vcpus === '' ? {} : { vcpus: whole(vcpus, `${field}.vcpus`, undefined) ?? 1 }),
    };
  });
  const hostsAdded = written(draft.hostsAdded).map(({ row, index }) => ({
    index,
    likeHostId: known(row.like, `hostsAdded.${index}.likeHostId`, 'host'),
    count: whole(row.count, `hostsAdded.${index}.count`, MOST_HOSTS_ADDED) ?? 1,
  }));
  const replay = replayOf(draft, nowMs, errors);
  if (hostsRemoved.length + domainsAdded.length + hostsAdded.length === 0 && draft.replay === 'none')
    errors['hostsRemoved.0'] = 'Suppose something: a host to remove, domains or hosts to add, or a part of the past.';
  if (Object.keys(errors).length > 0) return { errors };
  const rows = {
    hostsRemoved: hostsRemoved.map(({ index }) => index),
    domainsAdded: domainsAdded.map(({ index }) => index),
    hostsAdded: hostsAdded.map(({ index }) => index),
  };
  const reason = draft.reason.trim();
  return {
    rows,
    body: {
      hostsRemoved: hostsRemoved.map(({ id }) => HostIdSchema.parse(id)),
      domainsAdded: domainsAdded.map(({ index: _index, likeDomainId, ...each }) => ({
        likeDomainId: DomainIdSchema.parse(likeDomainId),
        ...each,
      })),
      hostsAdded: hostsAdded.map(({ likeHostId, count }) => ({ likeHostId: HostIdSchema.parse(likeHostId), count })),
      replay,
      ...(reason === '' ? {} : { reason }),
    },
  };
}

function replayOf(
  { replay, since, until }: WhatIfDraft,
  nowMs: number,
  errors: Record<string, string>,
): { since: string; until?: string } | null {
  if (replay === 'none') return null;
  if (replay !== 'span') return { since: new Date(nowMs - (replay === 'day' ? DAY_MS : 7 * DAY_MS)).toISOString() };
  const [from, to] = [Date.parse(since), Date.parse(until)];
  if (Number.isNaN(from)) errors['replay.since'] = 'Say when it begins.';
  if (Number.isNaN(to)) errors['replay.until'] = 'Say when it ends.';
  if (Number.isNaN(from) || Number.isNaN(to)) return null;
  if (from >= to) errors['replay.since'] = 'It begins before it ends.';
  return { since: new Date(from).toISOString(), until: new Date(to).toISOString() };
}

/** A field of what was asked, as the form has it. @example fieldOf('domainsAdded.0.count', rows) // 'domainsAdded.1.count' */
export function draftField(field: string, rows: RowOf): string {
  const [list = '', place = '', ...rest] = field.split('.');
  if (list !== 'hostsRemoved' && list !== 'domainsAdded' && list !== 'hostsAdded') return field;
  const row = rows[list][Number(place === '' ? 0 : place)] ?? 0;
  const parts = [list, String(row), ...rest];
  // What is said of a whole list stands at its first row.
  if (place === '' && list !== 'hostsRemoved') parts.push('count');
  return parts.join('.');
}
