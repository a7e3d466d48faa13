import type { MetricSeries } from '@/lib/contracts/metrics';
import { formatDuration, MINUTE_MS } from '@/lib/utils/time';
import { KIB } from '@/lib/utils/units';
import type { ChartLine, ChartModel } from '../chart-model';
import { axisTop } from './axis-top';
import { densePoints } from './dense-points';
import { formatValue } from './format-value';

type Point = MetricSeries['points'][number];
interface Measure {
  readonly title: string;
  readonly lines: readonly (ChartLine & { readonly read: (point: Point) => number | null })[];
}

const line = (
  key: string,
  label: string,
  unit: ChartLine['unit'],
  tone: ChartLine['tone'],
  read: (point: Point) => number | null,
) => ({ key, label, unit, tone, kind: 'measured', axis: 'left', read }) as const;

/** The four pictures of a domain or host. */
export const MEASURES = {
  cpu: { title: 'CPU', lines: [line('cpu', 'CPU busy', 'share', 1, (point) => point.cpuLoad)] },
  memory: {
    title: 'Memory',
    lines: [line('memory', 'Memory used', 'bytes', 2, (point) => scale(point.memoryUsedKiB, KIB))],
  },
  network: {
    title: 'Network',
    lines: [
      line('receive', 'Received', 'bytes-per-second', 3, (point) => point.netReceiveBytesPerSecond),
      line('transmit', 'Sent', 'bytes-per-second', 4, (point) => point.netTransmitBytesPerSecond),
    ],
  },
  disk: {
    title: 'Disk',
    lines: [
      line('read', 'Read', 'bytes-per-second', 3, (point) => point.blockReadBytesPerSecond),
      line('write', 'Written', 'bytes-per-second', 4, (point) => point.blockWriteBytesPerSecond),
    ],
  },
} as const satisfies Record<string, Measure>;
export type MeasureName = keyof typeof MEASURES;

const RANGE_MS: Record<MetricSeries['range'], number> = {
  '10m': 10 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '6h': 360 * MINUTE_MS,
  '24h': 1440 * MINUTE_MS,
  '7d': 7 * 1440 * MINUTE_MS,
};

/** One picture of a series. `limit` (in the unit of the left axis) is a known ceiling, e.g. the memory the domain has. */
export function prepareMetrics(
  series: MetricSeries,
  measure: MeasureName,
  options: { readonly now: number; readonly limit?: number | undefined },
): ChartModel {
  const { title, lines }: Measure = MEASURES[measure];
  const keys = lines.map((each) => each.key);
  const readings = series.points.map((point) => ({
    x: Date.parse(point.at),
    values: Object.fromEntries(lines.map((each) => [each.key, each.read(point)])),
  }));
  const points = densePoints(readings, series.bucketSeconds * 1000, keys);
  const highest = Math.max(0, ...points.flatMap((point) => keys.map((key) => point.values[key] ?? 0)));
  const unit = lines[0]?.unit ?? 'number';
  const drawable = points.some((point) => keys.some((key) => point.values[key] !== null));
  const to = Math.max(options.now, points.at(-1)?.x ?? 0);
  return {
    title,
    scale: 'instant',
    lines,
    points,
    from: to - RANGE_MS[series.range],
    to,
    top: { left: axisTop(Math.max(highest, options.limit ?? 0), unit), right: 1 },
    marks: [],
    drawable,
    summary: drawable
      ? lines.map((each) => summarise(each, points)).join(' ')
      : `${title}: nothing was measured in the last ${formatDuration(RANGE_MS[series.range])}.`,
  };
}

function summarise(drawn: ChartLine, points: ChartModel['points']): string {
  const values = points.map((point) => point.values[drawn.key] ?? null);
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return `${drawn.label}: not measured.`;
  const gaps = values.filter((value, index) => value === null && index > 0 && values[index - 1] !== null).length;
  const words = [
    `latest ${formatValue(last, drawn.unit)}`,
    `lowest ${formatValue(Math.min(...known), drawn.unit)}`,
    `highest ${formatValue(Math.max(...known), drawn.unit)}`,
  ];
  if (gaps > 0) words.push(gaps === 1 ? 'one gap' : `${gaps} gaps`);
  return `${drawn.label}: ${words.join(', ')}.`;
}

const scale = (value: number | null, factor: number): number | null => (value === null ? null : value * factor);
