import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/** One piece of a library file as it is read and sent: larger ones hold more memory, smaller ones cost a message between threads each. */
export const PIECE_BYTES = 1024 * 1024;
/** A copy that fails because its host did not answer is begun anew so often: a daemon that is started anew costs a creation nothing. */
export const COPY_TRIES = 3;
export const COPY_AGAIN_AFTER_MS = 2 * SECOND_MS;
/** How often a creation that waits for another's copy of the same file looks whether it is there. */
export const LOOK_FOR_COPY_MS = 500;
/**
 * A copy that nobody uses stays for so long: the next domain of a site is often seconds away, and copying anew costs more than the
 * room until then.
 */
export const UNUSED_GRACE_MS = 10 * MINUTE_MS;
/** A context that no creation has claimed by then was left by a caller that is gone. */
export const CONTEXT_UNCLAIMED_MS = HOUR_MS;
/** One question to a host while copies are taken away. */
export const COLLECT_CALL_MS = MINUTE_MS;
