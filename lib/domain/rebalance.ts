/** Vocabulary of a rebalance: how uneven hosts are used, and what bounds a plan that levels them. Pure. */

/** What the figure means, where it is shown. */
export const SPREAD_SENTENCE =
  'The spread says how far hosts differ from their mean, in memory in use, virtual CPUs for each CPU, and number of domains, which counts four times; 0 is level. Hosts are compared only with hosts that could take their domains.';

/** @example formatSpread(0.4249) // '0.42' */
export const formatSpread = (spread: number): string => spread.toFixed(2);

/** A plan with more is not read any more; it can be made again from where it led. */
export const MOST_REBALANCE_MOVES = 200;
/** Few enough to be read in a minute. */
export const DEFAULT_REBALANCE_MOVES = 20;
/** In all; what each host takes and gives at once is its own limit. */
export const DEFAULT_REBALANCE_AT_ONCE = 4;

/**
 * `manual`: only where somebody asks; `scheduled`: a plan is recommended at times, and waits to be read; `automatic`: it is
 * carried out as well, within limits.
 */
export const REBALANCE_MODES = ['manual', 'scheduled', 'automatic'] as const;
export type RebalanceMode = (typeof REBALANCE_MODES)[number];
export const REBALANCE_MODE_WORDS: Record<RebalanceMode, string> = {
  manual: 'Manual',
  scheduled: 'Recommend at times',
  automatic: 'Automatic within limits',
};

export const REBALANCE_MODE_SENTENCES: Record<RebalanceMode, string> = {
  manual: 'Nothing is planned unless somebody asks for it on this page.',
  scheduled: 'At the times below a plan is made. It waits to be read, and nothing moves before somebody approves it.',
  automatic:
    'At the times below a plan is made and carried out at once, within the limits below. Nobody has to read it.',
};

/** Who began a plan: a person, or the settings, to be read or to be carried out. */
export const PLAN_ORIGINS = ['person', 'recommended', 'automatic'] as const;
export type PlanOrigin = (typeof PLAN_ORIGINS)[number];

/** In any 24 hours; beyond this nobody would notice what keeps moving. */
export const MOST_MOVES_A_DAY = 1_000;
export const DEFAULT_MOVES_A_DAY = 10;
/** A plan that takes less off the spread is withdrawn. */
export const DEFAULT_LEAST_GAIN_PERCENT = 10;

/** A part of each day, in minutes from midnight; over midnight where `to` comes before `from`. The end is not of it. */
export interface DayWindow {
  readonly fromMinute: number;
  readonly toMinute: number;
}
export const MINUTES_A_DAY = 24 * 60;

/** @param zone IANA name of the zone in which the window is read @throws RangeError for a zone that is none */
export function isWithin({ fromMinute, toMinute }: DayWindow, zone: string, now: Date): boolean {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(now);
  const read = (type: 'hour' | 'minute'): number => Number(parts.find((part) => part.type === type)?.value);
  const minute = read('hour') * 60 + read('minute');
  return fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
}

/** @example windowWords({ fromMinute: 1320, toMinute: 360 }, 'UTC') // '22:00 to 06:00 in UTC' */
export const windowWords = ({ fromMinute, toMinute }: DayWindow, zone: string): string =>
  `${clock(fromMinute)} to ${clock(toMinute)} in ${zone}`;
/** @example clock(390) // '06:30' */
export const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
/** @example minuteOf('06:30') // 390; undefined for what is no time of a day */
export function minuteOf(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  const [hour, minute] = [Number(hours), Number(minutes)];
  return hour < 24 && minute < 60 ? hour * 60 + minute : undefined;
}
