import type { ComparisonRow } from '@/lib/contracts/benchmark-analysis';
import { formatFigure } from '@/lib/utils/figures';
import type { StripModel } from '../analysis-models';
import { niceAxis } from './nice-axis';

/** Every repeat of both sides of one compared metric, with the medians and their intervals. */
export function prepareSamples(row: ComparisonRow): StripModel {
  const { unit } = row.metric;
  const sides = [
    { label: 'A', side: row.a, tone: 1, shape: 'circle' },
    { label: 'B', side: row.b, tone: 2, shape: 'triangle' },
  ] as const;
  const told = sides.map(({ label, side }) => {
    const { value, low, high } = side.pool.median;
    return `${label}: median ${formatFigure(value, unit)} (${formatFigure(low, unit)} to ${formatFigure(high, unit)}) of ${side.samples.length}`;
  });
  const longest = Math.max(row.a.samples.length, row.b.samples.length);
  return {
    title: `${row.title}: ${row.metric.title.toLowerCase()}`,
    summary: `${told.join('; ')}. Every repeat is one mark.`,
    drawable: true,
    axis: niceAxis([...row.a.samples, ...row.b.samples], {
      title: `${row.metric.title} in ${unit}`,
      words: (value) => formatFigure(value, ''),
    }),
    strips: sides.map(({ label, side, tone, shape }) => ({
      label: `${label}: ${side.pool.technology}`,
      tone,
      shape,
      samples: side.samples.map((x) => ({ x, words: `${label}: ${formatFigure(x, unit)}` })),
      median: side.pool.median,
    })),
    table: {
      columns: ['Repeat', 'A', 'B'],
      rows: Array.from({ length: longest }, (_, index) => [
        String(index + 1),
        ...sides.map(({ side }) => {
          const sample = side.samples[index];
          return sample === undefined ? '–' : formatFigure(sample, unit);
        }),
      ]),
      note: undefined,
    },
    file: [
      ['selection', `${row.metric.name} (${unit})`],
      ...sides.flatMap(({ label, side }) => side.samples.map((sample) => [label, sample])),
    ],
  };
}
