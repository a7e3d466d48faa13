import { DAY_MS, HOUR_MS } from '@/lib/utils/time';

/** What ran where can be asked for so long back. Kept longer, the records would outgrow everything else in the database. */
export const PAST_KEPT_MS = 90 * DAY_MS;

/**
 * A migration that was under way at a moment was asked for at most so long before. Its own deadline is four hours, and it may wait
 * for a place before; one that waited longer still is drawn as a domain that stays where it is.
 */
export const MOVE_LOOKED_FOR_MS = 24 * HOUR_MS;

/** A host's load and memory at a moment are those measured at most so long before: six readings are missing then. */
export const FIGURES_HOLD_MS = 60_000;

/** Marks of a timeline at most: about as many as can be told apart on a slider. */
export const MARKS_MAX = 240;
