import { z } from 'zod';
import {
  DEFAULT_BUDGET_MINUTES,
  DEFAULT_MOST_CPU_LOAD,
  DEFAULT_RETRY_HOURS,
  FIRING_CAUSES,
  FIRING_OUTCOMES,
  MOST_BUDGET_MINUTES,
  MOST_RETRY_HOURS,
} from '@/lib/domain/schedule';
import { isZone } from '@/lib/domain/schedule-times';
import { BenchmarkRunSummary, RunBenchmark } from './benchmarks';
import { Instant, NameSchema, OperationIdSchema, pageOf, Paging } from './common';

export const ScheduleIdSchema = z.uuid().toLowerCase().meta({ description: 'Id of a schedule' });

const LONGEST_CRON = 120;
const LONGEST_ZONE = 64;
/** What makes a run due. */
export const ScheduleTrigger = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('times'),
      cron: z.string().trim().max(LONGEST_CRON).meta({
        description: 'Five fields: minute, hour, day of the month, month, day of the week',
      }),
      zone: z
        .string()
        .max(LONGEST_ZONE)
        .refine(isZone, 'no time zone of that name; UTC and Europe/Zurich are two')
        .default('UTC')
        .meta({ description: 'IANA name of the zone in which the fields are read' }),
    }),
    z.strictObject({
      kind: z.literal('host-change').meta({
        description: 'Hypervisor, its version, processors or memory of a host of the ends are not what they were',
      }),
    }),
    z.strictObject({
      kind: z.literal('migration').meta({ description: 'A domain of the ends has been moved' }),
      before: z
        .boolean()
        .default(false)
        .meta({ description: 'Run before a live or offline migration, too: it waits for the run' }),
    }),
  ])
  .meta({ id: 'ScheduleTrigger' });
export type ScheduleTrigger = z.infer<typeof ScheduleTrigger>;

const limits = {
  budgetMinutes: z.number().int().min(1).max(MOST_BUDGET_MINUTES).meta({
    description:
      'Minutes of benchmarks, of whatever origin, that a host may have had in the 24 hours before, this run’s expected length with them',
  }),
  mostCpuLoad: z
    .number()
    .gt(0)
    .max(1)
    .nullable()
    .meta({ description: 'A busier host is left alone; null: however busy' }),
  retryHours: z.number().int().min(0).max(MOST_RETRY_HOURS).meta({
    description: 'A due run that finds something in the way is tried again for so long',
  }),
};
const asked = {
  name: NameSchema.max(63),
  benchmark: z.string().min(1).max(63).meta({ description: 'Name of a benchmark; its newest version is run' }),
  request: RunBenchmark.meta({ description: 'Ends, parameters, repeats: as for a run by hand' }),
  trigger: ScheduleTrigger,
};
export const CreateSchedule = z
  .object({
    ...asked,
    budgetMinutes: limits.budgetMinutes.default(DEFAULT_BUDGET_MINUTES),
    mostCpuLoad: limits.mostCpuLoad.default(DEFAULT_MOST_CPU_LOAD),
    retryHours: limits.retryHours.default(DEFAULT_RETRY_HOURS),
  })
  .strict()
  .meta({ id: 'CreateSchedule' });
export type CreateSchedule = z.infer<typeof CreateSchedule>;
/** Whoever saves or resumes it answers for its runs from then on: they go by that account. */
export const UpdateSchedule = z
  .object({ ...asked, ...limits, paused: z.boolean() })
  .partial()
  .strict()
  .meta({ id: 'UpdateSchedule' });
export type UpdateSchedule = z.infer<typeof UpdateSchedule>;

/** One time that it was due. */
export const BenchmarkFiring = z
  .object({
    id: z.uuid(),
    dueAt: Instant,
    cause: z.enum(FIRING_CAUSES),
    note: z.string().nullable().meta({ description: 'What made it due, or late' }),
    outcome: z.enum(FIRING_OUTCOMES),
    reason: z.string().nullable().meta({ description: 'Why it was skipped, or what is in the way now' }),
    nextTryAt: Instant.nullable(),
    settledAt: Instant.nullable(),
    operationId: OperationIdSchema.nullable(),
    run: BenchmarkRunSummary.pick({ title: true, state: true }).nullable(),
  })
  .meta({ id: 'BenchmarkFiring' });
export type BenchmarkFiring = z.infer<typeof BenchmarkFiring>;

export const BenchmarkSchedule = z
  .object({
    id: ScheduleIdSchema,
    name: z.string(),
    benchmark: z.string(),
    benchmarkTitle: z.string().nullable().meta({ description: 'Null where it is not offered any more' }),
    ends: z.string().meta({ description: 'Where it runs, by name' }),
    names: z.record(z.string(), z.string()).meta({ description: 'Of the domains and hosts of its ends, by id' }),
    request: RunBenchmark,
    trigger: ScheduleTrigger,
    ...limits,
    ownerName: z.string().meta({ description: 'By whose account and rights it runs' }),
    paused: z.object({ at: Instant, reason: z.string().nullable() }).nullable(),
    nextDueAt: Instant.nullable(),
    last: BenchmarkFiring.nullable(),
    createdAt: Instant,
    version: z.number().int(),
  })
  .meta({ id: 'BenchmarkSchedule' });
export type BenchmarkSchedule = z.infer<typeof BenchmarkSchedule>;
export const SchedulePage = pageOf(BenchmarkSchedule).meta({ id: 'SchedulePage' });
export type SchedulePage = z.infer<typeof SchedulePage>;
export const FiringPage = pageOf(BenchmarkFiring).meta({ id: 'FiringPage' });
export type FiringPage = z.infer<typeof FiringPage>;
export const ListSchedulesQuery = Paging;
