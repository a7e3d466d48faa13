/**
 * Where a domain of a site goes: the checks of a start and of a move, the score and the choice that everything else in Gridbox goes by.
 * Of its own there is only the room on disks and what the file says of hosts. Pure.
 */
import { EMPTY_METADATA, type GuestMode } from '@/lib/domain/domain';
import { segmentOf } from '@/lib/domain/library-image';
import { domainId } from '@/lib/domain/ids';
import type { PlacementCandidate, PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { describeRefusal } from '@/lib/domain/refusals';
import { chooseTarget } from '@/lib/placement/choose-target';
import { startCandidate } from '@/lib/placement/what-if/choose-start';
import { formatBytes, formatKiB } from '@/lib/utils/units';
import { momentWords } from '@/lib/utils/utc-words';
import type { WantedDomain, WantedNetwork } from '../checked-site';
import type { OtherHost, PlannedHost } from './site-plan';
import type { HostAway } from './site-world';

export interface Placing {
  readonly host: PlannedHost | undefined;
  /** Storage pool of the host that its disk is made in; undefined where the host tells of none. */
  readonly pool: string | undefined;
  readonly why: string;
  readonly others: readonly OtherHost[];
}

/** What a pool of a host has free; undefined where the host does not say. */
export type PoolFree = (host: PlacementHost, pool: string) => number | undefined;

/** The domain as a host would have it, were it made there. */
export function madeOn(host: PlacementHost, wanted: WantedDomain, network: WantedNetwork | undefined): PlacementDomain {
  const { apartFrom, apartWord, togetherWith, togetherWord } = wanted.place;
  return {
    id: domainId(`new ${wanted.name}`),
    name: wanted.name,
    state: 'running',
    missing: false,
    vcpus: wanted.vcpus,
    memoryKiB: wanted.memoryKiB,
    maxMemoryKiB: wanted.memoryKiB,
    architecture: wanted.image.architecture ?? 'unknown',
    guestMode: guestModeOn(host, wanted.image.guestModes),
    emulated: false,
    cpuFlags: [],
    // Its disk is made where it goes; room for it is asked of the pools.
    disks: [],
    // A network of the site's own is made there as well.
    nics: network === undefined || network.made ? [] : [nicOn(network.hostName)],
    passthrough: [],
    hasSnapshots: false,
    metadata: {
      ...EMPTY_METADATA,
      roles: [wanted.role],
      ...(wanted.vo === undefined ? {} : { vo: wanted.vo }),
      // Checks ask who is to be apart only where there is a word for it; who that is the file says.
      ...(apartFrom.length === 0 ? {} : { antiAffinity: apartWord ?? wanted.node }),
      ...(togetherWith.length === 0 ? {} : { affinity: togetherWord ?? wanted.node }),
    },
  };
}

function guestModeOn(host: PlacementHost, modes: readonly GuestMode[]): GuestMode {
  const offered = host.reading?.guestModes ?? [];
  return modes.find((mode) => offered.includes(mode)) ?? modes[0] ?? 'unknown';
}

/**
 * The pool with most room of the kind that the disk is to lie in.
 * @returns a sentence where none has room; undefined for a pool that no host tells of
 */
export function poolFor(
  host: PlacementHost,
  wanted: Pick<WantedDomain, 'storage' | 'diskBytes'>,
  freeOf: PoolFree,
): { readonly pool: string | undefined } | { readonly why: string } {
  const pools = (host.reading?.storage ?? []).filter(({ shared }) => shared === (wanted.storage === 'shared'));
  const named = pools.map(({ name }) => ({ name, freeBytes: freeOf(host, name) }));
  const [roomiest] = named.toSorted((a, b) => (b.freeBytes ?? 0) - (a.freeBytes ?? 0) || (a.name < b.name ? -1 : 1));
  if (roomiest === undefined) {
    if (wanted.storage === 'shared') return { why: `${host.name} sees no shared storage.` };
    return { pool: undefined };
  }
  const { freeBytes, name } = roomiest;
  const need = wanted.diskBytes ?? 0;
  if (freeBytes === undefined || freeBytes >= need) return { pool: name };
  return {
    why: `Storage pool ${name} of ${host.name} has ${formatBytes(freeBytes)} free, and its disk takes ${formatBytes(need)}.`,
  };
}

export interface PlaceAsk {
  readonly wanted: WantedDomain;
  readonly network: WantedNetwork | undefined;
  readonly hosts: readonly PlacementHost[];
  /** Hosts of the file that are not asked, with why. */
  readonly excluded: readonly { readonly host: PlacementHost; readonly why: string }[];
  readonly context: Omit<PlacementContext, 'options'>;
  readonly freeOf: PoolFree;
  /** Of those kept together with it that have no place yet: all go to one host, or none. */
  readonly along: readonly WantedDomain[];
  readonly away: readonly HostAway[];
}

/** More hosts than these are counted and not told one by one: nobody reads them. */
const MOST_OTHERS = 30;

export function placeNode(ask: PlaceAsk): Placing {
  if (ask.along.length === 0) return place(ask, ask.wanted);
  const all = withAll(ask.wanted, ask.along);
  const placing = place(ask, all);
  const names = ask.along.map(({ instance }) => instance).join(', ');
  return { ...placing, why: `Kept together with ${names}, ${formatKiB(all.memoryKiB)} in all. ${placing.why}` };
}

/** As large as all that are to be on its host. */
const withAll = (wanted: WantedDomain, along: readonly WantedDomain[]): WantedDomain => ({
  ...wanted,
  vcpus: along.reduce((sum, each) => sum + each.vcpus, wanted.vcpus),
  memoryKiB: along.reduce((sum, each) => sum + each.memoryKiB, wanted.memoryKiB),
  diskBytes: along.reduce((sum, each) => sum + (each.diskBytes ?? 0), wanted.diskBytes ?? 0),
});

function place({ network, hosts, excluded, context, freeOf, away }: PlaceAsk, wanted: WantedDomain): Placing {
  const asked = hosts.map((host) => {
    // Made for this very host, so that nothing is asked of another one's technology.
    const candidate = startCandidate(
      { domain: madeOn(host, wanted, network), origin: host, ranOn: undefined },
      host,
      context,
    );
    const pool = poolFor(host, wanted, freeOf);
    return { host, pool, candidate: 'why' in pool ? refused(candidate) : candidate };
  });
  const beside = asked.filter(({ host }) => awayOf(away, host.name) === undefined);
  const best = chooseTarget(beside.map(({ candidate }) => candidate));
  // Who was promised a place has to be somewhere: rather on a host that is maintained meanwhile than nowhere.
  const choice = best.kind === 'chosen' ? best : chooseTarget(asked.map(({ candidate }) => candidate));
  const chosen = choice.kind === 'chosen' ? choice.candidate : undefined;
  const meanwhile = chosen === undefined ? undefined : awayOf(away, chosen.hostName);
  const rest = asked.filter(({ host }) => host.id !== chosen?.hostId);
  const whyNot = ({ pool, candidate }: (typeof asked)[number]): string =>
    [...('why' in pool ? [pool.why] : []), ...reasons(candidate)].join(' ') ||
    (chosen === undefined ? undefined : awayOf(away, candidate.hostName)) ||
    whyLess(candidate, chosen);
  const left = rest.length + excluded.length - MOST_OTHERS;
  const pool = asked.find(({ host }) => host.id === chosen?.hostId)?.pool;
  return {
    host: chosen === undefined ? undefined : { hostId: chosen.hostId, hostName: chosen.hostName },
    pool: pool !== undefined && 'pool' in pool ? pool.pool : undefined,
    why: [
      chosen === undefined
        ? noneWords(hosts.length, rest.slice(0, 1).map(whyNot)[0] ?? firstOf(excluded))
        : choice.reason,
      ...(meanwhile === undefined ? [] : [`${meanwhile} No other host can take it.`]),
      ...(left > 0 ? [`${left} more hosts are not told one by one.`] : []),
    ].join(' '),
    others: [
      ...rest.slice(0, MOST_OTHERS).map((each) => ({ ...nameOf(each.host), why: whyNot(each) })),
      ...excluded.slice(0, Math.max(0, MOST_OTHERS - rest.length)).map(({ host, why }) => ({ ...nameOf(host), why })),
    ],
  };
}

/** What is announced of a host for the time of the site; undefined: nothing. */
function awayOf(away: readonly HostAway[], name: string): string | undefined {
  const times = away
    .filter(({ hostName }) => hostName === name)
    .map(({ fromMs, untilMs }) => `from ${momentWords(fromMs)} to ${momentWords(untilMs)}`);
  return times.length === 0 ? undefined : `It is to be maintained meanwhile, ${times.join(' and ')}.`;
}

const nameOf = ({ id, name }: PlacementHost): PlannedHost => ({ hostId: id, hostName: name });
const refused = (candidate: PlacementCandidate): PlacementCandidate => ({ ...candidate, verdict: 'refused', score: 0 });
const reasons = (candidate: PlacementCandidate): readonly string[] =>
  candidate.refusals.map((refusal) => describeRefusal(refusal).sentence);

const firstOf = ([first]: PlaceAsk['excluded']): string | undefined =>
  first === undefined ? undefined : `${first.host.name}: ${first.why}`;

function noneWords(count: number, first: string | undefined): string {
  if (count === 0) return `No host of the file may take it. ${first ?? ''}`.trim();
  return `None of ${count} ${count === 1 ? 'host' : 'hosts'} can take it. ${first ?? ''}`.trim();
}

function whyLess(candidate: PlacementCandidate, chosen: PlacementCandidate | undefined): string {
  const [best] = candidate.scoreParts.toSorted((a, b) => lack(b.name, b.value, chosen) - lack(a.name, a.value, chosen));
  return `It could take it as well: ${best?.words ?? 'it scores less'}.`;
}
const lack = (name: string, value: number, chosen: PlacementCandidate | undefined): number =>
  (chosen?.scoreParts.find((part) => part.name === name)?.value ?? 0) - value;

/** A segment that guests make among themselves asks nothing of their host. */
function nicOn(network: string): { readonly kind: string; readonly source: string } {
  const segment = segmentOf(network);
  return segment === undefined || segment === null
    ? { kind: 'network', source: network }
    : { kind: 'mcast', source: segment };
}
