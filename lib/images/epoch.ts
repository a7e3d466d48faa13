/**
 * Seconds since 1970 (2026-01-01). Nothing in an image is younger, and whatever is made while it is built was made then: the
 * bytes of an image depend on what is in it and on nothing else. Moved on, all images get other hashes.
 */
export const IMAGE_EPOCH_SECONDS = 1_767_225_600;
/** The same as days, as the times in `/etc/shadow` are counted. */
export const IMAGE_EPOCH_DAYS = 20_454;
