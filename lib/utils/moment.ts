/** Moments as people type them: by the clock of the reader, with hours up to 24. Pure. */

/** To end a sentence that asks for one. */
export const MOMENT_FORM = 'as in 2026-11-29 14:30';

const two = (value: number): string => String(value).padStart(2, '0');

/** @example momentText(Date.parse('2026-11-29T14:30:05')) // '2026-11-29 14:30:05' */
export function momentText(ms: number): string {
  const at = new Date(ms);
  const seconds = at.getSeconds() === 0 ? '' : `:${two(at.getSeconds())}`;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}${seconds}`;
}

const FORM = /^(\d{4})-(\d{1,2})-(\d{1,2})[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?$/;

/**
 * Milliseconds since 1970; undefined for what is no moment.
 * @example parseMoment('2026-11-31 10:00') // undefined: November has thirty days
 */
export function parseMoment(text: string): number | undefined {
  const [, year, month, day, hour, minute, second = '0'] = FORM.exec(text.trim()) ?? [];
  const parts = [year, month, day, hour, minute, second].map(Number);
  const [y = NaN, m = NaN, d = NaN, h = NaN, min = NaN, s = NaN] = parts;
  const at = new Date(y, m - 1, d, h, min, s);
  // A part beyond its bounds goes over into the next one, and is found by that. An hour that a clock leaves out is the one after it.
  const holds = at.getFullYear() === y && at.getMonth() === m - 1 && at.getDate() === d && at.getMinutes() === min;
  return holds && h < 24 && s < 60 ? at.getTime() : undefined;
}
