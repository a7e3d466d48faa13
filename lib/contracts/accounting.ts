/** What VOs used of the testbed, and what their share of it is. */
import { z } from 'zod';
import { HALF_LIFE_DAYS_MAX, WEIGHT_MAX } from '@/lib/domain/accounting/fair-share';
import { ARCHITECTURES, HOST_CLASSES } from '@/lib/domain/host';
import { Instant, NameSchema, ReasonSchema } from './common';
import { VoName } from './environments';

/** A day of UTC. */
const Day = z.iso.date('a day that there is, as 2026-11-29');

/** Real machines, or those that a model has: never added up. */
export const ACCOUNTED = ['real', 'simulated'] as const;
export type Accounted = (typeof ACCOUNTED)[number];

export const AccountingQuery = z.object({
  from: Day.optional().meta({ description: 'First day, of UTC; left out: 29 days before the last' }),
  to: Day.optional().meta({ description: 'Last day, with it; left out: today' }),
  of: z.enum(ACCOUNTED).default('real'),
  vo: NameSchema.optional().meta({ description: 'Of this VO alone; left out: of all that the caller sees' }),
});
export type AccountingQuery = z.infer<typeof AccountingQuery>;

const hours = z.number().min(0);
const share = z.number().min(0).max(1);

const Use = z.object({
  vo: NameSchema.nullable().meta({ description: 'Null: domains of no VO, the testbed’s own' }),
  domains: z.number().int(),
  vcpuHours: hours.meta({
    description: 'vCPUs that a domain had while it kept a place on a host, whatever it did with them',
  }),
  memoryGiBHours: hours,
  byClass: z.array(
    z.object({ hostClass: z.enum(HOST_CLASSES), architecture: z.enum(ARCHITECTURES), vcpuHours: hours }),
  ),
  normalised: z
    .object({
      amount: z.number().meta({ description: 'vCPU-hours, each times the accepted figure of one vCPU of its host' }),
      unmeasuredVcpuHours: hours.meta({ description: 'On hosts without such a figure, and not in the amount' }),
    })
    .nullable(),
  share: z
    .object({
      weight: z.number().int().nullable(),
      target: share.nullable(),
      actual: share.nullable().meta({ description: 'At the end of the last day; null: nothing of anybody counts' }),
      factor: z.number().nullable().meta({
        description:
          '1: nothing of its share was used, 0.5: exactly the share, less: more; who has the largest is next',
      }),
    })
    .nullable()
    .meta({ description: 'Null for what is of no VO' }),
});

export const Accounting = z
  .object({
    from: z.string(),
    to: z.string(),
    of: z.enum(ACCOUNTED),
    knownSinceAt: Instant.nullable().meta({ description: 'Nothing was recorded before, and is in no sum' }),
    halfLifeDays: z.number().int(),
    benchmark: z
      .object({ type: z.string(), unit: z.string(), hosts: z.number().int() })
      .nullable()
      .meta({ description: 'By which use is normalised, and how many hosts have an accepted figure of it' }),
    benchmarks: z.array(z.string()).meta({ description: 'Of which there are accepted figures' }),
    items: z.array(Use),
    days: z.array(z.string()),
    series: z.array(
      z.object({
        vo: NameSchema,
        vcpuHours: z.array(hours).meta({ description: 'Of each day' }),
        share: z.array(share.nullable()).meta({ description: 'Actual, at the end of each day' }),
      }),
    ),
  })
  .meta({ id: 'Accounting' });
export type Accounting = z.infer<typeof Accounting>;

export const ACCOUNTING_FORMATS = ['csv', 'apel'] as const;
export const ExportAccountingQuery = AccountingQuery.extend({
  format: z.enum(ACCOUNTING_FORMATS).meta({
    description: 'csv: a row a domain; apel: records in the words of APEL-cloud-message v0.4, for the days asked for',
  }),
});
export type ExportAccountingQuery = z.infer<typeof ExportAccountingQuery>;

export const SetVoShare = z
  .strictObject({
    vo: VoName,
    weight: z
      .number()
      .int()
      .min(1)
      .max(WEIGHT_MAX)
      .nullable()
      .meta({ description: 'Against the weights of the others; null: it has no share that it is to have' }),
    reason: ReasonSchema,
  })
  .meta({ id: 'SetVoShare' });
export type SetVoShare = z.infer<typeof SetVoShare>;
export const VoShareBody = z
  .object({ vo: NameSchema, weight: z.number().int().nullable(), setByName: z.string(), setAt: Instant })
  .meta({ id: 'VoShare' });

export const UpdateAccountingSettings = z
  .strictObject({
    halfLifeDays: z.number().int().min(1).max(HALF_LIFE_DAYS_MAX),
    benchmark: z.string().trim().min(1).max(200).nullable().meta({ description: 'One of `benchmarks`; null: none' }),
    reason: ReasonSchema,
  })
  .meta({ id: 'UpdateAccountingSettings' });
export type UpdateAccountingSettings = z.infer<typeof UpdateAccountingSettings>;
export const AccountingSettingsBody = z
  .object({ halfLifeDays: z.number().int(), benchmark: z.string().nullable() })
  .meta({ id: 'AccountingSettings' });
