/** Time windows of queues, as a site file writes them: days of the week, and hours of the day by the batch system's own clock. */
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

const DAYS_PER_WEEK = 7;
const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR;
export const MINUTES_PER_WEEK = DAYS_PER_WEEK * MINUTES_PER_DAY;
const WEEK_MS = DAYS_PER_WEEK * DAY_MS;
/** The first of January 1970 was a Thursday. */
const EPOCH_DAY = 4;

/** From `from` until before `until`. Of a week in minutes since Sunday 0:00, of time in milliseconds. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

const FORM = /^([0-7])(?:-([0-7]))?:(\d\d):(\d\d)-(\d\d):(\d\d)$/;

/**
 * `1-5:08:00-20:00`: on each of these days (1 is Monday, 0 and 7 Sunday) from eight to eight. One that ends before it begins, or at
 * the same minute, ends on the day after.
 * @returns spans of one week in order, none touching the next; of no window the whole week
 * @throws Error for a text that is no window: its schema has let none through
 */
export function weekOf(windows: readonly string[]): readonly Span[] {
  if (windows.length === 0) return [{ from: 0, until: MINUTES_PER_WEEK }];
  const spans = windows.flatMap((text) => {
    const { days, begin, end } = parseWindow(text);
    return days.flatMap((day) => {
      const from = day * MINUTES_PER_DAY + begin;
      const until = from - begin + end + (end <= begin ? MINUTES_PER_DAY : 0);
      if (until <= MINUTES_PER_WEEK) return [{ from, until }];
      return [
        { from, until: MINUTES_PER_WEEK },
        { from: 0, until: until - MINUTES_PER_WEEK },
      ];
    });
  });
  return joinSpans(spans);
}

export const isAlways = (week: readonly Span[]): boolean =>
  week.length === 1 && week[0]?.from === 0 && week[0].until === MINUTES_PER_WEEK;

interface Window {
  /** 0 is Sunday. */
  readonly days: readonly number[];
  /** Minutes of the day. */
  readonly begin: number;
  readonly end: number;
}

function parseWindow(text: string): Window {
  const found = FORM.exec(text);
  if (found === null) throw new Error(`${text} is no window.`);
  const [, first = '', last = first, ...clock] = found;
  const [h1 = 0, m1 = 0, h2 = 0, m2 = 0] = clock.map(Number);
  const [from, until] = [Number(first), Number(last)];
  // 5-1: Friday to Monday. 0-7 is every day, Sunday once.
  const count = from <= until ? until - from + 1 : until + DAYS_PER_WEEK - from + 1;
  const days = Array.from({ length: Math.min(count, DAYS_PER_WEEK) }, (_, index) => (from + index) % DAYS_PER_WEEK);
  return { days, begin: h1 * MINUTES_PER_HOUR + m1, end: h2 * MINUTES_PER_HOUR + m2 };
}

/** In order, and as few as say the same. */
export function joinSpans(spans: readonly Span[]): readonly Span[] {
  const joined: { from: number; until: number }[] = [];
  for (const { from, until } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.until) last.until = Math.max(last.until, until);
    else if (until > from) joined.push({ from, until });
  }
  return joined;
}

/** What is in both. */
export function meetSpans(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  const met: Span[] = [];
  for (let [i, j] = [0, 0]; ;) {
    const [left, right] = [a[i], b[j]];
    if (left === undefined || right === undefined) return met;
    const [from, until] = [Math.max(left.from, right.from), Math.min(left.until, right.until)];
    if (until > from) met.push({ from, until });
    if (left.until <= right.until) i += 1;
    else j += 1;
  }
}

/**
 * When it is open, in milliseconds since the epoch, by the clock of a time zone: where it is put forward a window is as much shorter as
 * the clock's day is, for a batch system looks at its clock, too.
 * @param timeZone of the IANA, e.g. `Europe/Zurich` @throws RangeError for a zone that is none
 */
export function openSpans(week: readonly Span[], time: Span, timeZone: string): readonly Span[] {
  const spans: Span[] = [];
  for (const { from, until, offset } of offsetsOf(time, timeZone)) {
    // Local time as if it were UTC.
    const local = { from: from + offset, until: until + offset };
    const sunday = Math.floor((local.from + EPOCH_DAY * DAY_MS) / WEEK_MS) * WEEK_MS - EPOCH_DAY * DAY_MS;
    for (let start = sunday; start < local.until; start += WEEK_MS)
      for (const each of week)
        spans.push({
          from: Math.max(start + each.from * MINUTE_MS, local.from) - offset,
          until: Math.min(start + each.until * MINUTE_MS, local.until) - offset,
        });
  }
  return joinSpans(spans.filter((span) => span.until > span.from));
}

/** Parts of a time in which the clock of a zone is equally far from UTC. */
function offsetsOf({ from, until }: Span, timeZone: string): readonly (Span & { readonly offset: number })[] {
  const offsetAt = createOffsetReader(timeZone);
  const parts: (Span & { readonly offset: number })[] = [];
  let [start, offset] = [from, offsetAt(from)];
  for (let at = from; at < until;) {
    const next = Math.min(at + DAY_MS, until);
    const found = offsetAt(next);
    if (found !== offset) {
      // Clocks are not changed twice in a day.
      let [before, after] = [at, next];
      while (after - before > 1) {
        const middle = Math.floor((before + after) / 2);
        if (offsetAt(middle) === offset) before = middle;
        else after = middle;
      }
      parts.push({ from: start, until: after, offset });
      [start, offset] = [after, found];
    }
    at = next;
  }
  if (until > start) parts.push({ from: start, until, offset });
  return parts;
}

function createOffsetReader(timeZone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (atMs) => {
    const parts = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / SECOND_MS) * SECOND_MS;
  };
}
