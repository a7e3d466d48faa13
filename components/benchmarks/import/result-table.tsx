import { Dash } from '@/components/ui/dash';
import { TextLink } from '@/components/ui/text-link';
import type { ImportedResult } from '@/lib/contracts/benchmark-imports';
import { measuredOnWords } from '@/lib/domain/imported-result';
import { pages } from '@/lib/utils/paths';
import { formatFigure, formatInterval } from '@/lib/utils/figures';
import { Scrolled } from '@/components/ui/scrolled';

const HEADS = ['Line', 'Benchmark', 'Metric', 'Host', 'On', 'Median', 'Interval', 'Samples', 'Measured'];

/** Measurements of an import, as they are or as they would be. */
export function ResultTable({
  results,
  label,
}: {
  readonly results: readonly ImportedResult[];
  readonly label: string;
}) {
  return (
    <Scrolled label={label}>
      <table className="w-full text-left text-sm whitespace-nowrap">
        <thead>
          <tr className="text-xs text-muted">
            {HEADS.map((head) => (
              <th key={head} scope="col" className="border-b border-line px-2 py-1 font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.map((result) => (
            <tr key={result.id} className="border-b border-line last:border-b-0">
              <td className="px-2 py-1 text-muted tabular-nums">{result.line ?? <Dash />}</td>
              <th scope="row" className="px-2 py-1 font-normal">
                {result.benchmark} {result.version === '' ? null : <span className="text-muted">{result.version}</span>}
                {result.parameters === '' ? null : (
                  <span className="block text-xs text-muted">{result.parameters}</span>
                )}
              </th>
              <td className="px-2 py-1">{result.metric}</td>
              <td className="px-2 py-1">
                {result.hostId === null ? (
                  result.hostName
                ) : (
                  <TextLink href={pages.host(result.hostId)}>{result.hostName}</TextLink>
                )}
              </td>
              <td className="px-2 py-1">
                {measuredOnWords(result.measuredOn)}
                {result.emulated === true ? <span className="text-muted">, emulated</span> : null}
              </td>
              <td className="px-2 py-1 tabular-nums">{formatFigure(result.estimate.value, result.unit)}</td>
              <td className="px-2 py-1 tabular-nums">
                {/* One figure has no spread, and so no interval. */}
                {result.samples.length === 1 ? <Dash /> : formatInterval(result.estimate)}
              </td>
              <td className="px-2 py-1 tabular-nums">{result.samples.length}</td>
              <td className="px-2 py-1">
                <time dateTime={result.measuredAt} title={result.measuredAt}>
                  {result.measuredAt.slice(0, 10)}
                </time>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}
