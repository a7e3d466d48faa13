import { expect, test } from 'vitest';
import { MINUTE_MS } from '@/lib/utils/time';
import { type Around, type HostThere, whyNotNow } from './why-not-now';

const host = (change: Partial<HostThere> = {}): HostThere => ({
  name: 'rig-1',
  status: 'up',
  enabled: true,
  maintenance: false,
  cpuLoad: 0.1,
  busyWith: null,
  usedMs: 0,
  ...change,
});
const around = (hosts: readonly HostThere[], change: Partial<Around> = {}): Around => ({
  domains: [{ name: 'wn-01', runs: true }],
  hosts,
  expectedMs: 0,
  ...change,
});
const LIMITS = { budgetMinutes: 30, mostCpuLoad: 0.5 };
const words = (there: Around, limits: Parameters<typeof whyNotNow>[1] = LIMITS) => whyNotNow(there, limits)?.words;

test('an idle host with budget left is free', () => {
  expect(words(around([host()]))).toBeUndefined();
  // Not told is not busy.
  expect(words(around([host({ cpuLoad: null })]))).toBeUndefined();
  expect(words(around([host({ cpuLoad: 0.5 })]))).toBeUndefined();
  expect(words(around([host({ cpuLoad: 0.99 })]), { ...LIMITS, mostCpuLoad: null })).toBeUndefined();
});

test('the budget is kept to the minute, with what the run is expected to take', () => {
  const used = (minutes: number, expected = 0) =>
    words(around([host({ usedMs: minutes * MINUTE_MS })], { expectedMs: expected * MINUTE_MS }));
  expect(used(29)).toBeUndefined();
  expect(used(20, 10)).toBeUndefined();
  expect(used(30)).toBe('Over budget: rig-1 has had 30 min of benchmarks in 24 hours; the schedule allows 30 min.');
  expect(used(20, 11)).toBe(
    'Over budget: rig-1 has had 20 min of benchmarks in 24 hours, and this would take about 11 min more; the schedule allows 30 min.',
  );
});

test('every host of a pair is looked at, and what will not pass is told before what may', () => {
  expect(words(around([host(), host({ name: 'rig-2', maintenance: true })]))).toBe('rig-2 is in maintenance.');
  expect(whyNotNow(around([host({ busyWith: 'Start x' })]), LIMITS)).toEqual({
    words: 'rig-1 is busy with “Start x”.',
    passing: true,
  });
  expect(whyNotNow(around([host({ busyWith: 'Start x', usedMs: 60 * MINUTE_MS })]), LIMITS)).toMatchObject({
    words: expect.stringMatching(/^Over budget/),
    passing: false,
  });
  expect(whyNotNow(around([host({ name: undefined })]), LIMITS)).toMatchObject({ passing: false });
});
