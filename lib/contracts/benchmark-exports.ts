import { z } from 'zod';
import { EXPORT_FORMATS, EXPORT_RUNS_MAX } from '@/lib/domain/benchmark-export';
import { BenchmarkRunDetail, ListBenchmarkRunsQuery } from './benchmarks';

const format = z.enum(EXPORT_FORMATS);

export const ExportRunQuery = z.object({ format });
export const ExportRunsQuery = ListBenchmarkRunsQuery.omit({ page: true, pageSize: true }).extend({
  format,
  limit: z.coerce.number().int().min(1).max(EXPORT_RUNS_MAX).default(EXPORT_RUNS_MAX),
});
export type ExportRunsQuery = z.infer<typeof ExportRunsQuery>;

/** What an export of runs in JSON is. */
export const BenchmarkRunsExport = z
  .object({
    total: z.number().int().meta({ description: 'How many runs fit the question' }),
    items: z.array(BenchmarkRunDetail).meta({ description: 'Newest first; fewer than `total` where it was cut' }),
  })
  .meta({ id: 'BenchmarkRunsExport' });
export type BenchmarkRunsExport = z.infer<typeof BenchmarkRunsExport>;
