/** What feasibility says, as sentences. Pure. */
import { classHosts, type HostClass } from '@/lib/domain/host';
import { groupBy } from '@/lib/utils/group-by';
import { momentWords } from '@/lib/utils/utc-words';
import { formatKiB, KIB_PER_GIB, KIB_PER_MIB } from '@/lib/utils/units';
import { heldShape, type Limits, type Resource, RESOURCES, type Shape } from './amounts';
import type { Alternative, Away, Feasibility, Networkless, Shortage } from './feasibility';

/** @example amountWords('vcpus', 6) // '6 vCPUs' */
export function amountWords(resource: Resource, amount: number): string {
  switch (resource) {
    case 'vcpus':
      return `${amount} vCPU${amount === 1 ? '' : 's'}`;
    case 'ia64Vcpus':
      return `${amount} IA-64 vCPU${amount === 1 ? '' : 's'}`;
    case 'memoryMiB':
      return `${formatKiB(amount * KIB_PER_MIB)} of memory`;
    case 'diskGiB':
      return `${formatKiB(amount * KIB_PER_GIB)} of disk`;
    case 'domains':
      return `${amount} domain${amount === 1 ? '' : 's'}`;
  }
}

export const shapeWords = ({ vcpus, memoryMiB, diskGiB }: Omit<Shape, 'ia64'>): string =>
  [
    amountWords('vcpus', vcpus),
    amountWords('memoryMiB', memoryMiB),
    ...(diskGiB === 0 ? [] : [amountWords('diskGiB', diskGiB)]),
  ].join(', ');

/** @example listWords(['a', 'b', 'c']) // 'a, b and c' */
const listWords = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;

const onClass = (hostClass: HostClass): string => `on ${classHosts(hostClass)}`;

/** @example 'Short by 6 vCPUs and 2 GiB of memory on Montecito hosts.' */
export function shortageWords(shortages: readonly Shortage[]): string {
  const places = [...new Set(shortages.map(({ hostClass }) => hostClass))];
  return places
    .map((place) => {
      const parts = shortages
        .filter(({ hostClass }) => hostClass === place)
        .map(({ resource, missing }) => amountWords(resource, missing));
      const named = listWords(parts);
      return place === null ? `The VO is over its quota by ${named}.` : `Short by ${named} ${onClass(place)}.`;
    })
    .join(' ');
}

export function alternativeWords(alternative: Alternative): string {
  switch (alternative.kind) {
    case 'later':
      return `Fits ${onClass(alternative.hostClass)} from ${momentWords(alternative.startsAtMs)} to ${momentWords(alternative.endsAtMs)}.`;
    case 'shorter':
      return `Until ${momentWords(alternative.endsAtMs)} it fits ${onClass(alternative.hostClass)}.`;
    case 'fewer':
      return `At the wished time ${amountWords('domains', alternative.count)} fit${alternative.count === 1 ? 's' : ''} ${onClass(alternative.hostClass)}.`;
    case 'fewer-smaller':
      return `At the wished time ${amountWords('domains', alternative.count)} of ${shapeWords(alternative.shape)}${alternative.count === 1 ? '' : ' each'} fit${alternative.count === 1 ? 's' : ''} ${onClass(alternative.hostClass)}.`;
    case 'smaller':
      return `With ${shapeWords(alternative.shape)} each it fits ${onClass(alternative.hostClass)} at the wished time.`;
  }
}

/** More absences than these are counted and not told one by one. */
const MOST_AWAY = 3;

/** More hosts than these are counted and not named. */
const MOST_NAMED = 3;

/**
 * Why hosts are out of the question for a network of a lease alone, those with the same reason together; empty: none is.
 * @param namesHosts hosts are named, for who sees hosts
 * @example 'A network of the lease alone cannot be made on rig-2: This host runs as an ordinary user, who may make no bridge.'
 */
export const networklessWords = (networkless: readonly Networkless[], namesHosts: boolean): string =>
  [...groupBy(networkless, ({ why }) => why)]
    .map(([why, hosts]) => {
      const named = namesHosts ? hosts.slice(0, MOST_NAMED).map(({ hostName }) => hostName) : [];
      const more = hosts.length - named.length;
      const counted = more === 0 ? [] : [`${more} ${namesHosts ? 'more' : more === 1 ? 'host' : 'hosts'}`];
      return `A network of the lease alone cannot be made on ${listWords([...named, ...counted])}: ${why}`;
    })
    .join(' ');

export interface Told {
  /** The wished start is not ahead. */
  readonly now: boolean;
  /** Hosts are named, for who sees hosts. */
  readonly namesHosts: boolean;
}

/** The answer in one sentence, and what is in the way. */
export function feasibilityWords(judged: Feasibility, told: Told): string {
  if (judged.hostClass !== undefined)
    return `Fits ${told.now ? 'now' : 'at the wished time'} ${onClass(judged.hostClass)}.`;
  return [shortWords(judged, told.namesHosts), networklessWords(judged.networkless, told.namesHosts)]
    .filter((each) => each !== '')
    .join(' ');
}

function shortWords({ shortages, away, shape }: Feasibility, namesHosts: boolean): string {
  if (shortages.length === 0) return 'No host of the testbed can have it.';
  const onHosts = shortages.filter(({ hostClass }) => hostClass !== null);
  return [
    ...(onHosts.length === 0 || away.length === 0 ? [] : [awayWords(away, namesHosts)]),
    shortageWords(shortages),
    ...(onHosts.some(({ resource }) => resource === 'memoryMiB') ? [besideWords(shape)] : []),
  ].join(' ');
}

function awayWords(away: readonly Away[], namesHosts: boolean): string {
  const hosts = new Set(away.map(({ hostName }) => hostName));
  const [only] = hosts.size === 1 ? hosts : [];
  const times = away
    .slice(0, MOST_AWAY)
    .map(({ hostName, fromMs, untilMs }) =>
      [
        ...(namesHosts && only === undefined ? [hostName] : []),
        `from ${momentWords(fromMs)} to ${momentWords(untilMs)}`,
      ].join(' '),
    );
  const more = away.length > MOST_AWAY ? [`${away.length - MOST_AWAY} more times`] : [];
  const who = only === undefined ? `${hosts.size} hosts are` : `${namesHosts ? only : 'a host'} is`;
  return `For a part of that time ${who} away for maintenance: ${[...times, ...more].join(', and ')}.`;
}

/** What is missing is told as hosts would have to have it, which is more than was asked for. */
function besideWords(shape: Shape): string {
  const beside = heldShape(shape).memoryMiB - shape.memoryMiB;
  return `Each domain takes ${formatKiB(beside * KIB_PER_MIB)} of its host's memory beside its own ${formatKiB(shape.memoryMiB * KIB_PER_MIB)}.`;
}

/** @example 'Of its quota 6 vCPUs and 2 domains are left in that time.' */
export function quotaWords(left: Limits): string | undefined {
  const parts = RESOURCES.flatMap((resource) => {
    const limit = left[resource];
    return limit === undefined ? [] : [amountWords(resource, Math.max(0, limit))];
  });
  if (parts.length === 0) return undefined;
  const one = parts.length === 1 && parts[0]?.startsWith('1 ') === true;
  return `Of the quota of the VO ${parts.join(', ')} ${one ? 'is' : 'are'} left in that time.`;
}
