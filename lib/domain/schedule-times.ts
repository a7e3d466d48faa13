/**
 * Times of a schedule: five cron fields read in a named zone. By `croner`, which knows the two nights a year that others get
 * wrong: a time in the hour that is left out comes right after it, and one in the hour that comes twice comes once. Pure.
 */
import { Cron } from 'croner';
import cronstrue from 'cronstrue';

export interface CronTimes {
  /** Minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** IANA name, e.g. `UTC` or `Europe/Zurich`. */
  readonly zone: string;
}

/** Times counted between two instants at most: beyond it "so many and more" tells as much. */
const MOST_COUNTED = 1_000;

// A list or range of hours is fixed, too: `30 2,14 * * *` means half past two once a day, in October as well.
const cronOf = ({ cron, zone }: CronTimes): Cron =>
  new Cron(cron, { timezone: zone, mode: '5-part', fixedTimeRule: 'no-wildcard' });

export function isZone(zone: string): boolean {
  try {
    // What it throws on is exactly what no clock can be read in.
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * Why these fields are no times; undefined where they are.
 * @example checkCron('61 * * * *', now) // 'invalid value for minute: 61'
 */
export function checkCron(cron: string, after: Date): string | undefined {
  if (cron.trim().split(/\s+/).length !== 5 || cron.startsWith('@'))
    return 'five fields: minute, hour, day of the month, month, day of the week; 30 2 * * * is every night at 02:30';
  try {
    if (cronOf({ cron, zone: 'UTC' }).nextRun(after) === null) return 'no such time ever comes';
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    const words = error.message.replace(/^CronPattern: /, '');
    return words.charAt(0).toLowerCase() + words.slice(1);
  }
  return undefined;
}

/** The next times after an instant, at most `count`. @throws TypeError for what `checkCron` refuses. */
export const nextTimes = (times: CronTimes, after: Date, count: number): readonly Date[] =>
  cronOf(times).nextRuns(count, after);

/**
 * Of the times from `first` on, itself one of them, the last that has come by `now`, and how many came before it.
 * @throws TypeError as `nextTimes`.
 */
export function lastDue(times: CronTimes, first: Date, now: Date): { readonly at: Date; readonly missed: number } {
  const cron = cronOf(times);
  // The millisecond makes a time that is now count as come.
  const [last] = cron.previousRuns(1, new Date(now.getTime() + 1));
  if (last === undefined || last <= first) return { at: first, missed: 0 };
  let missed = 0;
  for (let each: Date | null = first; each !== null && each < last && missed < MOST_COUNTED; each = cron.nextRun(each))
    missed += 1;
  return { at: last, missed };
}

/** @example cronWords('0 4 * * 1-5') // 'At 04:00, Monday through Friday' */
export const cronWords = (cron: string): string => cronstrue.toString(cron, { use24HourTimeFormat: true });
