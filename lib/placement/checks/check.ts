import type { PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { Refusal } from '@/lib/domain/refusals';

/** One move under examination. `source` is undefined where no host is known to hold the domain. */
export interface Move {
  readonly domain: PlacementDomain;
  readonly source: PlacementHost | undefined;
  readonly target: PlacementHost;
  readonly context: PlacementContext;
}

export interface Check {
  readonly name: string;
  /** Every reason of its kind that applies; empty where none does or its facts were not given. */
  readonly find: (move: Move) => readonly Refusal[];
}

/** Most checks find nothing most of the time; sharing the empty answer keeps 1,250 hosts cheap. */
export const NOTHING: readonly Refusal[] = [];
