/** How hosts are levelled where nobody asks. */
import { z } from 'zod';
import { MINUTES_A_DAY, MOST_MOVES_A_DAY, REBALANCE_MODES } from '@/lib/domain/rebalance';
import { isZone } from '@/lib/domain/schedule-times';
import { Instant } from './common';
import { atOnce, PlanIdSchema, rebalanceRules } from './plans';

const LONGEST_CRON = 120;
const LONGEST_ZONE = 64;
const minute = z
  .number()
  .int()
  .min(0)
  .max(MINUTES_A_DAY - 1);

const settings = {
  mode: z.enum(REBALANCE_MODES).meta({
    description:
      'manual: only where somebody asks; scheduled: a plan is recommended at the times, and waits to be read; automatic: it is carried out as well, by the account of whoever saved this',
  }),
  cron: z.string().trim().max(LONGEST_CRON).meta({
    description: 'Five fields: minute, hour, day of the month, month, day of the week',
  }),
  zone: z
    .string()
    .max(LONGEST_ZONE)
    .refine(isZone, 'no time zone of that name; UTC and Europe/Zurich are two')
    .meta({ description: 'IANA name of the zone in which fields and window are read' }),
  ...rebalanceRules,
  atOnce,
  mostMovesADay: z.number().int().min(1).max(MOST_MOVES_A_DAY).meta({ description: 'Automatic moves in any 24 hours' }),
  leastGainPercent: z
    .number()
    .int()
    .min(1)
    .max(100)
    .meta({ description: 'A plan that takes less off the spread is neither recommended nor carried out' }),
  window: z
    .strictObject({ fromMinute: minute, toMinute: minute })
    .refine(
      ({ fromMinute, toMinute }) => fromMinute !== toMinute,
      'a window has a length; leave it out for the whole day',
    )
    .nullable()
    .meta({ description: 'Minutes from midnight between which automatic moves begin; null: at any time' }),
};

export const RebalanceSettings = z
  .object({
    ...settings,
    ownerName: z
      .string()
      .nullable()
      .meta({ description: 'By whose account it goes; null before anybody has saved it' }),
    nextDueAt: Instant.nullable(),
    last: z
      .object({ at: Instant, words: z.string(), planId: PlanIdSchema.nullable() })
      .nullable()
      .meta({ description: 'What became of the last look' }),
    version: z.number().int(),
  })
  .meta({ id: 'RebalanceSettings' });
export type RebalanceSettings = z.infer<typeof RebalanceSettings>;

/** What is left out stays as it was. */
export const UpdateRebalanceSettings = z.strictObject(settings).partial().meta({ id: 'UpdateRebalanceSettings' });
export type UpdateRebalanceSettings = z.infer<typeof UpdateRebalanceSettings>;
