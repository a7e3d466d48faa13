/** Vocabulary of a what-if: what is supposed, within which bounds, and how that is said. Pure. */
import { DAY_MS, formatDuration } from '@/lib/utils/time';
import { formatKiB } from '@/lib/utils/units';
import { type Role, ROLE_LABELS } from './domain';

/** Why nothing but another planning is asked of it. */
export const ONLY_READ = 'A what-if is only read: nothing is done by it.';

/** Each is emptied in thought, one after the other; a document of more is not read any more. */
export const MOST_HOSTS_REMOVED = 20;
/** In all, of whatever kinds: each is placed by itself, in the world of those before it, and listed. */
export const MOST_DOMAINS_ADDED = 200;
/** Memory of one that is added, in MiB; and its virtual processors. */
export const LEAST_ADDED_MIB = 16;
export const MOST_ADDED_MIB = 16 * 1024 ** 2;
export const MOST_ADDED_VCPUS = 4096;
/** In all; whoever asks for more is planning another testbed. */
export const MOST_HOSTS_ADDED = 20;
/** Different domains, or hosts, that added ones are like. */
export const MOST_KINDS_ADDED = 10;
/** A longer span has more changes than one answer can be waited for. */
export const LONGEST_REPLAY_MS = 31 * DAY_MS;
/**
 * Of hosts and domains together, counted before they are read. Fewer, and a week of a busy testbed could not be played; more, and
 * reading them would hold up what else is asked.
 */
export const MOST_CHANGES_REPLAYED = 100_000;

/** What is supposed, with the names that hosts and domains had when it was asked. */
export interface Supposed {
  readonly hostsRemoved: readonly { readonly hostName: string }[];
  readonly domainsAdded: readonly {
    readonly likeDomainName: string;
    readonly count: number;
    readonly memoryKiB: number;
    readonly vcpus: number;
    readonly roles: readonly Role[];
  }[];
  readonly hostsAdded: readonly { readonly likeHostName: string; readonly count: number }[];
  /** ISO instants; `knownSinceAt`: where the past is not known for as long as was asked for. */
  readonly replay: {
    readonly since: string;
    readonly until: string;
    readonly knownSinceAt?: string | null | undefined;
  } | null;
}

const MOST_NAMED = 3;
const named = (names: readonly string[]): string => {
  const told =
    names.length > MOST_NAMED + 1 ? [...names.slice(0, MOST_NAMED), `${names.length - MOST_NAMED} more`] : names;
  return told.length <= 1 ? (told[0] ?? '') : `${told.slice(0, -1).join(', ')} and ${told.at(-1) ?? ''}`;
};
const more = (count: number, what: string): string => `${count} more ${count === 1 ? what : `${what}s`}`;
const spanWords = ({ since, until, knownSinceAt }: NonNullable<Supposed['replay']>): string =>
  formatDuration(Date.parse(until) - Date.parse(knownSinceAt ?? since));
/** @example 'What happened in 57 min of the past happens again; 1 d was asked for, and no more is known.' */
function replaySentence(replay: NonNullable<Supposed['replay']>): string {
  const asked = spanWords({ ...replay, knownSinceAt: null });
  const shorter = (replay.knownSinceAt ?? null) === null ? '' : `; ${asked} was asked for, and no more is known`;
  return `What happened in ${spanWords(replay)} of the past happens again${shorter}.`;
}

/** For a title. @example supposedWords(supposed) // 'without dempsey-02, 20 more domains like wn-03, 7 d of the past again' */
export function supposedWords({ hostsRemoved, domainsAdded, hostsAdded, replay }: Supposed): string {
  return [
    ...(hostsRemoved.length === 0 ? [] : [`without ${named(hostsRemoved.map(({ hostName }) => hostName))}`]),
    ...hostsAdded.map(({ count, likeHostName }) => `${more(count, 'host')} like ${likeHostName}`),
    ...domainsAdded.map(({ count, likeDomainName }) => `${more(count, 'domain')} like ${likeDomainName}`),
    ...(replay === null ? [] : [`${spanWords(replay)} of the past again`]),
  ].join(', ');
}

/** The same in whole sentences, for the document. */
export function supposedSentences({ hostsRemoved, domainsAdded, hostsAdded, replay }: Supposed): string[] {
  const is = (count: number): string => (count === 1 ? 'is' : 'are');
  return [
    ...hostsAdded.map(
      ({ count, likeHostName }) =>
        `${count === 1 ? 'One host' : `${count} hosts`} like ${likeHostName} ${is(count)} added, empty.`,
    ),
    ...(hostsRemoved.length === 0
      ? []
      : [
          `${named(hostsRemoved.map(({ hostName }) => hostName))} ${is(hostsRemoved.length)} removed${hostsRemoved.length === 1 ? '' : ', one after the other'}.`,
        ]),
    ...domainsAdded.map(
      ({ count, likeDomainName, memoryKiB, vcpus, roles }) =>
        `${count === 1 ? 'One domain' : `${count} domains`} like ${likeDomainName} ${is(count)} added, ${count === 1 ? '' : 'each '}with ${formatKiB(memoryKiB)} of memory and ${vcpus} vCPU${roles.length === 0 ? '' : `, as ${roles.map((role) => ROLE_LABELS[role]).join(' ')}`}.`,
    ),
    ...(replay === null ? [] : [replaySentence(replay)]),
  ];
}
