/** What comes out of a span of the past that was played again. */
import type { TargetCounts } from '../choose-target';
import type { RebalanceDomain } from '../rebalance/rebalance-input';
import type { TightestMoment } from './tightest';

/**
 * `beginning`: it ran when the span began, or is added; `start`: it started or came, or the host that it had been given went;
 * `growth`: it was given more memory or processors.
 */
export type ReplayWhat = 'beginning' | 'start' | 'growth';
export interface Homeless {
  readonly atMs: number;
  readonly what: ReplayWhat;
  readonly id: string;
  readonly name: string;
  readonly memoryKiB: number;
  /** Where it was; undefined for one that is added. */
  readonly hostName: string | undefined;
  readonly why: string;
  readonly counts: TargetCounts;
  /** When it found one after all; undefined: not while it ran. */
  readonly foundAtMs: number | undefined;
}

interface Tally {
  readonly asked: number;
  /** On another host than it was. */
  readonly elsewhere: number;
}
export interface ReplayResult {
  readonly tally: Readonly<Record<ReplayWhat, Tally>>;
  /** In the order in which they came. */
  readonly homeless: readonly Homeless[];
  /** Moves that happened: made again, or not, because the host is not there or has no room. */
  readonly moves: { readonly made: number; readonly stayed: number };
  readonly tightest: readonly TightestMoment[];
  /** What has a place at the end, with what it holds there. */
  readonly places: readonly RebalanceDomain[];
  /** Those that run at the end on another host than they did. */
  readonly endsElsewhere: number;
  /** The last moment that was played, where the replay ended at its bounds. */
  readonly cutShortAtMs: number | undefined;
}
