import { afterEach, expect, test, vi } from 'vitest';
import type { Lease } from '@/lib/contracts/leases';
import { barsOf, dayMarks, maintenanceBars } from './calendar-spans';

afterEach(() => vi.unstubAllEnvs());

const DAY = 86_400_000;
const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 29);
const STRETCH = { fromMs: NOW, untilMs: NOW + 10 * DAY };
const lease = (number: number, from: number, until: number, change: Partial<Lease> = {}): Lease => {
  const approved = {
    count: 1,
    vcpus: 1,
    memoryMiB: 64,
    diskGiB: null,
    startsAt: new Date(NOW + from * DAY).toISOString(),
    endsAt: new Date(NOW + until * DAY).toISOString(),
  };
  return {
    id: crypto.randomUUID(),
    number,
    environment: { id: crypto.randomUUID(), name: 'wn', version: 1 },
    vo: 'atlas',
    purpose: 'tests',
    state: 'approved',
    outcome: null,
    ending: false,
    words: null,
    atEnd: 'destroy',
    startFrom: null,
    keepDays: null,
    asked: approved,
    approved,
    hostClass: 'dempsey',
    askedByName: 'Ada',
    askedAt: approved.startsAt,
    decidedByName: null,
    decidedAt: null,
    decision: null,
    answer: null,
    activeAt: null,
    endedAt: null,
    endedByName: null,
    fit: null,
    version: 1,
    ...change,
  };
};
const drawn = (leases: readonly Lease[]) =>
  barsOf(leases, STRETCH).map(({ label, bars }) => [
    label,
    ...bars.map(({ lease: { number }, from, until }) => `${number}: ${from} to ${until}`),
  ]);

test('leases are drawn by class in the order of their starts, cut where the stretch ends', () => {
  expect(
    drawn([
      lease(3, 8, 20),
      lease(1, -5, 5),
      lease(2, 2, 4),
      lease(4, 1, 2, { hostClass: 'montecito' }),
      lease(5, 11, 12),
    ]),
  ).toEqual([
    ['Dempsey', '1: 0 to 0.5', '2: 0.2 to 0.4', '3: 0.8 to 1'],
    ['Montecito', '4: 0.1 to 0.2'],
  ]);
});

test('what is late in going, or not clean, keeps its place for as long as is drawn', () => {
  expect(drawn([lease(1, -5, -1, { state: 'ending' }), lease(2, -5, 1, { state: 'not-clean' })])).toEqual([
    ['Dempsey', '1: 0 to 1', '2: 0 to 1'],
  ]);
});

test('maintenance is drawn by its begin as far as the stretch goes', () => {
  const of = (hostName: string, from: number, until: number) => ({
    id: hostName,
    hostName,
    startsAt: new Date(NOW + from * DAY).toISOString(),
    endsAt: new Date(NOW + until * DAY).toISOString(),
  });
  const all = [of('later', 5, 6), of('under way', -1, 2), of('over', -3, -1), of('beyond', 10, 11)];
  const bars = maintenanceBars(all, STRETCH);
  expect(bars.map(({ maintenance, from, until }) => [maintenance.hostName, from, until])).toEqual([
    ['under way', 0, 0.2],
    ['later', 0.5, 0.6],
  ]);
});

test('a mark is the midnight of a day by the clock of its reader, at the scale of the bars', () => {
  vi.stubEnv('TZ', 'UTC');
  const from = Date.UTC(2026, 10, 30, 17, 10);
  const stretch = { fromMs: from, untilMs: from + 28 * DAY };
  const marks = dayMarks(stretch, 7);
  expect(marks.map(({ atMs }) => new Date(atMs).toISOString())).toEqual([
    '2026-12-01T00:00:00.000Z',
    '2026-12-08T00:00:00.000Z',
    '2026-12-15T00:00:00.000Z',
    '2026-12-22T00:00:00.000Z',
  ]);
  // What begins at a midnight begins under its mark, and what is later that day right of it.
  const bars = [0, 9].map((hours) => ({
    hostName: `at ${hours}`,
    startsAt: new Date(Date.UTC(2026, 11, 8, hours)).toISOString(),
    endsAt: new Date(Date.UTC(2026, 11, 8, 13)).toISOString(),
  }));
  const [midnight, later] = maintenanceBars(bars, stretch).map((bar) => bar.from);
  expect(midnight).toBe(marks[1]?.at);
  expect(later).toBeCloseTo((marks[1]?.at ?? 0) + (9 * HOUR) / (28 * DAY), 10);
  // A stretch that begins at a midnight begins with its mark.
  expect(dayMarks(STRETCH, 7)[0]).toEqual({ atMs: NOW, at: 0 });
});

test('a day on which the clock is changed is as long as it is', () => {
  vi.stubEnv('TZ', 'Europe/Berlin');
  const from = Date.UTC(2026, 9, 24, 10);
  const marks = dayMarks({ fromMs: from, untilMs: from + 3 * DAY }, 1);
  expect(marks.map(({ atMs }) => new Date(atMs).toISOString())).toEqual([
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
    '2026-10-26T23:00:00.000Z',
  ]);
});
