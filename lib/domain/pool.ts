/** Vocabulary of pools: slots of a batch system that are booted when a job asks for their environment, and taken away when none does. Pure. */

/**
 * `wanted`: it has a place among the nodes, and nothing else; `booting`: its domain is made, and its batch system has not heard of it;
 * `open`: jobs begin there; `draining`: none begins any more, those that run go on; `deleting`: its domain is taken away; `leaving`: that is
 * done, and its batch system is to be told; `gone`: another may have its place.
 */
export const SLOT_STATES = ['wanted', 'booting', 'open', 'draining', 'deleting', 'leaving', 'gone'] as const;
export type SlotState = (typeof SLOT_STATES)[number];

export const SLOT_STATE_WORDS: Record<SlotState, string> = {
  wanted: 'to be booted',
  booting: 'booting',
  open: 'open',
  draining: 'draining',
  deleting: 'being taken away',
  leaving: 'taken away',
  gone: 'gone',
};

/** What pools may set; a slot takes one processor of a job each. */
export interface PoolPolicy {
  /** Kept though no job asks for them. */
  readonly min: number;
  /** Never more, whatever they do. */
  readonly max: number;
  /** Milliseconds after which a slot that nobody uses is taken away. */
  readonly idleMs: number;
  /** While jobs wait, so many slots more than these need: what comes next finds them booted. */
  readonly bootAhead: number;
  /** From then on its hosts are not to be used, e.g. for maintenance. Undefined: no such time is known. */
  readonly closesAt: Date | undefined;
}

/** A pool boots no more than this. As many nodes have to be written into the batch system's own settings. */
export const POOL_SLOTS_MAX = 200;

/** How a slot that was there before a job came differs from one that was booted for it: the phases of the grid-to-virtual-machine road. */
export const JOB_PHASES = ['static', 'on-demand', 'factory'] as const;
export type JobPhase = (typeof JOB_PHASES)[number];
export const JOB_PHASE_WORDS: Record<JobPhase, string> = {
  static: 'a slot was there',
  'on-demand': 'a slot was booted for it',
  factory: 'its image was built first',
};
