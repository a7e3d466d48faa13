/** How much a site file may hold. A text is somebody's: beyond these it is refused with a sentence, before it costs time. */

/** The longest shipped example has 2,500 characters; a site of 256 nodes written out one by one some 60,000. */
export const SITE_CHARACTERS_MAX = 64 * 1024;
/** Values of YAML, names counted. More would only be a text made to be slow: comparing names costs their square. */
export const MOST_VALUES = 8_000;
/** The deepest value of the format lies five below the top; brackets within brackets beyond this are nothing of ours. */
export const DEEPEST = 16;
/** Anchors (`&name`) and aliases (`*name`) of a file, of each. What is to be said twice is a template. */
export const MOST_ALIASES = 50;
/** Values that all aliases together may stand for: some lines of them can stand for gigabytes. */
export const MOST_ALIASED_VALUES = 1_000;
/** Domains of one site, all counts together. More is a testbed, and its plan would not be read by anybody. */
export const MOST_DOMAINS = 256;
/** References that lead to one another, one after the other. Longer chains are made, not written. */
export const LONGEST_REFERENCE_CHAIN = 32;
/** Characters of a text once its references are bound: doubling ones in a row would grow without end. */
export const LONGEST_BOUND = 8 * 1024;
/** Characters that the texts of all domains have together, for the same reason: some megabytes are read in a moment. */
export const MOST_BOUND = 4 * 1024 * 1024;
/** Names that all references together are compared with; a pattern may be compared with those of every node. Under a second. */
export const MOST_LOOKED_AT = 400_000;
/** Problems told at once. Whoever has more mends these first. */
export const MOST_PROBLEMS = 100;
