/** A what-if as it is written, and what is asked of it. Pure. */
import type { z } from 'zod';
import { DomainIdSchema, HostIdSchema } from '@/lib/contracts/common';
import type { AskWhatIf, WhatIfWish } from '@/lib/contracts/what-if';
import type { Role } from '@/lib/domain/domain';
import {
  LEAST_ADDED_MIB,
  LONGEST_REPLAY_MS,
  MOST_ADDED_MIB,
  MOST_ADDED_VCPUS,
  MOST_DOMAINS_ADDED,
  MOST_HOSTS_ADDED,
} from '@/lib/domain/what-if';
import { MOMENT_FORM, momentText, parseMoment } from '@/lib/utils/moment';
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
  /** Of a question that was asked with others than those of the one that they are like. */
  readonly roles?: readonly Role[] | undefined;
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
  /** As they are typed: `momentText`. */
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

/** A question that was asked, to be changed. Sizes are those that it was answered with. */
export function draftOf(wish: WhatIfWish, reason: string | null): WhatIfDraft {
  const { hostsRemoved, domainsAdded, hostsAdded, replay } = wish;
  const begun = <One>(rows: readonly One[], blank: readonly One[]): readonly One[] =>
    rows.length === 0 ? blank : rows;
  return {
    hostsRemoved: begun(
      hostsRemoved.map(({ hostId: id, hostName: text }, key) => ({ key, like: { text, id } })),
      emptyDraft.hostsRemoved,
    ),
    domainsAdded: begun(
      domainsAdded.map(({ likeDomainId: id, likeDomainName: text, count, memoryKiB, vcpus, roles }, key) => ({
        key,
        like: { text, id },
        count: String(count),
        memoryMiB: String(Math.ceil(memoryKiB / KIB_PER_MIB)),
        vcpus: String(vcpus),
        roles,
      })),
      emptyDraft.domainsAdded,
    ),
    hostsAdded: begun(
      hostsAdded.map(({ likeHostId: id, likeHostName: text, count }, key) => ({
        key,
        like: { text, id },
        count: String(count),
      })),
      emptyDraft.hostsAdded,
    ),
    replay: replay === null ? 'none' : 'span',
    since: replay === null ? '' : momentText(Date.parse(replay.since)),
    until: replay === null ? '' : momentText(Date.parse(replay.until)),
    reason: reason ?? '',
  };
}

/** By the path of the field as the API has it. */
export type DraftErrors = Readonly<Record<string, string>>;
export type Asked =
  | { readonly body: z.input<typeof AskWhatIf>; readonly rows: RowOf }
  | { readonly errors: DraftErrors };
/** From a place in what is asked to the row that it was written in: rows that are empty are not asked. */
type RowOf = Readonly<Record<'hostsRemoved' | 'domainsAdded' | 'hostsAdded', readonly number[]>>;

const isWritten = ({ like, count }: { readonly like: NamedWish; readonly count?: string }): boolean =>
  like.text.trim() !== '' || (count ?? '').trim() !== '';

const MEBIBYTES = { least: LEAST_ADDED_MIB, unit: ' of MiB' };

/** @param nowMs of the reader's clock: where the last day and week end is left to the server's */
export function askOf(draft: WhatIfDraft, nowMs: number): Asked {
  const errors: Record<string, string> = {};
  const whole = (text: string, field: string, most: number, { least = 1, unit = '' } = {}): number | undefined => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : undefined;
    if (value !== undefined && value >= least && value <= most) return value;
    errors[field] = `A whole number${unit} from ${least} to ${most}.`;
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
  for (const { id, index } of hostsRemoved)
    if (id !== '' && hostsRemoved.some((other) => other.id === id && other.index < index))
      errors[`hostsRemoved.${index}`] = 'This host is named above already.';
  const domainsAdded = written(draft.domainsAdded).map(({ row, index }) => {
    const field = `domainsAdded.${index}`;
    const [memory, vcpus] = [row.memoryMiB.trim(), row.vcpus.trim()];
    return {
      index,
      likeDomainId: known(row.like, `${field}.likeDomainId`, 'domain'),
      count: whole(row.count, `${field}.count`, MOST_DOMAINS_ADDED) ?? 1,
      ...(memory === ''
        ? {}
        : { memoryKiB: (whole(memory, `${field}.memoryKiB`, MOST_ADDED_MIB, MEBIBYTES) ?? 1) * KIB_PER_MIB }),
      ...(vcpus === '' ? {} : { vcpus: whole(vcpus, `${field}.vcpus`, MOST_ADDED_VCPUS) ?? 1 }),
      ...(row.roles === undefined ? {} : { roles: [...row.roles] }),
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
  const [from, to] = [parseMoment(since), parseMoment(until)];
  if (from === undefined) errors['replay.since'] = `Say when it begins, ${MOMENT_FORM}.`;
  if (to === undefined) errors['replay.until'] = `Say when it ends, ${MOMENT_FORM}.`;
  if (from === undefined || to === undefined) return null;
  if (from >= to) errors['replay.since'] = 'It begins before it ends.';
  else if (to > nowMs) errors['replay.until'] = 'This is still to come.';
  else if (to - from > LONGEST_REPLAY_MS)
    errors['replay.since'] = `At most ${LONGEST_REPLAY_MS / DAY_MS} days are played again.`;
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
