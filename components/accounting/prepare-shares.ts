/** A VO's actual share against the one it is to have, day by day. Pure. */
import type { ChartModel } from '@/components/charts/chart-model';
import { axisTop } from '@/components/charts/prepare/axis-top';
import { formatPercent } from '@/components/ui/figures';
import type { Accounting } from '@/lib/contracts/accounting';
import { startOfDay } from '@/lib/domain/accounting/days';
import { DAY_MS } from '@/lib/utils/time';

/** @param vo one of its `series` */
export function prepareShares({ days, series, items }: Accounting, vo: string): ChartModel {
  const shares = series.find((each) => each.vo === vo)?.share ?? [];
  const target = items.find((each) => each.vo === vo)?.share?.target ?? null;
  // Shares are those of the end of a day.
  const ends = days.map((day) => startOfDay(day).getTime() + DAY_MS);
  const known = shares.filter((share) => share !== null);
  const last = known.at(-1);
  const points = ends.map((x, index) => ({ x, values: { actual: shares[index] ?? null, target } }));
  // Before anything was used there is nothing to draw.
  const begin = shares.findIndex((share) => share !== null);
  return {
    title: `Share of ${vo}`,
    scale: 'instant',
    lines: [
      { key: 'actual', label: 'Actual share', unit: 'share', tone: 1, kind: 'measured', axis: 'left' },
      ...(target === null
        ? []
        : [{ key: 'target', label: 'Target share', unit: 'share', tone: 2, kind: 'measured', axis: 'left' } as const]),
    ],
    points: points.slice(Math.max(begin, 0)),
    from: ends[Math.max(begin, 0)] ?? 0,
    to: ends.at(-1) ?? 0,
    top: { left: axisTop(Math.max(target ?? 0, ...known), 'share'), right: 1 },
    marks: [],
    // One day is a point, and no line.
    drawable: known.length > 1,
    summary:
      last === undefined
        ? `Share of ${vo}: no VO has used anything that counts.`
        : `${vo} has ${formatPercent(last)} of what counts at the end of ${days.at(-1) ?? ''}; ${
            target === null ? 'no share is set for it' : `it is to have ${formatPercent(target)}`
          }.`,
  };
}
