import type { ComparisonRow } from '@/lib/contracts/benchmark-analysis';
import { formatChange, formatChangeInterval, formatFigure, formatInterval } from '@/lib/utils/figures';
import { VerdictBadge } from '../analysis/verdict-badge';

const COLUMNS = ['Metric', 'A', 'B', 'B against A', 'Verdict on B', 'p', 'So many repeats show'] as const;

/** From here on the difference is one that chance hardly makes; smaller ones are written in powers of ten. */
const SMALLEST_P = 0.0001;

/** The common metrics, the surest differences first; what was not compared stands last and says why. */
export function ComparisonTable({ rows }: { readonly rows: readonly ComparisonRow[] }) {
  return (
    // A scrolled area must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section tabIndex={0} aria-label="Common metrics" className="overflow-x-auto">
      <table className="w-full text-left text-sm tabular-nums max-md:block">
        <thead className="max-md:hidden">
          <tr className="text-xs text-muted">
            {COLUMNS.map((name) => (
              <th key={name} scope="col" className="border-b border-line py-1 pr-4 font-medium whitespace-nowrap">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-md:block">
          {rows.map((row) => (
            <Row key={`${row.benchmark} ${row.metric.name} ${row.a.pool.runs[0]} ${row.b.pool.runs[0]}`} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** On a narrow screen a row is a block of its own, and each cell says what it is. */
const CELL = 'border-line py-2 pr-4 align-top max-md:py-1 md:border-b';
const Name = ({ column }: { readonly column: number }) => (
  <span className="block text-xs text-muted md:hidden">{COLUMNS[column]}</span>
);

function Row({ row }: { readonly row: ComparisonRow }) {
  const { judged, metric } = row;
  return (
    <tr className="max-md:grid max-md:grid-cols-2 max-md:border-b max-md:border-line max-md:py-2">
      <th scope="row" className={`${CELL} min-w-40 font-normal max-md:col-span-2`}>
        <span className="font-medium">{row.title}</span>, {metric.title.toLowerCase()}
        <span className="block text-xs text-muted">
          {metric.direction === 'higher-is-better' ? 'higher is better' : 'lower is better'}
        </span>
        <Conditions row={row} />
      </th>
      <Side column={1} side={row.a} unit={metric.unit} />
      <Side column={2} side={row.b} unit={metric.unit} />
      {judged === null ? (
        <td colSpan={4} className={`${CELL} text-muted max-md:col-span-2`}>
          {row.why === 'unlike'
            ? 'Not compared: the two are unlike.'
            : 'A figure is not above zero, of which no ratio says anything.'}
        </td>
      ) : (
        <>
          <td className={`${CELL} max-md:col-span-2 md:min-w-44`}>
            <Name column={3} />
            {formatChangeInterval(judged.change)}
          </td>
          <td className={`${CELL} max-md:col-span-2`}>
            <Name column={4} />
            <VerdictBadge verdict={judged.verdict} />
          </td>
          <td className={`${CELL} whitespace-nowrap`}>
            <Name column={5} />
            {judged.p < SMALLEST_P ? judged.p.toExponential(1) : judged.p.toFixed(4)}
          </td>
          <td className={`${CELL} md:min-w-44`}>
            <Name column={6} />
            {judged.detectable === null
              ? 'no difference, they are too few'
              : `${formatChange(1 + judged.detectable)} and more`}
            {judged.moreForOnePercent === null || judged.moreForOnePercent === 0 ? null : (
              <span className="block text-xs text-muted">{judged.moreForOnePercent} more would show 1 %</span>
            )}
          </td>
        </>
      )}
    </tr>
  );
}

function Side({
  column,
  side,
  unit,
}: {
  readonly column: number;
  readonly side: ComparisonRow['a'];
  readonly unit: string;
}) {
  const { median, technology, hosts, ends, runs, samples, contaminated } = side.pool;
  return (
    <td className={`${CELL} md:min-w-40`}>
      <Name column={column} />
      {formatFigure(median.value, unit)}
      <span className="block text-xs text-muted">{formatInterval(median)}</span>
      <span className="block text-xs text-muted">
        {technology}: {[...hosts, ...ends].join(', ')}; {samples} repeats in{' '}
        {runs.length === 1 ? 'one run' : `${runs.length} runs`}
        {contaminated === 0 ? '' : `, ${contaminated} disturbed`}
      </span>
    </td>
  );
}

function Conditions({ row }: { readonly row: ComparisonRow }) {
  return (
    <>
      {row.unlike.map((words) => (
        <span key={words} className="block text-xs font-medium text-paused">
          Unlike: {words}
        </span>
      ))}
      {row.noted.map((words) => (
        <span key={words} className="block text-xs text-muted">
          {words}
        </span>
      ))}
    </>
  );
}
