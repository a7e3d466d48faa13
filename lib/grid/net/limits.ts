/** How much of an answer is read. A healthy service needs far less; more is a service that is something else, or hostile. */

/** A description of a CE with hundreds of queues has a few hundred KiB. */
export const MOST_HTTP_BYTES = 4 * 1_048_576;
/** Records of all services of a large site. */
export const MOST_LDAP_BYTES = 8 * 1_048_576;
/** `sinfo --json` says a kilobyte of each node. */
export const MOST_PROGRAM_BYTES = 8 * 1_048_576;
/** RFC 4253, 4.2: 255 bytes a line; a few lines may stand before it. */
export const MOST_BANNER_BYTES = 4_096;
