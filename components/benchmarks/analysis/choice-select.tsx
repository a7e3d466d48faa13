import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';

const ANY = '';

/** One of what there is, or any. A value of the address that is none of them stays to be seen, rather than reading as "any". */
export function ChoiceSelect<Id extends string>({
  label,
  choices,
  value,
  onChange,
  any = 'any',
}: {
  readonly label: string;
  readonly choices: readonly { readonly id: Id; readonly name: string }[];
  readonly value: Id | null;
  readonly onChange: (value: Id | null) => void;
  readonly any?: string | undefined;
}) {
  const unknown = value !== null && !choices.some(({ id }) => id === value);
  return (
    <Field label={label}>
      {(control) => (
        <Select<string>
          {...control}
          className="w-full"
          options={[
            { value: ANY, label: any },
            ...(unknown ? [{ value, label: 'nothing measured of it' }] : []),
            ...choices.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={value ?? ANY}
          onValueChange={(next) => onChange(choices.find(({ id }) => id === next)?.id ?? null)}
        />
      )}
    </Field>
  );
}
