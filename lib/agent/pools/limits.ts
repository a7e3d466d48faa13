import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/** What stood in the way of a slot is tried again so often: hosts come back, and room is made. */
export const BOOT_AGAIN_AFTER_MS = 30 * SECOND_MS;
/** A build that failed is asked for again so often: a mirror that was away is back, and a specification that is wrong is not tried all day. */
export const BUILD_AGAIN_AFTER_MS = 10 * MINUTE_MS;
/** A slot that its batch system has not heard of by then is taken away. Too short: slow, emulated guests are booted for nothing, again and again. */
export const HEARD_WITHIN_MS = 10 * MINUTE_MS;
/** From the wish for a slot until it is open, as long as none of the pool was measured. */
export const BOOT_GUESS_MS = 2 * MINUTE_MS;
/** A deletion that failed is asked for again so often. It is never given up: the place among the nodes stays taken, and the slot says why. */
export const DELETE_AGAIN_AFTER_MS = 30 * SECOND_MS;
/** Hosts are checked in it; on a busy machine that takes longer than Prisma's five seconds. */
export const SUBMIT_SLOT_TIMEOUT_MS = MINUTE_MS;
/** Of one look at a batch system; it is asked again at the next. */
export const POOL_DEADLINE_MS = 10 * SECOND_MS;
/** One agent looks at a pool for so long, and says so anew before each deed. Longer than a deed's deadlines together: two would undo each other's. */
export const POOL_HELD_MS = 45 * SECOND_MS;
/** That jobs still ask for a specification is written so often: what it decides is a matter of days. */
export const ASKED_NOTED_EVERY_MS = HOUR_MS;
/** Jobs that have ended are kept so long, for the figures of their pool. */
export const JOBS_KEPT_MS = 30 * DAY_MS;
