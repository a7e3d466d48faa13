/** An ordinary call is given up after this. The daemon answers within a millisecond; what takes longer hangs, and a page waits behind it. */
export const CALL_DEADLINE_MS = 10_000;
/** A bulk reading of a large host: more text, same machine. */
export const LIST_DEADLINE_MS = 20_000;
/** Long enough for a guest to boot; a migration's caller gives its own, shorter one. */
export const HEAR_DEADLINE_MS = 30_000;
/** The largest simulated guest is written to disk, or read back, within this. */
export const SAVE_DEADLINE_MS = 600_000;
/** How long a driver may look for the daemon before it says that nobody is there. */
export const CONNECT_DEADLINE_MS = 5_000;
