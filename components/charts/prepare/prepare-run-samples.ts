import type { BenchmarkRunDetail } from '@/lib/contracts/benchmarks';
import { formatFigure, formatInterval } from '@/lib/utils/figures';
import type { StripModel } from '../analysis-models';
import { niceAxis } from './nice-axis';

type Metric = BenchmarkRunDetail['metrics'][number];

/**
 * Every repeat of a run that counts, one strip for each of the ends that ran at the same time; the median is the run's own,
 * over all of them. Undefined where no repeat gave this figure.
 */
export function prepareRunSamples(run: BenchmarkRunDetail, metric: Metric): StripModel | undefined {
  const { estimate, unit, name } = metric;
  const counted = run.samples.flatMap(({ repeat, lane, warmUp, figures }) => {
    const figure = figures?.[name];
    return warmUp || figure === undefined ? [] : [{ repeat: repeat - run.warmUps + 1, lane, figure }];
  });
  if (estimate === null || counted.length === 0) return undefined;
  const lanes = [...new Set(counted.map(({ lane }) => lane))].toSorted((a, b) => a - b);
  // What several have together lies far from each of them: one axis would show the ends as one heap.
  const own = lanes.length === 1 ? estimate : undefined;
  return {
    title: metric.title,
    summary: `Median ${formatFigure(estimate.value, unit)}, ${formatInterval(estimate)}. Every repeat is one mark${lanes.length === 1 ? '' : `, of ${lanes.length} ends at the same time`}.`,
    drawable: true,
    axis: niceAxis(
      counted.map(({ figure }) => figure),
      { title: `${metric.title} in ${unit}`, words: (value) => formatFigure(value, '') },
    ),
    strips: lanes.map((lane) => {
      const members = counted.filter((each) => each.lane === lane);
      const figures = members.map(({ figure }) => figure).toSorted((a, b) => a - b);
      return {
        label: lanes.length === 1 ? 'Repeats' : `End ${lane + 1}`,
        tone: 1,
        shape: 'circle',
        samples: members.map(({ repeat, figure }) => ({
          x: figure,
          words: `Repeat ${repeat}: ${formatFigure(figure, unit)}`,
        })),
        median: own ?? spanOf(figures),
      };
    }),
    table: {
      columns: ['Repeat', 'End', metric.title],
      rows: counted.map(({ repeat, lane, figure }) => [String(repeat), String(lane + 1), formatFigure(figure, unit)]),
      note: undefined,
    },
    file: [
      ['repeat', 'end', `${name} (${unit})`],
      ...counted.map(({ repeat, lane, figure }) => [String(repeat), String(lane + 1), figure]),
    ],
  };
}

/** Of one end among several no interval is told: the median, and from the least to the greatest. */
function spanOf(ascending: readonly number[]): StripModel['strips'][number]['median'] {
  const at = (index: number): number => ascending[index] ?? Number.NaN;
  const middle = Math.floor(ascending.length / 2);
  const value = ascending.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { value, low: at(0), high: at(ascending.length - 1) };
}
