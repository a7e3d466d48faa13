/** One figure a repeat, however many ends ran it at the same time. Pure. */
import type { MetricAcross } from '@/lib/domain/benchmark';
import { median } from '@/lib/statistics/describe';

export interface LaneSample {
  readonly repeat: number;
  readonly warmUp: boolean;
  /** Null where it failed. */
  readonly figures: Readonly<Record<string, number>> | null | undefined;
}

/**
 * The figures that count, in the order of the repeats: no warm-up, and no repeat of which an end has none, for the others
 * then had the machine to themselves.
 * @example repeatFigures({ name: 'bandwidth', across: 'sum' }, [lane 0: 40, lane 1: 50], 2) // [90]
 */
export function repeatFigures(
  metric: { readonly name: string; readonly across: MetricAcross },
  samples: readonly LaneSample[],
  lanes: number,
): number[] {
  const counted = samples.filter((sample) => !sample.warmUp);
  return [...new Set(counted.map(({ repeat }) => repeat))]
    .toSorted((a, b) => a - b)
    .flatMap((repeat) => {
      const figures = counted
        .filter((sample) => sample.repeat === repeat)
        .flatMap((sample) => sample.figures?.[metric.name] ?? []);
      if (figures.length < lanes) return [];
      return acrossLanes(figures, metric.across);
    });
}

/** What ran at the same time, as one figure. @throws RangeError without figures to take the median of. */
export const acrossLanes = (figures: readonly number[], across: MetricAcross): number =>
  across === 'sum' ? figures.reduce((sum, figure) => sum + figure, 0) : median(figures);
