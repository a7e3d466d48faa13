/** Vocabulary of a rebalance: how uneven hosts are used, and what bounds a plan that levels them. Pure. */

/** What the figure means, where it is shown. */
export const SPREAD_SENTENCE =
  'The spread says how far hosts differ from their mean, in memory in use, virtual CPUs for each CPU, and number of domains; 0 is level. Hosts are compared only with hosts that could take their domains.';

/** @example formatSpread(0.4249) // '0.42' */
export const formatSpread = (spread: number): string => spread.toFixed(2);

/** A plan with more is not read any more; it can be made again from where it led. */
export const MOST_REBALANCE_MOVES = 200;
/** Few enough to be read in a minute. */
export const DEFAULT_REBALANCE_MOVES = 20;
/** In all; what each host takes and gives at once is its own limit. */
export const DEFAULT_REBALANCE_AT_ONCE = 4;
