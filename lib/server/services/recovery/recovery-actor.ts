/** By whom it is done: the rules of the site, set by its people. */
export const RECOVERY_ACTOR = { userId: 'gridbox-recovery', name: 'Gridbox (recovery)' } as const;
