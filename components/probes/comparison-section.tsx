'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryStates } from 'nuqs';
import { ErrorState } from '@/components/status/view-states';
import { Badge } from '@/components/ui/badge';
import { Dash } from '@/components/ui/dash';
import { Field } from '@/components/ui/field';
import { Scrolled } from '@/components/ui/scrolled';
import { Select } from '@/components/ui/select';
import { probeComparisonQuery, probeTargetsQuery } from '@/lib/client/queries/probes';
import type { ProbeComparison, ProbeTargetSummary } from '@/lib/contracts/probes';
import { formatFactor } from '@/lib/utils/figures';
import { formatDuration } from '@/lib/utils/time';
import { VERDICT_LOOKS, VerdictBadge } from './probe-look';

/** More than this nobody finds in a list; the testbed of a site has some tens. */
const MOST_OFFERED = 500;

/** The same probes on two services side by side: does a domain pass what the native one passes, and how fast? */
export function ComparisonSection() {
  const [{ a, b }, set] = useQueryStates({ a: parseAsString.withDefault(''), b: parseAsString.withDefault('') });
  const { data: offered } = useQuery(probeTargetsQuery({ pageSize: MOST_OFFERED }));
  const { data, error, refetch } = useQuery(probeComparisonQuery(a, b));
  const options = [
    { value: '', label: 'Choose one' },
    ...(offered?.items ?? []).map((target) => ({ value: target.id, label: labelOf(target) })),
  ];
  return (
    <section aria-label="Native and virtual">
      <h2 className="mb-1 text-base font-semibold">Native and virtual</h2>
      <p className="mb-2 max-w-prose text-sm text-muted">
        Two services side by side: whether the second passes all that the first passes, and the median latency of a day.
      </p>
      <div className="mb-3 flex flex-wrap gap-3">
        {[['a', 'First', a] as const, ['b', 'Second', b] as const].map(([key, label, value]) => (
          <Field key={key} label={label} className="w-64 max-w-full">
            {(field) => (
              <Select
                {...field}
                className="w-full"
                options={options}
                value={value}
                onValueChange={(next) => void set({ [key]: next === '' ? null : next })}
              />
            )}
          </Field>
        ))}
      </div>
      {a === '' || b === '' ? null : a === b ? (
        <p className="text-sm">Choose two different services.</p>
      ) : data === undefined ? (
        error === null ? null : (
          <ErrorState error={error} what="the comparison" onRetry={() => void refetch()} />
        )
      ) : (
        <Result of={data} />
      )}
    </section>
  );
}

const labelOf = ({ name, domainId, tiny }: ProbeTargetSummary): string =>
  `${name} (${domainId === null ? 'native' : 'domain'}${tiny ? ', tiny' : ''})`;

function Result({ of: { a, b, asGood, sentence, rows } }: { readonly of: ProbeComparison }) {
  const { tone, icon } = VERDICT_LOOKS[asGood === null ? 'unknown' : asGood ? 'ok' : 'critical'];
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-baseline gap-2 text-sm">
        <Badge tone={tone} icon={icon}>
          {asGood === null ? 'not known' : asGood ? 'as good' : 'not as good'}
        </Badge>
        {sentence}
      </p>
      <Scrolled label="Probes side by side">
        <table className="w-full text-left text-sm">
          <thead>
            <tr className="text-xs text-muted">
              {['Probe', labelOf(a), 'Median', labelOf(b), 'Median', 'Second to first'].map((name, index) => (
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
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </div>
  );
}

const Side = ({ of: { verdict, medianMs, askings } }: { readonly of: ProbeComparison['rows'][number]['a'] }) => (
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
