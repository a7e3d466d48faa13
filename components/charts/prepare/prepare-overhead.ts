import type { MetricOverheads, OverheadRow } from '@/lib/contracts/benchmark-analysis';
import { formatChangeInterval, formatFactor, formatFigure } from '@/lib/utils/figures';
import type { Dot, DotsModel } from '../analysis-models';
import { niceAxis } from './nice-axis';
import { technologyTone } from './technology-tone';
import { verdictWords } from './verdict-words';

const COLUMNS = ['Measured', 'Where', 'Median', 'Repeats', 'Against native', 'Verdict', 'Notes'] as const;

/** One metric: each technology's performance against native = 1, turned so that right is better; the figures of 2006 hollow. */
export function prepareOverhead(metric: MetricOverheads): DotsModel {
  const { unit } = metric.metric;
  const dots = [...metric.rows.flatMap((row, index) => measuredDot(row, index, metric) ?? []), ...printedDots(metric)];
  const drawable = dots.length > 0;
  const better = metric.metric.direction === 'higher-is-better' ? 'higher' : 'lower';
  return {
    title: `${metric.title}: ${metric.metric.title.toLowerCase()}`,
    summary: drawable
      ? `Performance against native = 1, with 95 % intervals (less sure below six repeats): right of the line is better (${better} ${unit} is). ${counts(metric)}`
      : `Nothing of this stands beside a native result. ${counts(metric)}`,
    drawable,
    axis: niceAxis(
      [1, ...dots.flatMap(({ value, interval }) => [value, interval?.low ?? value, interval?.high ?? value])],
      {
        title: 'Performance, native = 1',
        words: (value) => value.toLocaleString('en-GB', { maximumFractionDigits: 2 }),
        zero: true,
      },
    ),
    against: 1,
    dots,
    table: { columns: COLUMNS, rows: tableRows(metric), note: undefined },
    file: fileRows(metric),
  };
}

function counts({ rows, references }: MetricOverheads): string {
  const imported = rows.filter(({ pool }) => pool.imported === pool.runs.length).length;
  const here = rows.length - imported;
  const measured = [
    here === 0
      ? imported === 0
        ? 'Nothing was measured here yet'
        : 'Nothing was measured here'
      : `${here} measured here`,
    ...(imported === 0 ? [] : [`${imported} imported`]),
  ].join('; ');
  return references.length === 0
    ? `${measured}.`
    : `${measured}; ${references.length} printed in 2006, without intervals.`;
}

/** Hosts and what was measured on them; an imported result may know but the host. */
export const placesOf = ({ pool }: OverheadRow): string => [...new Set([...pool.hosts, ...pool.ends])].join(', ');

/** Where its figures come from. @example '10 repeats in 2 runs', '3 repeats, imported' */
export function repeatsOf({ pool }: OverheadRow): string {
  const repeats = `${pool.samples} ${pool.samples === 1 ? 'repeat' : 'repeats'}`;
  const runs = pool.runs.length - pool.imported;
  if (runs === 0) return `${repeats}, imported`;
  return `${repeats} in ${runs} ${runs === 1 ? 'run' : 'runs'}${pool.imported === 0 ? '' : ' and imported results'}`;
}

/** Of what tells two rows of one technology apart. */
export function rowLabel(row: OverheadRow, rows: readonly OverheadRow[]): string {
  const namesakes = rows.filter(({ pool }) => pool.technology === row.pool.technology);
  const own = row.pool.conditions.filter(
    (words) => namesakes.length > 1 && !namesakes.every(({ pool }) => pool.conditions.includes(words)),
  );
  return [row.pool.technology, ...own].join(', ');
}

function measuredDot(row: OverheadRow, index: number, { rows, metric }: MetricOverheads): Dot | undefined {
  if (row.performance === null) return undefined;
  const { value, low, high } = row.performance;
  const label = rowLabel(row, rows);
  return {
    key: String(index),
    label: row.unlike.length > 0 ? `${label} (unlike native)` : label,
    value,
    interval: { low, high },
    tone: technologyTone(row.pool.measuredOn),
    shape: row.kind === 'native' ? 'square' : row.unlike.length > 0 ? 'diamond' : 'circle',
    hollow: false,
    dashed: row.unlike.length > 0,
    words: [
      `${formatFactor(value)} (${formatFactor(low)} to ${formatFactor(high)}) of native`,
      `median ${formatFigure(row.pool.median.value, metric.unit)}, ${row.pool.samples} repeats`,
      ...(row.judged === null ? [] : [verdictWords(row.judged.verdict)]),
      ...row.unlike.map((words) => `unlike: ${words}`),
    ],
  };
}

const printedDots = ({ references, metric }: MetricOverheads): Dot[] =>
  references.map((point) => ({
    key: `2006-${point.configuration}`,
    label: `2006: ${point.configuration}`,
    value: point.performance,
    interval: null,
    tone: 8,
    shape: 'circle',
    hollow: true,
    dashed: false,
    words: [`${formatFactor(point.performance)} of its native`, formatFigure(point.value, metric.unit), point.source],
  }));

function tableRows(metric: MetricOverheads): string[][] {
  const { unit } = metric.metric;
  const measured = metric.rows.map((row) => [
    rowLabel(row, metric.rows),
    placesOf(row),
    `${formatFigure(row.pool.median.value, unit)} (${formatFigure(row.pool.median.low, unit)} to ${formatFigure(row.pool.median.high, unit)})`,
    String(row.pool.samples),
    row.judged === null ? (row.kind === 'native' ? 'is native' : '–') : formatChangeInterval(row.judged.change),
    row.judged === null ? '–' : verdictWords(row.judged.verdict),
    notesOf(row),
  ]);
  const printed = metric.references.map((point) => [
    `2006: ${point.configuration}`,
    '–',
    formatFigure(point.value, unit),
    'not printed',
    `${formatFactor(point.change)} of native; no interval printed`,
    '–',
    point.source,
  ]);
  return [...measured, ...printed];
}

/** Why a row has no dot, or what to bear in mind where it has one. */
export function notesOf(row: OverheadRow): string {
  switch (row.kind) {
    case 'native':
      return row.performance === null ? 'A figure of it is not above zero, so nothing can be set against it.' : '';
    case 'no-native':
      return 'No native result to compare with.';
    case 'no-ratio':
      return 'A figure is not above zero, of which no ratio says anything.';
    case 'unlike':
      return `Not compared, the native result is unlike: ${row.unlike.join('; ')}.`;
    case 'compared':
      return [
        ...(row.unlike.length > 0 ? [`Unlike: ${row.unlike.join('; ')}.`] : []),
        ...(row.noted.length > 0 ? [`Differs in ${row.noted.join('; ')}.`] : []),
      ].join(' ');
  }
}

function fileRows(metric: MetricOverheads): (string | number)[][] {
  const head = [
    'configuration',
    'source',
    `median (${metric.metric.unit})`,
    'low',
    'high',
    'repeats',
    'performance',
    'performanceLow',
    'performanceHigh',
    'verdict',
    'notes',
  ];
  const measured = metric.rows.map((row) => [
    rowLabel(row, metric.rows),
    'measured here',
    row.pool.median.value,
    row.pool.median.low,
    row.pool.median.high,
    row.pool.samples,
    row.performance?.value ?? '',
    row.performance?.low ?? '',
    row.performance?.high ?? '',
    row.judged?.verdict ?? '',
    notesOf(row),
  ]);
  const printed = metric.references.map((point) => [
    point.configuration,
    point.source,
    point.value,
    '',
    '',
    '',
    point.performance,
    '',
    '',
    '',
    '',
  ]);
  return [head, ...measured, ...printed];
}
