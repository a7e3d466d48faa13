/**
 * Queues as LSF's `lsb.queues` has them: IBM Spectrum LSF 10.1, "lsb.queues" (QUEUE_NAME, RUNLIMIT, DISPATCH_WINDOW, RUN_WINDOW, USERS).
 * CONTRACT: by its documentation, not verified against a live installation.
 */
import type { BatchQueue } from './batch-queue';
import { isAlways, MINUTES_PER_WEEK, type Span } from './windows';

const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR;
const DAYS = [0, 1, 2, 3, 4, 5, 6];

/** @param groupOf what LSF calls the users of a VO */
export const renderLsbQueues = (queues: readonly BatchQueue[], groupOf: (vo: string) => string = (vo) => vo): string =>
  queues.map((queue) => renderQueue(queue, groupOf)).join('\n');

function renderQueue(
  { name, vos, maxWallSeconds, dispatch, run }: BatchQueue,
  groupOf: (vo: string) => string,
): string {
  const lines: (readonly [string, string] | undefined)[] = [
    ['QUEUE_NAME', name],
    vos.length === 0 ? undefined : ['USERS', vos.map(groupOf).join(' ')],
    maxWallSeconds === undefined ? undefined : ['RUNLIMIT', runLimit(maxWallSeconds)],
    windowLine('DISPATCH_WINDOW', dispatch),
    windowLine('RUN_WINDOW', run),
  ];
  const given = lines.filter((line) => line !== undefined);
  return ['Begin Queue', ...given.map(([key, value]) => `${key.padEnd(15)} = ${value}`), 'End Queue', ''].join('\n');
}

/** `[hour:]minute`. A part of a minute counts as one: too short would end a job within its time. */
function runLimit(seconds: number): string {
  const minutes = Math.ceil(seconds / SECONDS_PER_MINUTE);
  return `${Math.floor(minutes / MINUTES_PER_HOUR)}:${two(minutes % MINUTES_PER_HOUR)}`;
}

/** Nothing is written of a week that is open throughout: that is what LSF takes for granted. */
function windowLine(key: string, week: readonly Span[]): readonly [string, string] | undefined {
  if (isAlways(week)) return undefined;
  return [
    key,
    (daily(week) ?? acrossWeek(week).map(({ from, until }) => `${moment(from)}-${moment(until)}`)).join(' '),
  ];
}

/** What is the same every day is written without days. */
function daily(week: readonly Span[]): readonly string[] | undefined {
  const ofDay = (day: number): string =>
    week
      .filter(({ from }) => Math.floor(from / MINUTES_PER_DAY) === day)
      .map(({ from, until }) => `${clock(from)}-${clock(until)}`)
      .join(' ');
  const within = week.every(
    ({ from, until }) => Math.floor(from / MINUTES_PER_DAY) === Math.floor((until - 1) / MINUTES_PER_DAY),
  );
  const [first = ''] = DAYS.map(ofDay);
  // `…-0:00` would be read as the beginning of the same day.
  const endsAtMidnight = week.some(({ until }) => until % MINUTES_PER_DAY === 0);
  return within && !endsAtMidnight && first !== '' && DAYS.every((day) => ofDay(day) === first)
    ? first.split(' ')
    : undefined;
}

/** What goes on from Saturday to Sunday is one window. */
function acrossWeek(week: readonly Span[]): readonly Span[] {
  const [first, last] = [week[0], week.at(-1)];
  if (first === undefined || last === undefined || first === last) return week;
  if (first.from !== 0 || last.until !== MINUTES_PER_WEEK) return week;
  return [...week.slice(1, -1), { from: last.from, until: first.until }];
}

const two = (value: number): string => String(value).padStart(2, '0');
const clock = (minute: number): string =>
  `${Math.floor((minute % MINUTES_PER_DAY) / MINUTES_PER_HOUR)}:${two(minute % MINUTES_PER_HOUR)}`;
/** `day:hour:minute`, 0 being Sunday. */
const moment = (minute: number): string =>
  `${Math.floor((minute % MINUTES_PER_WEEK) / MINUTES_PER_DAY)}:${clock(minute)}`;
