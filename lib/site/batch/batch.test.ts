/** Windows against their definition, looked at minute by minute; queues as LSF and Slurm write them. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/utils/time';
import type { BatchQueue } from './batch-queue';
import { queuesOf } from './batch-queue';
import { renderLsbQueues } from './render-lsb-queues';
import { renderSlurmPartitions } from './render-slurm-partitions';
import { whenCouldStart } from './when-could-start';
import { MINUTES_PER_WEEK, meetSpans, openSpans, type Span, weekOf } from './windows';

const two = (value: number) => String(value).padStart(2, '0');
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 59))
  .map(([hour, minute]) => ({ text: `${two(hour)}:${two(minute)}`, of: hour * 60 + minute }));
const window = fc
  .tuple(fc.integer({ min: 0, max: 7 }), fc.option(fc.integer({ min: 0, max: 7 })), clock, clock)
  .map(([first, last, begin, end]) => ({
    text: `${first}${last === null ? '' : `-${last}`}:${begin.text}-${end.text}`,
    first,
    last: last ?? first,
    begin: begin.of,
    end: end.of,
  }));
const windows = fc.array(window, { maxLength: 4 });
type Window = typeof window extends fc.Arbitrary<infer T> ? T : never;

/** The definition, of a moment on a clock: is it within one of the windows, or in what one of yesterday left over? */
function isOpen(all: readonly Window[], day: number, minute: number): boolean {
  const has = ({ first, last }: Window, wanted: number): boolean => {
    const days: number[] = [];
    for (let each = first; ; each = (each + 1) % 8) {
      days.push(each % 7);
      if (each === last) return days.includes(wanted);
    }
  };
  if (all.length === 0) return true;
  return all.some((each) => {
    const over = each.end <= each.begin;
    const today = has(each, day) && minute >= each.begin && (over || minute < each.end);
    return today || (over && has(each, (day + 6) % 7) && minute < each.end);
  });
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
function onClock(at: number, timeZone: string) {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { day: WEEKDAYS.indexOf(of('weekday')), minute: Number(of('hour')) * 60 + Number(of('minute')) };
}
const covers = (spans: readonly Span[], at: number): boolean =>
  spans.some(({ from, until }) => from <= at && at < until);

describe('windows', () => {
  test.each([
    [['1-5:08:00-20:00'], 5],
    [['5-1:20:00-08:00'], 5],
    [['0-7:00:00-00:00'], 1],
    [['6:20:00-08:00'], 2],
    [[], 1],
  ])('%j are %i spans of a week', (texts, count) => expect(weekOf(texts)).toHaveLength(count));

  test('are open when their definition says so, on any clock and while it is changed', () => {
    // Both changes of 2026 in Europe and North America, a zone of half hours, and one that changes by half an hour.
    const starts = ['2026-03-05', '2026-03-26', '2026-10-22', '2026-10-29', '2026-11-29'].map((day) => Date.parse(day));
    const zones = ['UTC', 'Europe/Zurich', 'America/Chicago', 'Asia/Kolkata', 'Australia/Lord_Howe'];
    fc.assert(
      fc.property(
        windows,
        fc.constantFrom(...starts),
        fc.constantFrom(...zones),
        fc.array(fc.integer({ min: 0, max: 7 * 24 * 60 - 1 }), { minLength: 20, maxLength: 20 }),
        (all, start, zone, minutes) => {
          const time = { from: start, until: start + 7 * DAY_MS };
          const spans = openSpans(weekOf(all.map(({ text }) => text)), time, zone);
          for (const minute of minutes) {
            const at = start + minute * MINUTE_MS;
            const { day, minute: ofDay } = onClock(at, zone);
            expect(covers(spans, at), `${new Date(at).toISOString()} in ${zone}`).toBe(isOpen(all, day, ofDay));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

const queue = (change: Partial<BatchQueue>): BatchQueue => ({
  name: 'alice',
  vos: ['alice'],
  maxWallSeconds: 24 * 3600,
  dispatch: weekOf([]),
  run: weekOf([]),
  ...change,
});
/** A Sunday. */
const FROM = new Date('2026-11-29T18:00:00Z');
const ask = (change: Partial<BatchQueue>, hours: number | undefined, days = 7) =>
  whenCouldStart({
    queue: queue(change),
    wallSeconds: hours === undefined ? undefined : hours * 3600,
    from: FROM,
    days,
    timeZone: 'UTC',
  });

describe('when a job could start', () => {
  test('of three hours in an open queue: at once, and it ends three hours later', () => {
    expect(ask({}, 3)).toEqual({
      refused: undefined,
      starts: [
        {
          from: FROM,
          until: new Date('2026-12-06T18:00:00Z'),
          endsAt: new Date('2026-11-29T21:00:00Z'),
          suspendedSeconds: 0,
          wholeUntil: new Date('2026-12-06T18:00:00Z'),
        },
      ],
    });
  });

  test('in a queue of working days: on Monday at eight, and it may go on after the window', () => {
    const { starts } = ask({ dispatch: weekOf(['1-5:08:00-20:00']) }, 15);
    expect(starts).toHaveLength(5);
    expect(starts[0]).toEqual({
      from: new Date('2026-11-30T08:00:00Z'),
      until: new Date('2026-11-30T20:00:00Z'),
      endsAt: new Date('2026-11-30T23:00:00Z'),
      suspendedSeconds: 0,
      wholeUntil: new Date('2026-11-30T20:00:00Z'),
    });
  });

  test('in a queue that runs by night: one that is too long for the night stands still by day', () => {
    const nights = { run: weekOf(['0-6:20:00-08:00']) };
    expect(ask(nights, 3).starts[0]).toMatchObject({
      from: new Date('2026-11-29T20:00:00Z'),
      endsAt: new Date('2026-11-29T23:00:00Z'),
      suspendedSeconds: 0,
      wholeUntil: new Date('2026-11-30T05:00:00Z'),
    });
    expect(ask(nights, 15).starts[0]).toMatchObject({
      endsAt: new Date('2026-11-30T23:00:00Z'),
      suspendedSeconds: 12 * 3600,
      wholeUntil: undefined,
    });
  });

  test('never, and why', () => {
    expect(ask({ maxWallSeconds: 3600 }, 3).refused).toBe('alice ends its jobs after 1 h, and this one asks for 3 h.');
    const apart = { dispatch: weekOf(['1:08:00-09:00']), run: weekOf(['2:08:00-09:00']) };
    expect(ask(apart, 1).refused).toBe('alice lets no job begin within 7 days.');
    expect(() =>
      whenCouldStart({ queue: queue({}), wallSeconds: 1, from: FROM, days: 1, timeZone: 'Mars/Base' }),
    ).toThrow(RangeError);
  });

  test('is when it may be dispatched and run, and its end has had its time, whatever the windows', () => {
    fc.assert(
      fc.property(windows, windows, fc.integer({ min: 1, max: 30 }), (dispatch, run, hours) => {
        const [open, runs] = [dispatch, run].map((all) => weekOf(all.map(({ text }) => text))) as [
          readonly Span[],
          readonly Span[],
        ];
        const { starts } = ask({ dispatch: open, run: runs, maxWallSeconds: undefined }, hours, 8);
        for (const { from, until, endsAt, suspendedSeconds, wholeUntil } of starts) {
          for (const at of [from.getTime(), until.getTime() - MINUTE_MS]) {
            const { day, minute } = onClock(at, 'UTC');
            expect(isOpen(dispatch, day, minute) && isOpen(run, day, minute)).toBe(true);
          }
          if (endsAt === undefined) continue;
          const ran = openSpans(runs, { from: from.getTime(), until: endsAt.getTime() }, 'UTC');
          expect(ran.reduce((sum, span) => sum + span.until - span.from, 0)).toBe(hours * HOUR_MS);
          expect(suspendedSeconds === 0).toBe(wholeUntil !== undefined);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('queues of a site file', () => {
  const file = {
    vos: { alice: { queue: 'alice' }, lhcb: { queue: 'grid' }, cms: { queue: 'grid' }, ops: {} },
    batch: {
      lrms: 'lsf' as const,
      queues: {
        alice: {
          maxWall: '24h',
          windows: ['5:18:00-00:00', '6-0:00:00-00:00', '1:00:00-08:30'],
          runWindows: ['0-6:20:00-08:00'],
        },
        grid: { maxWall: '90s', windows: ['0-6:08:00-20:00'] },
        short: {},
      },
    },
  };
  const queues = queuesOf(file);

  test('are those of lsb.queues, a window over the weekend in one piece', () => {
    expect(renderLsbQueues(queues, (vo) => `${vo}_pool`)).toBe(`Begin Queue
QUEUE_NAME      = alice
USERS           = alice_pool
RUNLIMIT        = 24:00
DISPATCH_WINDOW = 5:18:00-1:8:30
RUN_WINDOW      = 0:20:00-1:8:00 1:20:00-2:8:00 2:20:00-3:8:00 3:20:00-4:8:00 4:20:00-5:8:00 5:20:00-6:8:00 6:20:00-0:8:00
End Queue

Begin Queue
QUEUE_NAME      = grid
USERS           = lhcb_pool cms_pool
RUNLIMIT        = 0:02
DISPATCH_WINDOW = 8:00-20:00
End Queue

Begin Queue
QUEUE_NAME      = short
End Queue
`);
  });

  test('are partitions of Slurm, and lines for cron that open and close them', () => {
    const options = { nodes: 'wn-[0-3]', timeZone: 'UTC', groupOf: (vo: string) => `${vo}_pool` };
    const { partitions, crontab, notRendered } = renderSlurmPartitions(queues, { ...options, at: FROM });
    expect(partitions).toBe(`PartitionName=alice Nodes=wn-[0-3] MaxTime=1440 AllowGroups=alice_pool State=UP
PartitionName=grid Nodes=wn-[0-3] MaxTime=2 AllowGroups=lhcb_pool,cms_pool State=UP
PartitionName=short Nodes=wn-[0-3] MaxTime=UNLIMITED State=UP
`);
    expect(crontab).toBe(`0 18 * * 5 scontrol update partitionname=alice state=up
30 8 * * 1 scontrol update partitionname=alice state=down
0 8 * * 0,1,2,3,4,5,6 scontrol update partitionname=grid state=up
0 20 * * 0,1,2,3,4,5,6 scontrol update partitionname=grid state=down
`);
    expect(notRendered).toEqual(['Slurm has no run windows: jobs of alice that run at their end go on.']);
    const night = renderSlurmPartitions(queues, { ...options, at: new Date('2026-12-02T21:00:00Z') }).partitions;
    expect(night.match(/State=\w+/g)).toEqual(['State=DOWN', 'State=DOWN', 'State=UP']);
  });

  test('in LSF’s words mean the same as the windows they were made of', () => {
    fc.assert(
      fc.property(windows, (all) => {
        const week = weekOf(all.map(({ text }) => text));
        const text = renderLsbQueues([queue({ dispatch: week })]);
        const written = /DISPATCH_WINDOW = (.*)/.exec(text)?.[1]?.split(' ') ?? [];
        expect(readLsf(written)).toEqual(meetSpans(week, [{ from: 0, until: MINUTES_PER_WEEK }]));
      }),
    );
  });
});

/** As "Specifying time windows" of LSF's manual tells: `[day:]hour[:minute]`, without a day on every day; one that ends earlier wraps. */
function readLsf(written: readonly string[]): readonly Span[] {
  if (written.length === 0) return [{ from: 0, until: MINUTES_PER_WEEK }];
  const minutes = new Set<number>();
  for (const text of written) {
    const [begin = [], end = []] = text.split('-').map((part) => part.split(':').map(Number));
    const perDay = begin.length === 2;
    const period = perDay ? 24 * 60 : MINUTES_PER_WEEK;
    const of = (parts: readonly number[]) =>
      perDay ? (parts[0] ?? 0) * 60 + (parts[1] ?? 0) : (parts[0] ?? 0) * 1440 + (parts[1] ?? 0) * 60 + (parts[2] ?? 0);
    const length = (of(end) - of(begin) + period) % period;
    for (let day = 0; day < (perDay ? 7 : 1); day += 1)
      for (let at = 0; at < length; at += 1) minutes.add((of(begin) + day * 1440 + at) % MINUTES_PER_WEEK);
  }
  const spans: { from: number; until: number }[] = [];
  for (const minute of [...minutes].toSorted((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last?.until === minute) last.until = minute + 1;
    else spans.push({ from: minute, until: minute + 1 });
  }
  return spans;
}
