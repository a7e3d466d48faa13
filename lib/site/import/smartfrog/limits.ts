/** How much a description may hold and grow to. A text is somebody's: beyond these it is refused with a sentence, before it costs time. */

/** Components within components, and values within values. The deepest of the published examples has nine. */
export const DEEPEST = 48;
/** Attributes that a description grows to once prototypes are copied: a few lines that extend each other can mean billions. */
export const MOST_ATTRIBUTES = 20_000;
/** Steps along references, all together; and one after the other. */
export const MOST_STEPS = 200_000;
export const LONGEST_CHAIN = 128;
/** Links and values within one another while they are resolved: what calls itself has so much room. */
export const DEEPEST_RESOLVED = 400;
/** Characters of one text, and items of one list, that operators make. */
export const LONGEST_TEXT = 16 * 1024;
export const LONGEST_LIST = 1_000;
/** Characters that operators make all together. */
export const MOST_MADE = 1024 * 1024;
