import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '@/lib/client/http';
import { METRIC_RANGES, type MetricsQuery, MetricSeries } from '@/lib/contracts/metrics';
import { api } from '@/lib/utils/paths';

export type MetricRange = MetricsQuery['range'];
export type MetricSubject = 'domain' | 'host';
const metricKeys = {
  all: () => ['metrics'] as const,
  subject: (subject: MetricSubject, id: string) => ['metrics', subject, id] as const,
  series: (subject: MetricSubject, id: string, range: MetricRange) => ['metrics', subject, id, range] as const,
};

/**
 * Measured series of a domain or host. No event announces a sample, so an open chart asks again once a bucket,
 * and only while it is on screen.
 */
export const metricsQuery = (subject: MetricSubject, id: string, range: MetricRange) =>
  queryOptions({
    queryKey: metricKeys.series(subject, id, range),
    queryFn: ({ signal }) =>
      getJson(subject === 'domain' ? api.domainMetrics(id) : api.hostMetrics(id), MetricSeries, {
        query: { range },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: METRIC_RANGES[range] * 1000,
    refetchInterval: METRIC_RANGES[range] * 1000,
  });
