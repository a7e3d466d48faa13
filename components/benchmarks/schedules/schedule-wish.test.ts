import { describe, expect, test } from 'vitest';
import type { Benchmark } from '@/lib/contracts/benchmarks';
import { BenchmarkSchedule, CreateSchedule } from '@/lib/contracts/schedules';
import { EMPTY_WISH, endOf } from '../run-dialog/run-wish';
import { emptySchedule, type ScheduleWish, toScheduleBody, wishOfSchedule } from './schedule-wish';

const ID = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;
const NOW = new Date('2027-01-01T00:00:00Z');
const BENCHMARK: Benchmark = {
  id: ID(9),
  name: 'ping-pong',
  version: 1,
  title: 'Ping-pong',
  about: '',
  places: ['domain-pair'],
  programs: ['NPtcp'],
  parameters: [{ name: 'largest', title: 'Largest', unit: 'bytes', kind: 'integer', default: 1024, min: 1, max: 4096 }],
  metrics: [],
  repeats: 10,
  warmUps: 1,
  timeLimitSeconds: 60,
  shipped: true,
  createdByName: 'Gridbox',
  createdAt: '2026-01-01T00:00:00Z',
  retiredAt: null,
};
const wish = (change: Partial<ScheduleWish> = {}): ScheduleWish => ({
  ...emptySchedule('Europe/Zurich'),
  name: ' Nightly ',
  run: { ...EMPTY_WISH, lanes: [{ end: endOf(ID(1), 'wn-01'), peer: endOf(ID(2), 'wn-02') }] },
  ...change,
});
const made = (change: Partial<ScheduleWish> = {}) => toScheduleBody(wish(change), BENCHMARK, 'domain-pair', NOW);
const bodyOf = (change: Partial<ScheduleWish> = {}) => {
  const result = made(change);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return CreateSchedule.parse(result.body);
};

describe('a wish for a schedule', () => {
  test('becomes a request that the contract takes', () => {
    expect(bodyOf()).toMatchObject({
      name: 'Nightly',
      benchmark: 'ping-pong',
      request: { domainId: ID(1), peerDomainId: ID(2) },
      trigger: { kind: 'times', cron: '30 2 * * *', zone: 'Europe/Zurich' },
      budgetMinutes: 60,
      mostCpuLoad: 0.5,
      retryHours: 2,
    });
    expect(bodyOf({ trigger: 'migration', before: true, mostCpuLoad: ' ' })).toMatchObject({
      trigger: { kind: 'migration', before: true },
      mostCpuLoad: null,
    });
    // What the clock would say is not asked where no clock decides.
    expect(bodyOf({ trigger: 'host-change', cron: 'nonsense' })).toMatchObject({ trigger: { kind: 'host-change' } });
  });

  test('says at each field what is wrong with it', () => {
    const result = made({
      name: ' ',
      cron: '61 * * * *',
      budgetMinutes: '0',
      mostCpuLoad: '101',
      retryHours: '1.5',
      run: EMPTY_WISH,
    });
    expect('problems' in result ? result.problems : {}).toEqual({
      name: 'Give it a name.',
      cron: 'Invalid value for minute: 61.',
      budgetMinutes: 'A whole number from 1 to 1440.',
      mostCpuLoad: 'A whole number from 1 to 100, or nothing.',
      retryHours: 'A whole number from 0 to 48.',
      'lane.0.end': 'Choose a domain from the list.',
      'lane.0.peer': 'Choose a domain from the list.',
    });
  });

  test('of a schedule that is there is that schedule again', () => {
    const body = bodyOf({ trigger: 'migration', before: true, mostCpuLoad: '75' });
    const schedule = BenchmarkSchedule.parse({
      ...body,
      id: ID(5),
      benchmarkTitle: 'Ping-pong',
      ends: 'wn-01 ↔ wn-02',
      names: { [ID(1)]: 'wn-01', [ID(2)]: 'wn-02' },
      ownerName: 'Ada',
      paused: null,
      nextDueAt: null,
      last: null,
      createdAt: NOW.toISOString(),
      version: 1,
    });
    const again = wishOfSchedule(schedule, 'UTC');
    expect(again.run.lanes).toEqual(wish().run.lanes);
    const result = toScheduleBody(again, BENCHMARK, 'domain-pair', NOW);
    expect(CreateSchedule.parse('body' in result ? result.body : undefined)).toEqual(body);
  });
});
