import { SECOND_MS } from '@/lib/utils/time';

/** Of the archive in one go. Larger: a console, which is typed into, holds it for minutes. */
export const ARCHIVE_PART_BYTES = 48 * 1024;
/** Of a file in one go; in base64 it is less than a console keeps of an output. */
export const FILE_PART_BYTES = 160 * 1024;
/** Of all kept files of one environment. What is over it is not fetched, and that is said. */
export const ARTEFACTS_BYTES_MAX = 16 * 1024 * 1024;
/** Unpacking an archive. Too short: an emulated guest that writes to a slow disk fails. */
export const UNPACK_DEADLINE_MS = 300 * SECOND_MS;
/** Between two questions after a command whose process nobody knows any more. */
export const STATE_EVERY_MS = SECOND_MS;
/** A command that has been begun by an agent that died is looked for so long after its limit. */
export const STATE_GRACE_MS = 10 * SECOND_MS;
