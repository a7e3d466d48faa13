import { z } from 'zod';

const Estimate = z.object({ value: z.number(), low: z.number(), high: z.number(), confidence: z.number() });

const PredictionError = z.object({
  count: z.number().int().meta({ description: 'Migrations that were both foretold and measured' }),
  error: Estimate.meta({ description: 'Median distance of the prediction from what came, as a share of what came' }),
  ratio: Estimate.meta({ description: 'Median of predicted by measured: below one, less was foretold than came' }),
  within: z.number().meta({ description: 'Share that came within the range foretold' }),
});

const Band = z.object({
  fromMiB: z.number().nullable().meta({ description: 'MiB/s that the guest wrote, from here on; null: not known' }),
  toMiB: z.number().nullable().meta({ description: 'and below here; null: no end' }),
  count: z.number().int(),
  durationMs: Estimate.nullable(),
  downtimeMs: Estimate.nullable(),
  lostMs: Estimate.nullable().meta({ description: 'Work that a program in the guest lost, as time' }),
});

/** Medians with their intervals, over migrations that ended well. */
export const MigrationCost = z
  .object({
    groups: z.array(
      z.object({
        technology: z.string(),
        simulated: z.boolean(),
        live: z.boolean(),
        count: z.number().int(),
        duration: PredictionError.nullable(),
        downtime: PredictionError.nullable(),
        bands: z.array(Band),
      }),
    ),
    looked: z.number().int().meta({ description: 'Migrations looked at, the newest' }),
    cut: z.boolean().meta({ description: 'There are older ones' }),
  })
  .meta({ id: 'MigrationCost' });
export type MigrationCost = z.infer<typeof MigrationCost>;
