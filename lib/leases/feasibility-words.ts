/** What feasibility says, as sentences. Pure. */
import { CLASS_LABELS, type HostClass } from '@/lib/domain/host';
import { formatKiB, KIB_PER_GIB, KIB_PER_MIB } from '@/lib/utils/units';
import { type Limits, type Resource, RESOURCES, type Shape } from './amounts';
import type { Alternative, Feasibility, Shortage } from './feasibility';

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

/** @example momentWords(0) // '1 Jan 1970 00:00 UTC' */
export function momentWords(ms: number): string {
  const at = new Date(ms);
  const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return `${day} ${at.toISOString().slice(11, 16)} UTC`;
}

const onClass = (hostClass: HostClass): string => `on ${CLASS_LABELS[hostClass]}`;

/** @example 'Short by 6 vCPUs and 2 GiB of memory on Montecito.' */
export function shortageWords(shortages: readonly Shortage[]): string {
  const places = [...new Set(shortages.map(({ hostClass }) => hostClass))];
  return places
    .map((place) => {
      const parts = shortages
        .filter(({ hostClass }) => hostClass === place)
        .map(({ resource, missing }) => amountWords(resource, missing));
      const named = parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
      return place === null ? `The VO is over its quota by ${named}.` : `Short by ${named} ${onClass(place)}.`;
    })
    .join(' ');
}

export function alternativeWords(alternative: Alternative): string {
  switch (alternative.kind) {
    case 'later':
      return `Fits ${onClass(alternative.hostClass)} from ${momentWords(alternative.startsAtMs)} to ${momentWords(alternative.endsAtMs)}.`;
    case 'fewer':
      return `At the wished time ${amountWords('domains', alternative.count)} fit${alternative.count === 1 ? 's' : ''} ${onClass(alternative.hostClass)}.`;
    case 'smaller':
      return `With ${shapeWords(alternative.shape)} each it fits ${onClass(alternative.hostClass)} at the wished time.`;
  }
}

/** The answer in one sentence. @param now the wished start is not ahead */
export function feasibilityWords({ hostClass, shortages, hostsAway }: Feasibility, now: boolean): string {
  if (hostClass !== undefined) return `Fits ${now ? 'now' : 'at the wished time'} ${onClass(hostClass)}.`;
  if (shortages.length === 0) return 'No host of the testbed can have it.';
  if (hostsAway === 0 || shortages.every((shortage) => shortage.hostClass === null)) return shortageWords(shortages);
  return `${shortageWords(shortages)} For a part of that time ${hostsAway === 1 ? 'a host is' : `${hostsAway} hosts are`} away for maintenance.`;
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
