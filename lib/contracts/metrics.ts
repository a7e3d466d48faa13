import { z } from 'zod';
import { Instant } from './common';

/**
 * Ranges of a metrics chart and the width of one bucket in seconds, so that a chart never draws more than about 360 points.
 * None is narrower than the pace of the samples, some 12 s: each would stand alone between two gaps, and no line be drawn.
 */
export const METRIC_RANGES = { '10m': 15, '1h': 15, '6h': 60, '24h': 240, '7d': 1800 } as const;
export const MetricsQuery = z.object({ range: z.enum(['10m', '1h', '6h', '24h', '7d']).default('10m') });
export type MetricsQuery = z.infer<typeof MetricsQuery>;

/** Gaps stay gaps: a bucket without a reading is null. */
const MetricPoint = z.object({
  at: Instant,
  cpuLoad: z.number().nullable(),
  memoryUsedKiB: z.number().nullable(),
  netReceiveBytesPerSecond: z.number().nullable(),
  netTransmitBytesPerSecond: z.number().nullable(),
  blockReadBytesPerSecond: z.number().nullable(),
  blockWriteBytesPerSecond: z.number().nullable(),
});
export const MetricSeries = z
  .object({ range: MetricsQuery.shape.range.unwrap(), bucketSeconds: z.number(), points: z.array(MetricPoint) })
  .meta({ id: 'MetricSeries' });
export type MetricSeries = z.infer<typeof MetricSeries>;
