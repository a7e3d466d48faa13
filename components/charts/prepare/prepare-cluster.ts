import type { BenchmarkCluster, DrawnRun, Scaling } from '@/lib/contracts/benchmark-analysis';
import { formatChangeInterval, formatFactor, formatFigure } from '@/lib/utils/figures';
import { formatBytes } from '@/lib/utils/units';
import type { Axis, Curve, CurvesModel, Dot, DotsModel, Shape, Tone } from '../analysis-models';
import { logAxis, niceAxis } from './nice-axis';
import { technologyTone } from './technology-tone';

type Metric = NonNullable<BenchmarkCluster['series']>['metrics'][number];

/** As many as there may be curves: each differs from every other in colour, dash and mark. */
const LOOKS: readonly { readonly tone: Tone; readonly dash: string | undefined; readonly shape: Shape }[] = [
  { tone: 1, dash: undefined, shape: 'circle' },
  { tone: 2, dash: '7 3', shape: 'triangle' },
  { tone: 3, dash: '2 3', shape: 'square' },
  { tone: 4, dash: '9 3 2 3', shape: 'diamond' },
  { tone: 5, dash: '12 4', shape: 'circle' },
  { tone: 6, dash: '4 2', shape: 'triangle' },
];
/** Message sizes double and quadruple: one mark every 16-fold. */
const SIZE_BASE = 16;

/** Emulated or of other parameters than the first drawn: then it says so wherever it is drawn. */
const labelOf = ({ label, unlike }: DrawnRun): string => (unlike.length > 0 ? `${label} (unlike the first)` : label);

/** Figure of one metric over message size for the drawn runs; the report's figures as level lines. */
export function prepareCurves(cluster: BenchmarkCluster, metric: Metric): CurvesModel {
  const drawn = cluster.drawn.flatMap((run, index) => {
    const points = run.curves.find((curve) => curve.metric === metric.name)?.points ?? [];
    const look = LOOKS[index % LOOKS.length];
    return points.length === 0 || look === undefined
      ? []
      : [{ run, points, curve: { key: run.id, label: labelOf(run), ...look } satisfies Curve }];
  });
  const printed = cluster.references.find((each) => each.metric === metric.name)?.points ?? [];
  const sizes = [...new Set(drawn.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted((a, b) => a - b);
  const sizeWords = (size: number): string =>
    cluster.series?.xUnit === 'bytes' ? formatBytes(size) : formatFigure(size, cluster.series?.xUnit ?? '');
  const points = sizes.map((x) => ({
    x,
    words: sizeWords(x),
    values: Object.fromEntries(
      drawn.flatMap(({ run, points: own }) => {
        const at = own.find((point) => point.x === x);
        return at === undefined ? [] : [[run.id, [at.q1, at.median, at.q3] as const]];
      }),
    ),
  }));
  const heights = drawn.flatMap(({ points: own }) => own.flatMap(({ q1, q3 }) => [q1, q3]));
  const tops = drawn.map(({ points: own }) => Math.max(...own.map(({ q3 }) => q3)));
  const words = (value: number): string => formatFigure(value, '');
  const drawable = drawn.length > 0;
  return {
    title: `${metric.title} over ${(cluster.series?.xTitle ?? 'size').toLowerCase()}`,
    summary: drawable
      ? `${drawn.length} ${drawn.length === 1 ? 'run' : 'runs'}: the median of the repeats at each size, with the quartiles as a band. Dotted level lines were printed in 2006.`
      : 'No run with a curve is chosen.',
    drawable,
    x: logAxis(
      Math.max(1, sizes[0] ?? 1),
      Math.max(SIZE_BASE, sizes.at(-1) ?? 1),
      SIZE_BASE,
      cluster.series?.xTitle ?? 'Size',
      sizeWords,
    ),
    y: heightAxis(heights, [...tops, ...printed.map(({ value }) => value)], `${metric.title} in ${metric.unit}`, words),
    curves: drawn.map(({ curve }) => curve),
    points,
    levels: levelsOf(printed),
    table: {
      columns: [cluster.series?.xTitle ?? 'Size', ...drawn.map(({ curve }, index) => `${index + 1}. ${curve.label}`)],
      rows: points.map((point) => [
        point.words,
        ...drawn.map(({ run }) => {
          const at = point.values[run.id];
          return at === undefined ? '–' : `${formatFigure(at[1], metric.unit)} (${words(at[0])} to ${words(at[2])})`;
        }),
      ]),
      note: 'Median, and in brackets the quartiles of the repeats.',
    },
    file: [
      ['run', 'label', `size (${cluster.series?.xUnit ?? ''})`, 'q1', `median (${metric.unit})`, 'q3'],
      ...drawn.flatMap(({ run, points: own }) =>
        own.map(({ x, q1, median, q3 }) => [run.id, run.label, x, q1, median, q3]),
      ),
    ],
  };
}

/** Curves whose tops lie further apart than this are drawn over a log axis, lest the lower ones lie on the floor. */
const FAR_APART = 5;

function heightAxis(
  heights: readonly number[],
  tops: readonly number[],
  title: string,
  words: (value: number) => string,
): Axis {
  const least = Math.min(...heights);
  const most = Math.max(...heights, ...tops);
  return least > 0 && Math.max(...tops) / Math.min(...tops) > FAR_APART
    ? logAxis(least, most, 10, title, words)
    : niceAxis([...heights, ...tops], { title, words, zero: true });
}

/** Figures nearer to each other than this share one line and its words. */
const SAME_LEVEL = 0.02;

function levelsOf(printed: BenchmarkCluster['references'][number]['points']): CurvesModel['levels'] {
  const descending = printed.toSorted((a, b) => b.value - a.value);
  const bands: { y: number; names: string[] }[] = [];
  for (const { value, configuration } of descending) {
    const last = bands.at(-1);
    if (last !== undefined && last.y / value - 1 < SAME_LEVEL) last.names.push(configuration);
    else bands.push({ y: value, names: [configuration] });
  }
  return bands.map(({ y, names }) => ({ y, label: `2006: ${names.join(', ')}` }));
}

/** One metric of each drawn run, beside the report's configurations. */
export function prepareConfigurations(cluster: BenchmarkCluster, metric: Metric): DotsModel {
  const measured = cluster.drawn.flatMap((run, index) => {
    const median = run.figures.find(({ name }) => name === metric.name)?.median;
    const look = LOOKS[index % LOOKS.length];
    return median === undefined || look === undefined
      ? []
      : [{ run, key: run.id, label: labelOf(run), median, tone: look.tone, shape: look.shape, repeats: run.repeats }];
  });
  const printed = cluster.references.find((each) => each.metric === metric.name)?.points ?? [];
  const dots: Dot[] = [
    ...measured.map(({ run, key, label, median, tone, shape, repeats }) => ({
      key,
      label,
      value: median.value,
      interval: median,
      tone,
      shape,
      hollow: false,
      dashed: run.unlike.length > 0,
      words: [
        `${formatFigure(median.value, metric.unit)} (${formatFigure(median.low, metric.unit)} to ${formatFigure(median.high, metric.unit)})`,
        `${repeats} repeats`,
        ...run.unlike.map((words) => `unlike the first: ${words}`),
      ],
    })),
    ...printed.map((point) => printedDot(`2006: ${point.configuration}`, point.value, metric.unit, point.source)),
  ];
  return dotsOf(`${metric.title} by configuration`, dots, metric, [
    ...measured.map(
      ({ run, label, median, repeats }) =>
        [label, median.value, median.low, median.high, repeats, ['measured here', ...run.unlike].join('; ')] as const,
    ),
    ...printed.map(({ configuration, value, source }) => [configuration, value, '', '', '', source] as const),
  ]);
}

/** What 1, 2, 4 … pairs have together, in one configuration; beside it the report's guests. */
export function prepareScaling(scaling: Scaling, cluster: BenchmarkCluster): DotsModel {
  const { metric, steps } = scaling;
  const printed = cluster.referenceScaling.find((each) => each.metric === metric.name)?.steps ?? [];
  const label = (guests: number): string => (guests === 1 ? 'one pair' : `${guests} pairs at once`);
  const dots: Dot[] = [
    ...steps.map(({ guests, pool, change }) => ({
      key: String(guests),
      label: change === null ? label(guests) : `${label(guests)}: ${formatChangeInterval(change)}`,
      value: pool.median.value,
      interval: pool.median,
      tone: technologyTone(pool.measuredOn),
      shape: 'circle' as const,
      hollow: false,
      dashed: false,
      words: [
        `${formatFigure(pool.median.value, metric.unit)} (${formatFigure(pool.median.low, metric.unit)} to ${formatFigure(pool.median.high, metric.unit)}) together`,
        `${pool.samples} repeats`,
      ],
    })),
    ...printed.map((step) =>
      printedDot(
        `2006: ${step.guests === 1 ? 'one guest' : `${step.guests} partitions, ${formatFactor(step.change)} of one`}`,
        step.value,
        metric.unit,
        step.source,
      ),
    ),
  ];
  return dotsOf(
    `${metric.title} ${metric.direction === 'higher-is-better' ? 'of all together' : 'of each, median'}: ${[scaling.technology, ...scaling.conditions.filter((words) => words.includes('host'))].join(', ')}`,
    dots,
    metric,
    [
      ...steps.map(
        ({ guests, pool }) =>
          [label(guests), pool.median.value, pool.median.low, pool.median.high, pool.samples, 'measured here'] as const,
      ),
      ...printed.map(({ guests, value, source }) => [`${guests}`, value, '', '', '', source] as const),
    ],
  );
}

const printedDot = (label: string, value: number, unit: string, source: string): Dot => ({
  key: label,
  label,
  value,
  interval: null,
  tone: 8,
  shape: 'circle',
  hollow: true,
  dashed: false,
  words: [formatFigure(value, unit), source],
});

function dotsOf(
  title: string,
  dots: readonly Dot[],
  metric: Metric,
  rows: readonly (readonly [string, number, number | '', number | '', number | '', string])[],
): DotsModel {
  const figure = (value: number | ''): string => (value === '' ? 'not printed' : formatFigure(value, metric.unit));
  return {
    title,
    summary: `In ${metric.unit}, ${metric.direction === 'higher-is-better' ? 'more' : 'less'} is better; medians with 95 % intervals (less sure below six repeats). Hollow marks were printed in 2006, without intervals.`,
    drawable: dots.length > 0,
    axis: niceAxis(
      dots.flatMap(({ value, interval }) => [value, interval?.low ?? value, interval?.high ?? value]),
      {
        title: `${metric.title} in ${metric.unit}`,
        words: (value) => formatFigure(value, ''),
        zero: true,
        wide: true,
      },
    ),
    against: null,
    dots,
    table: {
      columns: ['Configuration', 'Median', 'From', 'To', 'Repeats', 'Source'],
      rows: rows.map(([label, value, low, high, repeats, source]) => [
        label,
        figure(value),
        figure(low),
        figure(high),
        repeats === '' ? 'not printed' : String(repeats),
        source,
      ]),
      note: undefined,
    },
    file: [['configuration', `median (${metric.unit})`, 'low', 'high', 'repeats', 'source'], ...rows],
  };
}
