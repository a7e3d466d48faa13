/** A calendar for one queue, by its limits and windows alone: whether a processor is free then is another question. */
import { DAY_MS, formatDuration, SECOND_MS } from '@/lib/utils/time';
import type { BatchQueue } from './batch-queue';
import { isAlways, meetSpans, openSpans, type Span } from './windows';

export interface StartQuestion {
  readonly queue: BatchQueue;
  /** What the job may take at most; undefined: as long as the queue lets it. */
  readonly wallSeconds: number | undefined;
  readonly from: Date;
  /** How far to look. */
  readonly days: number;
  /** Of the batch system's clock, by the IANA, e.g. `Europe/Zurich`. */
  readonly timeZone: string;
}

export interface StartSpan {
  readonly from: Date;
  readonly until: Date;
  /** Of a job that begins at once. Undefined where it would take longer than a year, or has no limit. */
  readonly endsAt: Date | undefined;
  /** How long it stands still until then. */
  readonly suspendedSeconds: number | undefined;
  /** Until then a job may begin and not stand still; undefined where each one would. */
  readonly wholeUntil: Date | undefined;
}

export interface StartCalendar {
  /** Why no time will do. */
  readonly refused: string | undefined;
  /** When a job may begin, in order. */
  readonly starts: readonly StartSpan[];
}

/** Ends further away are not looked for. */
const YEAR_MS = 366 * DAY_MS;

/** Source of what windows do: IBM Spectrum LSF 10.1, "Dispatch and run windows". @throws RangeError for a time zone that is none */
export function whenCouldStart({ queue, wallSeconds, from, days, timeZone }: StartQuestion): StartCalendar {
  const { maxWallSeconds, name } = queue;
  if (wallSeconds !== undefined && maxWallSeconds !== undefined && wallSeconds > maxWallSeconds)
    return {
      refused: `${name} ends its jobs after ${lengthWords(maxWallSeconds)}, and this one asks for ${lengthWords(wallSeconds)}.`,
      starts: [],
    };
  const wallMs = scaled(wallSeconds ?? maxWallSeconds);
  const now = from.getTime();
  const end = now + days * DAY_MS;
  const runs = openSpans(queue.run, { from: now, until: end }, timeZone);
  const starts = meetSpans(openSpans(queue.dispatch, { from: now, until: end }, timeZone), runs);
  // Only where a job has to stand still is it asked how long.
  const later = wallMs === undefined ? [] : runsFor(queue, { from: now, until: end }, wallMs, timeZone);
  return {
    refused: starts.length === 0 ? `${name} lets no job begin within ${days} days.` : undefined,
    starts: starts.map((span) => describe(span, later, wallMs)),
  };
}

const lengthWords = (seconds: number): string => formatDuration(seconds * SECOND_MS);

const scaled = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * SECOND_MS;

/** Far enough for the end of a job that begins last, within a year. */
function runsFor(queue: BatchQueue, { from, until }: Span, wallMs: number, timeZone: string): readonly Span[] {
  const far = isAlways(queue.run) ? Math.min(wallMs, YEAR_MS) : YEAR_MS;
  return openSpans(queue.run, { from, until: until + far }, timeZone);
}

function describe({ from, until }: Span, runs: readonly Span[], wallMs: number | undefined): StartSpan {
  const span = { from: new Date(from), until: new Date(until) };
  const open = runs.find((each) => each.from <= from && from < each.until);
  if (wallMs === undefined || open === undefined)
    return { ...span, endsAt: undefined, suspendedSeconds: undefined, wholeUntil: undefined };
  const endMs = endOf(from, wallMs, runs);
  const lastWhole = Math.min(until, open.until - wallMs);
  return {
    ...span,
    endsAt: endMs === undefined ? undefined : new Date(endMs),
    suspendedSeconds: endMs === undefined ? undefined : Math.round((endMs - from - wallMs) / SECOND_MS),
    wholeUntil: lastWhole >= from ? new Date(lastWhole) : undefined,
  };
}

/** When a job that begins then has had its time. */
function endOf(from: number, wallMs: number, runs: readonly Span[]): number | undefined {
  let left = wallMs;
  for (const span of runs) {
    const begin = Math.max(span.from, from);
    if (begin >= span.until) continue;
    if (span.until - begin >= left) return begin + left;
    left -= span.until - begin;
  }
  return undefined;
}
