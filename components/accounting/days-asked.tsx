'use client';
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { ACCOUNTED, type Accounted } from '@/lib/contracts/accounting';

const OF_OPTIONS = [
  { value: 'real', label: 'Real domains' },
  { value: 'simulated', label: 'Simulated domains' },
] as const;

/** Which days of which domains are added up; in the address. */
export function useDaysAsked() {
  const [from, setFrom] = useQueryState('from', parseAsString);
  const [to, setTo] = useQueryState('to', parseAsString);
  const [of, setOf] = useQueryState('of', parseAsStringLiteral(ACCOUNTED).withDefault('real'));
  return {
    asked: { of, from: from ?? undefined, to: to ?? undefined },
    setFrom: (day: string) => void setFrom(day === '' ? null : day),
    setTo: (day: string) => void setTo(day === '' ? null : day),
    setOf: (value: Accounted) => void setOf(value),
  };
}

/** @param shown the days of the answer, where nobody says which */
export function DaysAsked({
  days: { asked, setFrom, setTo, setOf },
  shown,
  wrong,
}: {
  readonly days: ReturnType<typeof useDaysAsked>;
  readonly shown: { readonly from: string; readonly to: string } | undefined;
  readonly wrong: { readonly from?: string | undefined; readonly to?: string | undefined };
}) {
  return (
    <div className="mb-4 flex flex-wrap items-start gap-4">
      <Field label="First day" error={wrong.from}>
        {(control) => (
          <Input
            {...control}
            type="date"
            value={asked.from ?? shown?.from ?? ''}
            onChange={({ target }) => setFrom(target.value)}
          />
        )}
      </Field>
      <Field label="Last day" error={wrong.to}>
        {(control) => (
          <Input
            {...control}
            type="date"
            value={asked.to ?? shown?.to ?? ''}
            onChange={({ target }) => setTo(target.value)}
          />
        )}
      </Field>
      <Field label="Of">
        {(control) => <Select {...control} value={asked.of} options={OF_OPTIONS} onValueChange={setOf} />}
      </Field>
      {asked.of === 'simulated' ? <SimulatedLabel className="mt-7" /> : null}
    </div>
  );
}
