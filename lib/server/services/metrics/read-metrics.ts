import { z } from 'zod';
import { METRIC_RANGES, type MetricSeries, type MetricsQuery } from '@/lib/contracts/metrics';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';

const RANGE_MS: Record<MetricsQuery['range'], number> = {
  '10m': 10 * MINUTE_MS,
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
};

const Bucket = z.object({
  at: z.date(),
  cpuLoad: z.number().nullable(),
  memoryUsedKiB: z.number().nullable(),
  netReceiveBytesPerSecond: z.number().nullable(),
  netTransmitBytesPerSecond: z.number().nullable(),
  blockReadBytesPerSecond: z.number().nullable(),
  blockWriteBytesPerSecond: z.number().nullable(),
});

export interface ReadMetricsOptions {
  readonly context: ServiceContext;
  readonly id: string;
  readonly query: MetricsQuery;
}

/** Load and memory of a host. @throws AppError `forbidden`, `not-found`. */
export async function readHostMetrics(options: ReadMetricsOptions): Promise<z.input<typeof MetricSeries>> {
  const { context, id } = options;
  requireScope(context.actor, 'hosts:read');
  if ((await context.db.host.findUnique({ where: { id }, select: { id: true } })) === null) throw notFound('host');
  return await readSeries(options);
}

/** Load, memory and traffic of a domain. @throws AppError `forbidden`, `not-found`. */
export async function readDomainMetrics(options: ReadMetricsOptions): Promise<z.input<typeof MetricSeries>> {
  const { context, id } = options;
  requireScope(context.actor, 'domains:read');
  await readDomainRow(context.db, context.actor, id);
  return await readSeries(options);
}

/** Means by bucket, averaged in the database; a bucket without a reading is there, and null. */
async function readSeries({ context, id, query }: ReadMetricsOptions): Promise<z.input<typeof MetricSeries>> {
  const bucketSeconds = METRIC_RANGES[query.range];
  const bucketMs = bucketSeconds * SECOND_MS;
  // Whole buckets, so that two calls draw the same points.
  const end = Math.ceil(context.now().getTime() / bucketMs) * bucketMs;
  const from = new Date(end - RANGE_MS[query.range]);
  const rows = await context.db.$queryRaw<unknown[]>`
    select b.at, m.* from generate_series(${from}::timestamptz, ${new Date(end - bucketMs)}::timestamptz,
        make_interval(secs => ${bucketSeconds}::float8)) as b(at)
    left join (
      select date_bin(make_interval(secs => ${bucketSeconds}::float8), s.at, ${from}::timestamptz) as bucket,
        avg(s."cpuLoad") as "cpuLoad", avg(s."memoryUsedKiB")::float8 as "memoryUsedKiB",
        avg(s."netReceiveBytesPerSec") as "netReceiveBytesPerSecond",
        avg(s."netTransmitBytesPerSec") as "netTransmitBytesPerSecond",
        avg(s."blockReadBytesPerSec") as "blockReadBytesPerSecond",
        avg(s."blockWriteBytesPerSec") as "blockWriteBytesPerSecond"
      from "MetricSample" s where s."subjectId" = ${id}::uuid and s.at >= ${from}::timestamptz and s.at < ${new Date(end)}::timestamptz
      group by 1
    ) m on m.bucket = b.at
    order by b.at`;
  const points = z.array(Bucket).parse(rows);
  return {
    range: query.range,
    bucketSeconds,
    points: points.map((point) => ({ ...point, at: point.at.toISOString() })),
  };
}
