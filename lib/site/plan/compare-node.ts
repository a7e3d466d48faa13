/** What of a domain is not as its site file says. Pure. */
import type { DomainState, Role } from '@/lib/domain/domain';
import { STATE_LABELS } from '@/lib/domain/domain-actions';
import type { PlacementDomain } from '@/lib/domain/placement';
import { formatBytes, formatKiB } from '@/lib/utils/units';
import type { WantedDomain, WantedNetwork } from '../checked-site';
import type { Difference } from './site-plan';
import type { MadeOf } from './site-world';

/** What it would be made of now. @param pool where its disk would lie */
export const madeOf = (wanted: WantedDomain, network: WantedNetwork | undefined, pool: string | undefined): MadeOf => ({
  image: wanted.image.identity,
  diskBytes: wanted.diskBytes,
  pool,
  storage: wanted.storage,
  network: network?.hostName,
  cpuModel: wanted.cpuModel,
  address: wanted.address,
});

/** What cannot be changed while it is there: it is made anew. Where a pool is chosen, the file has no say. */
export function rebuildDifferences(
  made: MadeOf,
  wanted: WantedDomain,
  network: WantedNetwork | undefined,
): readonly Difference[] {
  const now = madeOf(wanted, network, made.pool);
  return [
    compared('image', made.image, now.image),
    compared('disk', sizeWords(made.diskBytes), sizeWords(now.diskBytes)),
    compared('storage', made.storage, now.storage),
    compared('network', made.network, now.network),
    compared('CPU model', made.cpuModel, now.cpuModel),
    compared('address', made.address, now.address),
  ].flat();
}

/** What is changed on the domain that is there. @param slug what words of this site begin with: others are not the file's to take away */
export function liveDifferences(domain: PlacementDomain, wanted: WantedDomain, slug: string): readonly Difference[] {
  const { metadata } = domain;
  return [
    compared('memory', formatKiB(domain.memoryKiB), formatKiB(wanted.memoryKiB)),
    compared('processors', String(domain.vcpus), String(wanted.vcpus)),
    compared('role', rolesWords(metadata.roles), wanted.role),
    compared('VO', metadata.vo, wanted.vo),
    comparedWord('kept apart', metadata.antiAffinity, wanted.place.apartWord, slug),
    comparedWord('kept together', metadata.affinity, wanted.place.togetherWord, slug),
    stateDifference(domain.state),
  ].flat();
}

/** States from which it is brought to run; of the others nobody knows what they become. */
export const TO_START: readonly DomainState[] = ['off', 'saved', 'crashed'];
const TO_RESUME: readonly DomainState[] = ['paused', 'suspended'];
const stateDifference = (state: DomainState): readonly Difference[] =>
  TO_START.includes(state) || TO_RESUME.includes(state)
    ? [{ what: 'state', from: STATE_LABELS[state], to: STATE_LABELS.running }]
    : [];

function comparedWord(
  what: string,
  from: string | undefined,
  to: string | undefined,
  slug: string,
): readonly Difference[] {
  if (to === undefined && from?.startsWith(`${slug}-`) !== true) return [];
  return compared(what, from, to);
}

const NONE = 'none';
const compared = (what: string, from: string | undefined, to: string | undefined): readonly Difference[] =>
  from === to ? [] : [{ what, from: from ?? NONE, to: to ?? NONE }];
const rolesWords = (roles: readonly Role[]): string => roles.join(', ') || NONE;
const sizeWords = (bytes: number | undefined): string => (bytes === undefined ? 'as its image' : formatBytes(bytes));
