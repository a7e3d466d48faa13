/** Schedules in words. Pure. */
import type { BenchmarkFiring, BenchmarkSchedule, ScheduleTrigger } from '@/lib/contracts/schedules';
import type { FiringCause, FiringOutcome } from '@/lib/domain/schedule';
import { cronWords } from '@/lib/domain/schedule-times';

/** @example triggerWords({ kind: 'times', cron: '30 2 * * *', zone: 'UTC' }) // 'At 02:30 (UTC)' */
export function triggerWords(trigger: ScheduleTrigger): string {
  if (trigger.kind === 'times') return `${cronWords(trigger.cron)} (${trigger.zone})`;
  if (trigger.kind === 'host-change') return 'After a change of a host';
  return trigger.before ? 'Before and after a migration' : 'After a migration';
}

export const CAUSE_WORDS: Record<FiringCause, string> = {
  time: 'its time',
  'host-change': 'host changed',
  'before-migration': 'before a migration',
  'after-migration': 'after a migration',
  'by-hand': 'by hand',
  confirmation: 'to confirm a drift',
};
export const OUTCOME_WORDS: Record<FiringOutcome, string> = { waiting: 'waits', run: 'ran', skipped: 'skipped' };

/** A run that goes on has not run yet. */
export const outcomeWords = ({ outcome, run }: Pick<BenchmarkFiring, 'outcome' | 'run'>): string =>
  outcome === 'run' && run !== null ? run.state : OUTCOME_WORDS[outcome];

/** @example limitWords(schedule) // 'At most 60 min of benchmarks a host and day; not above 50 % CPU; tried again for 2 h' */
export function limitWords(schedule: Pick<BenchmarkSchedule, 'budgetMinutes' | 'mostCpuLoad' | 'retryHours'>): string {
  const { budgetMinutes, mostCpuLoad, retryHours } = schedule;
  return [
    `At most ${budgetMinutes} min of benchmarks a host and day`,
    mostCpuLoad === null ? 'however busy the host' : `not above ${Math.round(mostCpuLoad * 100)} % CPU`,
    retryHours === 0 ? 'not tried again' : `tried again for ${retryHours} h`,
  ].join('; ');
}
