import { InlineLink } from '@/components/ui/text-link';
import type { BenchmarkTrend, TrendChange } from '@/lib/contracts/benchmark-analysis';
import { formatChangeInterval, formatFigure } from '@/lib/utils/figures';
import { pages } from '@/lib/utils/paths';

/** Fewer have no two levels; see `SHORTEST_SEGMENT`. */
const FEWEST_RUNS = 8;

/** Where the level moved, by how much, and what was different from then on. */
export function TrendChanges({ trend }: { readonly trend: BenchmarkTrend }) {
  const { changes, metric } = trend;
  const clean = trend.points.filter((point) => !point.contaminated).length;
  return (
    <section aria-label="Changes of level">
      <h2 className="mb-2 text-base font-semibold">Changes of level</h2>
      {changes.length === 0 ? (
        <p className="text-sm text-muted">
          {clean < FEWEST_RUNS
            ? `Changes are looked for from ${FEWEST_RUNS} runs on that nothing disturbed; there ${clean === 1 ? 'is one' : `are ${clean}`}.`
            : 'None: all runs are of one level.'}
        </p>
      ) : (
        <ol className="grid gap-3">
          {changes.map((change, index) => (
            <li key={change.firstAfterRun} className="max-w-4xl border-t border-line pt-2 text-sm">
              <p>
                <span className="font-medium">
                  {index + 1}. {dateOf(change.firstAfterAt)}
                </span>
                : {formatFigure(change.before, metric.unit)} → {formatFigure(change.after, metric.unit)}
                {change.ratio === null ? '' : `, ${formatChangeInterval(change.ratio)}`}
              </p>
              <WhatChanged change={change} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function WhatChanged({ change }: { readonly change: TrendChange }) {
  return (
    <p className="text-muted">
      {change.changed.length === 0
        ? `Nothing that is recorded changed since ${dateOf(change.lastBeforeAt)}.`
        : `Changed since ${dateOf(change.lastBeforeAt)}: ${change.changed.join('; ')}.`}{' '}
      {change.imported ? (
        'The first after it is an imported figure.'
      ) : (
        <InlineLink href={pages.benchmarkRun(change.firstAfterRun)}>First run after it</InlineLink>
      )}
    </p>
  );
}

const dateOf = (at: string): string =>
  new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
