import { z } from 'zod';
import { METRIC_DIRECTIONS } from '@/lib/domain/benchmark';
import { DRIFT_SIDES, DRIFT_STANDINGS } from '@/lib/domain/drift';
import { Instant, OperationIdSchema } from './common';

const Estimate = z.object({ value: z.number(), low: z.number(), high: z.number(), confidence: z.number() });

/** One metric of a run against what its host was declared to do when the run ended. */
export const RunDrift = z
  .object({
    metric: z.string(),
    standing: z.enum(DRIFT_STANDINGS),
    side: z.enum(DRIFT_SIDES).nullable(),
    ratio: Estimate.nullable().meta({ description: 'Median of the run over the declared one' }),
    threshold: z.number().nullable().meta({ description: 'What the difference had to exceed, as a share' }),
    declaredRunId: OperationIdSchema.nullable(),
    sentence: z.string(),
    at: Instant,
  })
  .meta({ id: 'RunDrift' });
export type RunDrift = z.infer<typeof RunDrift>;

/** What a host is declared to do: the newest run of its kind there that was accepted. */
export const DeclaredFigure = z
  .object({
    runId: OperationIdSchema,
    title: z.string().meta({ description: 'Of the benchmark' }),
    benchmark: z.string(),
    benchmarkVersion: z.number().int(),
    metric: z.object({
      name: z.string(),
      title: z.string(),
      unit: z.string(),
      direction: z.enum(METRIC_DIRECTIONS),
    }),
    parameters: z.record(z.string(), z.union([z.number(), z.string()])),
    ends: z.string(),
    technology: z.string().meta({ description: 'What it ran on, in words' }),
    emulated: z.boolean().nullable(),
    contaminated: z.boolean(),
    guests: z.number().int().meta({ description: 'How many ends, or pairs, ran it at the same time' }),
    estimate: Estimate,
    samples: z.number().int(),
    measuredAt: Instant,
    acceptedByName: z.string(),
    acceptedAt: Instant,
    drift: RunDrift.extend({ runId: OperationIdSchema })
      .nullable()
      .meta({ description: 'The newest run that was judged against it; null: none yet' }),
  })
  .meta({ id: 'DeclaredFigure' });
export type DeclaredFigure = z.infer<typeof DeclaredFigure>;
export const DeclaredFigureList = z.object({ items: z.array(DeclaredFigure) }).meta({ id: 'DeclaredFigureList' });
export type DeclaredFigureList = z.infer<typeof DeclaredFigureList>;
