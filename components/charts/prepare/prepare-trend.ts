import type { BenchmarkTrend, TrendPoint } from '@/lib/contracts/benchmark-analysis';
import { formatChangeInterval, formatFigure } from '@/lib/utils/figures';
import { DAY_MS } from '@/lib/utils/time';
import type { TrendDot, TrendModel } from '../analysis-models';
import { niceAxis } from './nice-axis';

/** Room at either end, so that the first and the last dot are not cut. */
const MARGIN_SHARE = 0.03;
const TICKS = 4;

/** One metric over time: medians with intervals, the levels between changes, the notes. */
export function prepareTrend(trend: BenchmarkTrend): TrendModel {
  const { metric, points, changes } = trend;
  const { unit } = metric;
  const times = points.map(({ at }) => Date.parse(at));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const margin = Math.max((last - first) * MARGIN_SHARE, DAY_MS / 24);
  const x = { from: first - margin, to: last + margin };
  const marks = changes.map((change, index) => ({ x: Date.parse(change.firstAfterAt), label: String(index + 1) }));
  const notes = trend.notes
    .map((note) => ({ x: Date.parse(note.at), label: note.text }))
    .filter((note) => note.x >= x.from && note.x <= x.to);
  return {
    title: `${trend.title}: ${metric.title.toLowerCase()}`,
    summary: points.length === 0 ? 'No run that has ended well is in this selection.' : summarise(trend),
    drawable: points.length > 0,
    x: {
      ...x,
      ticks: Array.from({ length: TICKS }, (_, index) => first + ((last - first) * index) / (TICKS - 1)).map(
        (value) => ({
          value,
          words: tickWords(value, last - first),
        }),
      ),
      log: false,
      title: 'Time',
    },
    y: niceAxis(
      points.flatMap(({ median }) => [median.value, median.low, median.high]),
      {
        title: `${metric.title} in ${unit}`,
        words: (value) => formatFigure(value, ''),
      },
    ),
    dots: points.map((point) => dotOf(point, unit)),
    levels: levelsOf(trend, x),
    changes: marks,
    notes,
    table: {
      columns: ['Time', 'Median', 'Interval', 'Repeats', 'Measured', 'Marks'],
      rows: points.map((point) => [
        new Date(point.at).toLocaleString('en-GB'),
        formatFigure(point.median.value, unit),
        `${formatFigure(point.median.low, unit)} to ${formatFigure(point.median.high, unit)}`,
        String(point.samples),
        point.ends,
        marksOf(point, trend).join(', ') || '–',
      ]),
      note: undefined,
    },
    file: [
      ['at', `median (${unit})`, 'low', 'high', 'repeats', 'technology', 'measured', 'marks'],
      ...points.map((point) => [
        point.at,
        point.median.value,
        point.median.low,
        point.median.high,
        point.samples,
        point.technology,
        point.ends,
        marksOf(point, trend).join('; '),
      ]),
      ...trend.notes.map((note) => [note.at, '', '', '', '', '', note.hostName ?? 'testbed', `note: ${note.text}`]),
    ],
  };
}

function summarise({ points, changes, threshold }: BenchmarkTrend): string {
  const contaminated = points.filter((point) => point.contaminated).length;
  return [
    `${points.length} ${points.length === 1 ? 'run' : 'runs'}, each by its median with a 95 % interval (less sure below six repeats)`,
    changes.length === 0
      ? 'no change of level found'
      : changes.length === 1
        ? 'one change of level'
        : `${changes.length} changes of level`,
    threshold === null
      ? 'too few runs for a threshold of its own'
      : `moves beyond ${(threshold * 100).toLocaleString('en-GB', { maximumFractionDigits: 1 })} % are out of the ordinary for it`,
    ...(contaminated === 0 ? [] : [`${contaminated} disturbed, not reckoned with`]),
  ]
    .join('; ')
    .concat('.');
}

const marksOf = (point: TrendPoint, { changes }: BenchmarkTrend): string[] => [
  ...changes.flatMap((change, index) =>
    change.firstAfterRun === point.run
      ? [`change ${index + 1}${change.ratio === null ? '' : `, ${formatChangeInterval(change.ratio)}`}`]
      : [],
  ),
  ...(point.contaminated ? ['disturbed'] : []),
  ...(point.extraordinary ? ['out of the ordinary'] : []),
  ...(point.standing === 'not-proposed' ? [] : [point.standing]),
];

const dotOf = (point: TrendPoint, unit: string): TrendDot => ({
  x: Date.parse(point.at),
  value: point.median.value,
  low: point.median.low,
  high: point.median.high,
  kind: point.contaminated ? 'contaminated' : point.extraordinary ? 'extraordinary' : 'usual',
  words: [
    `${formatFigure(point.median.value, unit)} (${formatFigure(point.median.low, unit)} to ${formatFigure(point.median.high, unit)})`,
    `${point.ends}, ${point.technology}, ${point.samples} repeats`,
    ...(point.contaminated ? ['disturbed: not reckoned with'] : []),
    ...(point.extraordinary ? ['out of the ordinary for this test'] : []),
  ],
});

/** The first level begins with the first run that counts; each holds until the next change. */
function levelsOf(
  { changes, points }: BenchmarkTrend,
  x: { readonly from: number; readonly to: number },
): TrendModel['levels'] {
  const [first] = changes;
  if (first === undefined || points.length === 0) return [];
  const bounds = [
    x.from,
    ...changes.map((change) => (Date.parse(change.lastBeforeAt) + Date.parse(change.firstAfterAt)) / 2),
    x.to,
  ];
  return [first.before, ...changes.map(({ after }) => after)].map((y, index) => ({
    from: bounds[index] ?? x.from,
    to: bounds[index + 1] ?? x.to,
    y,
  }));
}

function tickWords(at: number, span: number): string {
  const date = new Date(at);
  return span > 2 * DAY_MS
    ? date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
    : date.toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
}
