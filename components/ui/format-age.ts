import { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/**
 * How long ago, in one unit: an age is read at a glance.
 * @example formatAge(2_300) // '2 s ago'
 * @example formatAge(400) // 'now'
 * @example formatAge(7_500_000) // '2 h ago'
 */
export function formatAge(ms: number): string {
  if (ms < SECOND_MS) return ms < -SECOND_MS ? `in ${formatDuration(-ms)}` : 'now';
  const [size, unit] =
    ms < MINUTE_MS
      ? [SECOND_MS, 's']
      : ms < HOUR_MS
        ? [MINUTE_MS, 'min']
        : ms < DAY_MS
          ? [HOUR_MS, 'h']
          : [DAY_MS, 'd'];
  return `${Math.floor(ms / size)} ${unit} ago`;
}

/** The instant as its reader writes it, to the second; with hours up to 24, as everywhere else. */
export const formatExact = (at: string | number): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(
    new Date(at),
  );

/** To the minute and with its zone, for what is planned: `29 Nov 2026, 12:00 UTC`. */
export const formatMoment = (at: string | number): string =>
  new Intl.DateTimeFormat(undefined, { ...TO_THE_MINUTE, timeZoneName: 'short' }).format(new Date(at));
/** As `formatMoment`, with the zone once. */
export const formatStretch = (from: string | number, until: string | number): string =>
  `${new Intl.DateTimeFormat(undefined, TO_THE_MINUTE).format(new Date(from))} to ${formatMoment(until)}`;
const TO_THE_MINUTE = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

/** Only the time of day, for "values of 12:03:04". */
export const formatClock = (at: string | number): string =>
  // Not `hour12: false`, which calls the first hour of the day 24 in some languages.
  new Intl.DateTimeFormat(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(at));
