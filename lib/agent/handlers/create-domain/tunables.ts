import { MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/**
 * How long a new guest may be silent before it is called not verified. It boots from nothing; calling it unverified too early
 * costs somebody a look at its console.
 */
export const HEAR_NEW_DOMAIN_MS = 90 * SECOND_MS;
/** A host that does not come back within this while a creation is taken back: the loop that keeps hosts clean goes on then. */
export const UNDO_WAIT_MS = 2 * MINUTE_MS;
export const UNDO_LOOK_EVERY_MS = SECOND_MS;
