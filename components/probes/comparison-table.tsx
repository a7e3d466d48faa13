import { Badge } from '@/components/ui/badge';
import { Dash } from '@/components/ui/dash';
import { Scrolled } from '@/components/ui/scrolled';
import type { ProbeComparison } from '@/lib/contracts/probes';
import { formatFactor } from '@/lib/utils/figures';
import { formatDuration } from '@/lib/utils/time';
import { VERDICT_LOOKS, VerdictBadge } from './probe-look';

type Row = ProbeComparison['rows'][number];

const STANDING_WORDS: Record<Row['standing'], string> = {
  'as-good': 'as good',
  better: 'better',
  worse: 'worse',
  unknown: 'not known',
};
const STANDING_LOOKS: Record<Row['standing'], (typeof VERDICT_LOOKS)[keyof typeof VERDICT_LOOKS]> = {
  'as-good': VERDICT_LOOKS.ok,
  better: VERDICT_LOOKS.ok,
  worse: VERDICT_LOOKS.critical,
  unknown: VERDICT_LOOKS.unknown,
};

/** Two services, or two sets of them, probe by probe: does the second pass what the first passes, and how fast? */
export function ComparisonTable({
  of: { asGood, sentence, rows },
  names,
}: {
  readonly of: Pick<ProbeComparison, 'asGood' | 'sentence' | 'rows'>;
  /** Of the first and of the second. */
  readonly names: readonly [string, string];
}) {
  const { tone, icon } = VERDICT_LOOKS[asGood === null ? 'unknown' : asGood ? 'ok' : 'critical'];
  const heads = ['Probe', names[0], 'Median', names[1], 'Median', 'Second to first', 'Verdict'];
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-baseline gap-2 text-sm">
        <Badge tone={tone} icon={icon}>
          {asGood === null ? 'not known' : asGood ? 'as good' : 'not as good'}
        </Badge>
        {sentence}
      </p>
      {rows.length === 0 ? null : (
        <Scrolled label="Probes side by side">
          <table className="w-full text-left text-sm">
            <thead>
              <tr className="text-xs text-muted">
                {heads.map((name, index) => (
                  // Two columns have the same name.
                  // oxlint-disable-next-line react/no-array-index-key
                  <th key={index} scope="col" className="border-b border-line px-2 py-1 font-medium whitespace-nowrap">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.probe} className="border-b border-line last:border-b-0">
                  <th scope="row" className="px-2 py-1 font-mono text-xs font-normal">
                    {row.probe}
                  </th>
                  <Side of={row.a} />
                  <Side of={row.b} />
                  <td className="px-2 py-1 tabular-nums">
                    {row.ratio === null ? <Dash /> : `${formatFactor(row.ratio)} ×`}
                  </td>
                  <td className="px-2 py-1">
                    <Badge {...STANDING_LOOKS[row.standing]} plain>
                      {STANDING_WORDS[row.standing]}
                    </Badge>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
    </div>
  );
}

const Side = ({ of: { verdict, medianMs, askings } }: { readonly of: Row['a'] }) => (
  <>
    <td className="px-2 py-1">
      {verdict === null && askings === 0 ? <Dash /> : <VerdictBadge verdict={verdict} plain />}
    </td>
    <td className="px-2 py-1 whitespace-nowrap tabular-nums">
      {medianMs === null ? <Dash /> : formatDuration(medianMs)}{' '}
      {askings === 0 ? null : <span className="text-xs text-muted">of {askings}</span>}
    </td>
  </>
);
