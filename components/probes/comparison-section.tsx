'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryStates } from 'nuqs';
import { ErrorState } from '@/components/status/view-states';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { probeComparisonQuery, probeTargetsQuery } from '@/lib/client/queries/probes';
import type { ProbeTargetSummary } from '@/lib/contracts/probes';
import { ComparisonTable } from './comparison-table';

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
        <ComparisonTable of={data} names={[labelOf(data.a), labelOf(data.b)]} />
      )}
    </section>
  );
}

const labelOf = ({ name, domainId, tiny }: ProbeTargetSummary): string =>
  `${name} (${domainId === null ? 'native' : 'domain'}${tiny ? ', tiny' : ''})`;
