import type { PairOptions, PlacementHost } from '@/lib/domain/placement';

/** What the two ends can do together: an ability counts when both have it. Unknown abilities count as absent. */
export function pairOptions(source: PlacementHost | undefined, target: PlacementHost): PairOptions {
  const both = (ability: keyof PairOptions): boolean =>
    source?.abilities?.[ability] === true && target.abilities?.[ability] === true;
  return {
    live: both('live'),
    cancel: both('cancel'),
    progress: both('progress'),
    bandwidthCap: both('bandwidthCap'),
    downtimeCap: both('downtimeCap'),
    autoConverge: both('autoConverge'),
    postCopy: both('postCopy'),
    copyStorage: both('copyStorage'),
  };
}
