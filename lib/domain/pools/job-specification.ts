/** Specifications that jobs bring: what they are called, and how much of them a pool takes. Pure. */
import { DAY_MS } from '@/lib/utils/time';

/** A pool offers no more at a time: each is a feature of nodes in its batch system. Those that no job asks for make room after a while. */
export const JOB_SPECIFICATIONS_MAX = 50;
/** Longer texts are no specification of a job: what is larger is packages. */
export const JOB_SPECIFICATION_CHARACTERS_MAX = 64 * 1024;
/** One that no job has asked for in it is offered no more, and a collection may remove its image. Too short: a job of next week builds again. */
export const JOB_SPECIFICATION_KEPT_MS = 7 * DAY_MS;
/** A larger disk would fill the hosts that slots come and go on. */
export const JOB_IMAGE_MIB_MAX = 8 * 1024;

const HASH_DIGITS = 32;
const FEATURE = /^spec-[0-9a-f]{32}$/;

/**
 * What a job asks for: the first half of the SHA-256 that decides over the bytes of its image.
 * @example featureOf('5f2c…') // 'spec-5f2c…'
 */
export const featureOf = (hash: string): string => `spec-${hash.slice(0, HASH_DIGITS)}`;

export const isJobFeature = (feature: string): boolean => FEATURE.test(feature);

/**
 * Features that a node of a pool is to have. What else its batch system has of it, somebody has given it.
 * @param slot what the slot that it is was booted for, null: for the pool; undefined: it is none, and waits for jobs of every sort
 */
export function wantedFeatures(
  has: readonly string[],
  {
    pool,
    offered,
    slot,
  }: { readonly pool: string; readonly offered: readonly string[]; readonly slot: string | null | undefined },
): readonly string[] {
  const others = has.filter((feature) => feature !== pool && !isJobFeature(feature));
  const own = slot === undefined ? [pool, ...offered] : [slot ?? pool];
  return [...others, ...own].toSorted();
}
