import { notesOf, placesOf, repeatsOf, rowLabel } from '@/components/charts/prepare/prepare-overhead';
import { InlineLink } from '@/components/ui/text-link';
import type { MetricOverheads, OverheadRow } from '@/lib/contracts/benchmark-analysis';
import { formatChangeInterval, formatFigure, formatInterval } from '@/lib/utils/figures';
import { pages } from '@/lib/utils/paths';
import { VerdictBadge } from '../analysis/verdict-badge';
import { RunBenchmarkButton } from '../run-dialog/run-benchmark-button';
import { EMPTY_WISH } from '../run-dialog/run-wish';

/** Each technology in words: what it costs with its interval, the verdict, and what there is to bear in mind. */
export function OverheadRows({ metric }: { readonly metric: MetricOverheads }) {
  const guests = metric.rows.filter(({ kind }) => kind !== 'native');
  if (guests.length === 0) return null;
  return (
    <ul className="grid gap-2 text-sm">
      {guests.map((row) => (
        <li key={row.pool.runs[0]} className="border-t border-line pt-2">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-medium">{rowLabel(row, metric.rows)}</span>
            {row.judged === null ? null : <VerdictBadge verdict={row.judged.verdict} />}
            <span>{figureWords(row, metric)}</span>
          </div>
          <Remarks row={row} metric={metric} />
        </li>
      ))}
    </ul>
  );
}

function figureWords(row: OverheadRow, { metric }: MetricOverheads): string {
  if (row.judged !== null)
    return `${formatChangeInterval(row.judged.change)} ${metric.title.toLowerCase()} against native`;
  return `${formatFigure(row.pool.median.value, metric.unit)}, ${formatInterval(row.pool.median)}`;
}

function Remarks({ row, metric }: { readonly row: OverheadRow; readonly metric: MetricOverheads }) {
  const [run] = row.pool.runs;
  const [baseline] = row.baseline?.runs ?? [];
  const more = row.judged?.verdict === 'no-difference-shown' ? row.judged.moreForOnePercent : null;
  const { benchmark, nativePlace } = metric;
  return (
    <p className="text-xs text-muted">
      {placesOf(row)}; {repeatsOf(row)}. {more === null || more === 0 ? '' : `${more} more repeats would show 1 %. `}
      {notesOf(row)}{' '}
      {row.kind === 'no-native' ? (
        nativePlace === null ? (
          'It runs in domains only.'
        ) : (
          <RunBenchmarkButton
            look="small"
            label="Run it on a host itself"
            wish={{ ...EMPTY_WISH, benchmark, place: nativePlace }}
          />
        )
      ) : run === undefined || baseline === undefined ? null : (
        <InlineLink href={pages.benchmarkCompare(baseline, run)}>Compare with native</InlineLink>
      )}
    </p>
  );
}
