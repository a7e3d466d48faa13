/** Moments and spans of time as words and steps. Pure, but for the reader's own time zone. */
import { formatClock } from '@/components/ui/format-age';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/**
 * A moment as one says it, to the second.
 * @example momentWords(at, now) // '12:03:15 yesterday'
 * @example momentWords(at, now) // '12:03:15 on 3 Nov'
 */
export function momentWords(atMs: number, nowMs: number): string {
  const clock = formatClock(atMs);
  const at = new Date(atMs);
  const now = new Date(nowMs);
  if (at.toDateString() === now.toDateString()) return `${clock} today`;
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (at.toDateString() === yesterday.toDateString()) return `${clock} yesterday`;
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return `${clock} on ${new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...year }).format(at)}`;
}

export const SPANS = [
  { value: 'hour', label: 'last hour', ms: HOUR_MS },
  { value: 'day', label: 'last day', ms: DAY_MS },
  { value: 'week', label: 'last week', ms: 7 * DAY_MS },
  { value: 'all', label: 'last 90 days', ms: 90 * DAY_MS },
] as const;
export type SpanName = (typeof SPANS)[number]['value'];

/** The shortest span in which every one of these moments lies; the longest where none holds them. */
export function spanHolding(momentsMs: readonly number[], nowMs: number): SpanName {
  const fits = SPANS.find(({ ms }) => momentsMs.every((at) => nowMs - at <= ms));
  return fits?.value ?? 'all';
}

const STEPS_MS = [
  ...[1, 2, 5, 10, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3].map((hours) => hours * HOUR_MS),
];
/** An arrow key takes one of about so many steps from one end to the other. */
const STEPS = 600;

/** Step of a slider over so much time: a round one. */
export const stepOf = (spanMs: number): number => STEPS_MS.find((step) => step * STEPS >= spanMs) ?? 6 * HOUR_MS;
