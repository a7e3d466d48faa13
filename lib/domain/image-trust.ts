/** Vocabulary of who says which images are good (HEPiX image lists). Pure. */

/** What a VO takes its domains' disks and kernels from. */
export const IMAGE_RULES = ['any', 'endorsed'] as const;
export type ImageRule = (typeof IMAGE_RULES)[number];
export const IMAGE_RULE_WORDS: Record<ImageRule, string> = {
  any: 'any image and any file of a host',
  endorsed: 'endorsed images of the library alone',
};

/**
 * What a line of an image list is worth now. `expired`: the list's own date, or that of the certificate that signed it;
 * `withdrawn`: whoever signed it is trusted no more.
 */
export const LISTED_STATES = ['endorsed', 'expired', 'superseded', 'invalidated', 'withdrawn'] as const;
export type ListedState = (typeof LISTED_STATES)[number];
export const LISTED_STATE_WORDS: Record<ListedState, string> = {
  endorsed: 'endorsed',
  expired: 'expired',
  superseded: 'in an older version of the list',
  invalidated: 'invalidated here',
  withdrawn: 'its endorser is not trusted any more',
};

export interface ListedFacts {
  readonly expiresAt: Date;
  readonly supersededAt: Date | null;
  readonly withdrawnAt: Date | null;
  /** Of one image; undefined for a list as a whole. */
  readonly invalidatedAt?: Date | null | undefined;
}

/** What somebody decided here comes before what time does by itself. */
export function listedState(facts: ListedFacts, now: Date): ListedState {
  if (facts.invalidatedAt !== null && facts.invalidatedAt !== undefined) return 'invalidated';
  if (facts.withdrawnAt !== null) return 'withdrawn';
  if (facts.supersededAt !== null) return 'superseded';
  return facts.expiresAt.getTime() <= now.getTime() ? 'expired' : 'endorsed';
}
