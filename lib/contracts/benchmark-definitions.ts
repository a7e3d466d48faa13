import { z } from 'zod';
import { Benchmark, BenchmarkIdSchema } from './benchmarks';
import { Instant, ReasonSchema, Verdict } from './common';

/** How long it may be says its reader (`DEFINITION_CHARACTERS_MAX`), with the problem; this only keeps books out. */
const TEXT_MAX = 256 * 1024;
const yaml = z.string().min(1).max(TEXT_MAX).meta({ description: 'The definition, as YAML' });

export const DefinitionProblem = z
  .object({
    line: z.number().int(),
    column: z.number().int(),
    field: z.string().meta({ description: 'Path of the field; empty: the text as a whole' }),
    message: z.string(),
  })
  .meta({ id: 'DefinitionProblem' });
export type DefinitionProblem = z.infer<typeof DefinitionProblem>;

export const CheckBenchmark = z.strictObject({ yaml }).meta({ id: 'CheckBenchmark' });
export type CheckBenchmark = z.infer<typeof CheckBenchmark>;
export const BenchmarkChecked = z
  .object({
    problems: z.array(DefinitionProblem),
    definition: Benchmark.pick({ name: true, title: true, places: true, programs: true, metrics: true, repeats: true })
      .nullable()
      .meta({ description: 'What was understood; null while there are problems' }),
  })
  .meta({ id: 'BenchmarkChecked' });
export type BenchmarkChecked = z.infer<typeof BenchmarkChecked>;

export const CreateBenchmark = z.strictObject({ yaml, reason: ReasonSchema }).meta({ id: 'CreateBenchmark' });
export type CreateBenchmark = z.infer<typeof CreateBenchmark>;
export const RetireBenchmark = z.strictObject({ reason: ReasonSchema }).meta({ id: 'RetireBenchmark' });
export type RetireBenchmark = z.infer<typeof RetireBenchmark>;

export const BenchmarkDetail = Benchmark.extend({
  yaml: z.string().meta({ description: 'As it was written; of a shipped one as Gridbox reads it' }),
  versions: z
    .array(
      z.object({
        id: BenchmarkIdSchema,
        version: z.number().int(),
        createdByName: z.string(),
        createdAt: Instant,
        retiredAt: Instant.nullable(),
        runs: z.number().int(),
      }),
    )
    .meta({ description: 'Newest first' }),
  can: z
    .object({ edit: Verdict, retire: Verdict })
    .meta({ description: 'By the rules of definitions and by your role' }),
}).meta({ id: 'BenchmarkDetail' });
export type BenchmarkDetail = z.infer<typeof BenchmarkDetail>;
