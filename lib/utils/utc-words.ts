/** Moments in sentences of the server, which does not know the clock of its readers: by UTC, and it says so. Pure. */

/** @example momentWords(0) // '1 Jan 1970 00:00 UTC' */
export function momentWords(ms: number): string {
  const at = new Date(ms);
  const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return `${day} ${at.toISOString().slice(11, 16)} UTC`;
}

/** The same to the second, where that matters. @example instantWords(new Date(0)) // '1970-01-01 00:00:00 UTC' */
export const instantWords = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
