/** Limits of a build: what happens when each passes, and which mistake is worse. */
import { GIB, MIB } from '@/lib/utils/units';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/** One run of mmdebstrap. A slow mirror needs minutes; one that needs longer is down, and the build ends with its last lines. */
export const ROOT_DEADLINE_MS = HOUR_MS;
/** Asking the mirror for its state: some kilobytes. */
export const MIRROR_DEADLINE_MS = MINUTE_MS;
/** Each program that writes or checks an image's file system. Larger disks than are allowed would need longer. */
export const DISK_DEADLINE_MS = 20 * MINUTE_MS;
/** Words of versions. */
export const SMALL_PROGRAM_DEADLINE_MS = 20 * SECOND_MS;
/** Between the request to end and the kill. mmdebstrap unmounts what it mounted; killed, its name space does it. */
export const TERM_GRACE_MS = 3 * SECOND_MS;
/** No single file that a program writes, the root's archive among them, may be larger: the kernel ends it. */
export const ROOT_BYTES_MAX = 16 * GIB;
/**
 * How large a root may grow in memory while packages are installed in it; it takes what it needs and no more. Larger ones are begun again
 * on the disk: more would be taken from guests of the same machine.
 */
export const ROOT_IN_MEMORY_BYTES = 3 * GIB;
/** What a build leaves free where it works; below it the build ends, for everybody else there would. */
export const RESERVE_BYTES = 1024 * MIB;
/** How often the free room is looked at. At 200 MB/s a build writes a fifth of the reserve meanwhile. */
export const ROOM_EVERY_MS = SECOND_MS;
/** Longer lines are cut: people read them. */
export const LINE_CHARACTERS_MAX = 1_000;
