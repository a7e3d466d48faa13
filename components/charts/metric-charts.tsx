'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { ReadBefore } from '@/components/status/read-before';
import { ErrorState } from '@/components/status/view-states';
import { metricsQuery, type MetricSubject } from '@/lib/client/queries/metrics';
import { KIB } from '@/lib/utils/units';
import { LineFrame } from './line-frame';
import { type MeasureName, MEASURES, prepareMetrics } from './prepare/prepare-metrics';

const RANGES = ['10m', '1h', '6h', '24h', '7d'] as const;
const RANGE_OPTIONS = [
  { value: '10m', label: 'Last 10 min' },
  { value: '1h', label: 'Last hour' },
  { value: '6h', label: 'Last 6 h' },
  { value: '24h', label: 'Last 24 h' },
  { value: '7d', label: 'Last 7 d' },
] as const;
// Object.keys of a const record: its keys are exactly the names.
const ALL = Object.keys(MEASURES) as MeasureName[];

/** Measured series of a domain or host, renewed once a bucket while on screen. The range is in the URL. */
export function MetricCharts({
  subject,
  id,
  name,
  memoryKiB,
  measures = ALL,
}: {
  readonly subject: MetricSubject;
  readonly id: string;
  readonly name: string;
  /** Memory it has: the top of the memory chart. */
  readonly memoryKiB?: number | null | undefined;
  readonly measures?: readonly MeasureName[] | undefined;
}) {
  const [range, setRange] = useQueryState('range', parseAsStringLiteral(RANGES).withDefault('10m'));
  const { data, error, isPending, refetch, dataUpdatedAt } = useQuery(metricsQuery(subject, id, range));
  return (
    <section aria-label="Charts">
      <div className="mb-2 flex items-center gap-3">
        <h2 className="grow text-base font-semibold">Measured</h2>
        <Select
          aria-label="Range of the charts"
          options={RANGE_OPTIONS}
          value={range}
          onValueChange={(next) => void setRange(next)}
        />
      </div>
      {data === undefined ? null : <ReadBefore error={error} onRetry={() => refetch()} verb="drawn" className="mb-2" />}
      {isPending ? (
        <div aria-busy="true" className="grid gap-6 lg:grid-cols-2">
          {measures.map((measure) => (
            <Skeleton key={measure} className="h-48" />
          ))}
        </div>
      ) : data === undefined ? (
        <ErrorState error={error} what="the measurements" onRetry={() => void refetch()} />
      ) : (
        <div className="grid gap-x-6 gap-y-4 lg:grid-cols-2">
          {measures.map((measure) => (
            <LineFrame
              key={measure}
              fileName={`${name}-${measure}-${data.range}`}
              model={prepareMetrics(data, measure, {
                now: dataUpdatedAt,
                limit: measure === 'memory' && memoryKiB ? memoryKiB * KIB : undefined,
              })}
            />
          ))}
        </div>
      )}
    </section>
  );
}
