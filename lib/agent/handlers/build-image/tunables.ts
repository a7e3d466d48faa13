/** What a build keeps of what it says, and how often; which mistake is worse. */

/** Lines that came within this time are one statement: quick enough to read along, few enough for the database. */
export const LOG_EVERY_MS = 300;
/** A build of a whole distribution writes 5,000. Beyond it lines are counted and left out: a package that writes for ever fills no disk. */
export const LOG_LINES_MAX = 20_000;
/** How often a build that waits for another of the same image looks whether that has ended. */
export const LOOK_FOR_TURN_MS = 1_000;
