import { z } from 'zod';
import type { RunDrift } from '@/lib/contracts/drift';
import { DRIFT_SIDES, DRIFT_STANDINGS } from '@/lib/domain/drift';
import { operationId } from '@/lib/domain/ids';
import type { BenchmarkDrift } from '@/lib/server/db/generated/client';

export const driftBody = (row: BenchmarkDrift): z.input<typeof RunDrift> => ({
  metric: row.metric,
  standing: z.enum(DRIFT_STANDINGS).parse(row.standing),
  side: z.enum(DRIFT_SIDES).nullable().parse(row.side),
  ratio:
    row.ratio === null || row.ratioLow === null || row.ratioHigh === null || row.confidence === null
      ? null
      : { value: row.ratio, low: row.ratioLow, high: row.ratioHigh, confidence: row.confidence },
  threshold: row.threshold,
  declaredRunId: row.declaredOperationId === null ? null : operationId(row.declaredOperationId),
  sentence: row.sentence,
  at: row.at.toISOString(),
});
