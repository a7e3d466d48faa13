/**
 * The figures that the report of 2006 printed, as the comparisons here take them, and what the report computed of them: the
 * same reckoning as for what is measured here. Pure.
 */
import { CLUSTER_BENCHMARK, type MetricAcross, type MetricDirection } from '@/lib/domain/benchmark';
import { acrossLanes } from './repeat-figures';

export interface ReferenceFigure {
  readonly configuration: string;
  readonly metric: string;
  readonly value: number | null;
  readonly unit: string;
  readonly source: string;
}

/** Which metric of which benchmark measures what the report calls so. */
const MEASURED_AS = [
  { printed: 'Network bandwidth', benchmark: CLUSTER_BENCHMARK, metric: 'bandwidth', unit: 'MB/s' },
  { printed: 'Network start-up time', benchmark: CLUSTER_BENCHMARK, metric: 'startup', unit: 'µs' },
] as const;
const NATIVE = 'p4-native';
const ONE_GUEST = 'p4-1-virtualized';
/** Two guests of one machine, running the benchmark at the same time. */
const PARTITION = /^2-partitioned/;

export interface ReferencePoint {
  readonly configuration: string;
  readonly source: string;
  readonly value: number;
  /** Value over the report's own native value. */
  readonly change: number;
  /** The same turned so that above one is better. */
  readonly performance: number;
}

/** How one metric was printed; empty where the report has no such figure, or none in this unit. No intervals: it gives none. */
export function referencePoints(
  figures: readonly ReferenceFigure[],
  of: {
    readonly benchmark: string;
    readonly metric: string;
    readonly unit: string;
    readonly direction: MetricDirection;
  },
): ReferencePoint[] {
  const printed = printedAs(figures, of);
  const native = printed.find(({ configuration }) => configuration === NATIVE);
  if (native === undefined) return [];
  return printed.map(({ configuration, source, value }) => {
    const change = value / native.value;
    return {
      configuration,
      source,
      value,
      change,
      performance: of.direction === 'higher-is-better' ? change : 1 / change,
    };
  });
}

export interface ReferenceScaling {
  readonly guests: number;
  readonly source: string;
  /** Of all guests together. */
  readonly value: number;
  /** Over that of one guest. */
  readonly change: number;
}

/** What the report's guests had together: one of them, and the two partitions. */
export function referenceScaling(
  figures: readonly ReferenceFigure[],
  of: {
    readonly benchmark: string;
    readonly metric: string;
    readonly unit: string;
    readonly across: MetricAcross;
  },
): ReferenceScaling[] {
  const printed = printedAs(figures, of);
  const one = printed.find(({ configuration }) => configuration === ONE_GUEST);
  const partitions = printed.filter(({ configuration }) => PARTITION.test(configuration));
  if (one === undefined) return [];
  const together =
    partitions.length === 0 ? [] : [{ guests: partitions.length, values: partitions.map(({ value }) => value) }];
  return [{ guests: 1, values: [one.value] }, ...together].map(({ guests, values }) => {
    const value = acrossLanes(values, of.across);
    return { guests, source: one.source, value, change: value / one.value };
  });
}

function printedAs(
  figures: readonly ReferenceFigure[],
  of: { readonly benchmark: string; readonly metric: string; readonly unit: string },
): (ReferenceFigure & { readonly value: number })[] {
  const as = MEASURED_AS.find(({ benchmark, metric }) => benchmark === of.benchmark && metric === of.metric);
  if (as === undefined) return [];
  return figures.flatMap((figure) =>
    figure.metric === as.printed && figure.unit === as.unit && figure.unit === of.unit && figure.value !== null
      ? [{ ...figure, value: figure.value }]
      : [],
  );
}
