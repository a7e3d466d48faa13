/** What somebody fills in for a schedule, and the request it becomes. Pure. */
import type { z } from 'zod';
import type { Benchmark } from '@/lib/contracts/benchmarks';
import type { BenchmarkSchedule, CreateSchedule } from '@/lib/contracts/schedules';
import type { BenchmarkPlace } from '@/lib/domain/benchmark';
import {
  DEFAULT_BUDGET_MINUTES,
  DEFAULT_MOST_CPU_LOAD,
  DEFAULT_RETRY_HOURS,
  MOST_BUDGET_MINUTES,
  MOST_RETRY_HOURS,
  type TriggerKind,
} from '@/lib/domain/schedule';
import { checkCron } from '@/lib/domain/schedule-times';
import { EMPTY_WISH, endOf, type RunWish, toRunBody } from '../run-dialog/run-wish';

export interface ScheduleWish {
  readonly name: string;
  readonly run: RunWish;
  readonly trigger: TriggerKind;
  readonly cron: string;
  readonly zone: string;
  /** Also before a migration. */
  readonly before: boolean;
  /** As typed. */
  readonly budgetMinutes: string;
  /** Per cent; empty: however busy. */
  readonly mostCpuLoad: string;
  readonly retryHours: string;
}

const EVERY_NIGHT = '30 2 * * *';
const PER_CENT = 100;

export const emptySchedule = (zone: string): ScheduleWish => ({
  name: '',
  run: EMPTY_WISH,
  trigger: 'times',
  cron: EVERY_NIGHT,
  zone,
  before: false,
  budgetMinutes: String(DEFAULT_BUDGET_MINUTES),
  mostCpuLoad: String(DEFAULT_MOST_CPU_LOAD * PER_CENT),
  retryHours: String(DEFAULT_RETRY_HOURS),
});

export function wishOfSchedule(schedule: BenchmarkSchedule, zone: string): ScheduleWish {
  const { trigger, request } = schedule;
  const named = (id: string | undefined) => endOf(id, id === undefined ? undefined : schedule.names[id]);
  return {
    ...emptySchedule(zone),
    name: schedule.name,
    run: {
      benchmark: schedule.benchmark,
      place: placeOf(request),
      lanes: [request, ...request.also].map((lane) => ({
        end: named(lane.domainId ?? lane.hostId),
        peer: named(lane.peerDomainId ?? lane.peerHostId),
      })),
      parameters: Object.fromEntries(Object.entries(request.parameters).map(([name, value]) => [name, String(value)])),
      repeats: request.repeats === undefined ? '' : String(request.repeats),
      warmUps: request.warmUps === undefined ? '' : String(request.warmUps),
      guard: request.guard,
      reason: request.reason ?? '',
    },
    trigger: trigger.kind,
    ...(trigger.kind === 'times' ? { cron: trigger.cron, zone: trigger.zone } : {}),
    ...(trigger.kind === 'migration' ? { before: trigger.before } : {}),
    budgetMinutes: String(schedule.budgetMinutes),
    mostCpuLoad: schedule.mostCpuLoad === null ? '' : String(Math.round(schedule.mostCpuLoad * PER_CENT)),
    retryHours: String(schedule.retryHours),
  };
}

function placeOf(request: BenchmarkSchedule['request']): BenchmarkPlace {
  if (request.domainId === undefined) return request.peerHostId === undefined ? 'host' : 'host-pair';
  return request.peerDomainId === undefined ? 'domain' : 'domain-pair';
}

type Body = z.input<typeof CreateSchedule>;
export type ScheduleProblems = Readonly<Record<string, string>>;

/** The request, or what is wrong, by field: those of a run and `name`, `cron`, `budgetMinutes`, … The service has the last word. */
export function toScheduleBody(
  wish: ScheduleWish,
  benchmark: Benchmark,
  place: BenchmarkPlace,
  now: Date,
): { readonly body: Body } | { readonly problems: ScheduleProblems } {
  const problems: Record<string, string> = {};
  const run = toRunBody(wish.run, benchmark, place);
  if ('problems' in run) Object.assign(problems, run.problems);
  const name = wish.name.trim();
  if (name === '') problems['name'] = 'Give it a name.';
  const cron = wish.cron.trim();
  const cronProblem = wish.trigger === 'times' ? checkCron(cron, now) : undefined;
  if (cronProblem !== undefined) problems['cron'] = sentence(cronProblem);
  const count = (field: 'budgetMinutes' | 'retryHours', least: number, most: number): number => {
    const text = wish[field].trim();
    if (!/^\d{1,4}$/.test(text) || Number(text) < least || Number(text) > most)
      problems[field] = `A whole number from ${least} to ${most}.`;
    return Number(text);
  };
  const budgetMinutes = count('budgetMinutes', 1, MOST_BUDGET_MINUTES);
  const retryHours = count('retryHours', 0, MOST_RETRY_HOURS);
  const load = wish.mostCpuLoad.trim();
  if (load !== '' && (!/^\d{1,3}$/.test(load) || Number(load) < 1 || Number(load) > PER_CENT))
    problems['mostCpuLoad'] = 'A whole number from 1 to 100, or nothing.';
  if ('problems' in run || Object.keys(problems).length > 0) return { problems };
  return {
    body: {
      name,
      benchmark: benchmark.name,
      request: run.body,
      trigger: triggerOf(wish, cron),
      budgetMinutes,
      mostCpuLoad: load === '' ? null : Number(load) / PER_CENT,
      retryHours,
    },
  };
}

function triggerOf(wish: ScheduleWish, cron: string): Body['trigger'] {
  if (wish.trigger === 'times') return { kind: 'times', cron, zone: wish.zone };
  return wish.trigger === 'migration' ? { kind: 'migration', before: wish.before } : { kind: 'host-change' };
}

/** @example sentence('no such time ever comes') // 'No such time ever comes.' */
export const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
