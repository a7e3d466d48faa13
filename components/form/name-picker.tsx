'use client';
import { useId } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

/** Somebody's name, typed or chosen from those that are offered; whom the text means is for the caller to find. */
export function NamePicker({
  label,
  text,
  error,
  hint,
  offered,
  onText,
}: {
  readonly label: string;
  readonly text: string;
  readonly error: string | undefined;
  readonly hint?: string | undefined;
  readonly offered: readonly { readonly id: string; readonly text: string }[];
  readonly onText: (text: string) => void;
}) {
  const list = useId();
  return (
    <Field label={label} error={error} hint={hint} className="min-w-0">
      {(control) => (
        <>
          <Input
            {...control}
            list={list}
            value={text}
            autoComplete="off"
            placeholder="Type or choose a name"
            onChange={({ target: { value } }) => onText(value)}
          />
          <datalist id={list}>
            {offered.map((each) => (
              <option key={each.id} value={each.text}>
                {each.text}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
