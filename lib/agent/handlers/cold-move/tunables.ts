import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/**
 * How long the new copy may be silent before it is called not verified. It boots from nothing, perhaps slowly; calling it
 * unverified too early costs an operator a look at its console.
 */
export const HEAR_NEW_COPY_MS = 3 * MINUTE_MS;
/** One run of qemu-img over one disk. A disk that takes longer is moved by hand; a process that hangs must not hold the domain for ever. */
export const QEMU_IMG_DEADLINE_MS = 2 * HOUR_MS;
/** Reading the header of an image. */
export const IMAGE_INFO_DEADLINE_MS = 30 * SECOND_MS;
/** A guest that is asked to power off gets this long, as the shut-down verb gives it. */
export const POWER_OFF_MS = 2 * MINUTE_MS;
export const POWER_OFF_LOOK_EVERY_MS = SECOND_MS;
/** A kernel and its initial root file system are smaller than this; what is larger is no such file. */
export const BOOT_FILE_BYTES_MAX = 1024 ** 3;
/** Left free in the agent's work folder beside what a disk needs there. */
export const WORK_RESERVE_BYTES = 256 * 1024 ** 2;
/** How often one operation goes on after a lost connection; a host that is lost at every try is not carried on with. */
export const RECONNECTS_MAX = 5;
/** A host that does not come back within this is given up, and what was begun is taken back as far as it can be. */
export const RECONNECT_WAIT_MS = 2 * MINUTE_MS;
export const RECONNECT_LOOK_EVERY_MS = SECOND_MS;
/** One question to a host while what was begun is taken back. */
export const UNDO_CALL_MS = MINUTE_MS;
