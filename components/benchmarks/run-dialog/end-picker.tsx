'use client';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useId, useState } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { domainsQuery } from '@/lib/client/queries/domains';
import { hostsQuery } from '@/lib/client/queries/hosts';
import type { PickedEnd } from './run-wish';

/** More names than this are not read one by one: a part of the name finds the rest. */
const OFFERED_MAX = 50;

interface PickerProps {
  readonly label: string;
  readonly value: PickedEnd | undefined;
  readonly error: string | undefined;
  readonly onChange: (end: PickedEnd | undefined) => void;
}

/** A running domain of a real host, by a part of its name. */
export function DomainPicker(props: PickerProps) {
  const [typed, setTyped] = useState(props.value?.name ?? '');
  const words = useDeferredValue(nameOnly(typed));
  const { data } = useQuery(
    domainsQuery({ q: `is:real state:running ${quoted(words)}`.trim(), pageSize: OFFERED_MAX }),
  );
  const offered = (data?.items ?? []).map(({ id, name, hostName }) => ({
    id,
    name,
    text: hostName === null ? name : `${name} on ${hostName}`,
  }));
  return (
    <Picker
      {...props}
      typed={typed}
      onType={setTyped}
      offered={offered}
      hint={data !== undefined && data.total === 0 ? 'No real domain of that name runs.' : undefined}
    />
  );
}

/** A host that programs can be run on itself. */
export function HostPicker(props: PickerProps) {
  const [typed, setTyped] = useState(props.value?.name ?? '');
  const { data } = useQuery(hostsQuery({ q: useDeferredValue(typed), status: ['up'], pageSize: OFFERED_MAX }));
  const offered = (data?.items ?? [])
    .filter((host) => !host.simulated)
    .map(({ id, name }) => ({ id, name, text: name }));
  return (
    <Picker
      {...props}
      typed={typed}
      onType={setTyped}
      offered={offered}
      hint={data !== undefined && offered.length === 0 ? 'No real host of that name is up.' : undefined}
    />
  );
}

/** What follows the name in an offer is for the eye. */
const nameOnly = (text: string): string => text.split(' on ')[0] ?? text;
/** A name is looked for as it stands: nothing of it is a term of the query. */
const quoted = (text: string): string => (text.trim() === '' ? '' : `"${text.trim().replaceAll('"', '')}"`);

interface OfferedEnd extends PickedEnd {
  /** As it stands in the list. */
  readonly text: string;
}

/** A name that two of them have is not guessed: the one with its host tells them apart. */
function findEnd(offered: readonly OfferedEnd[], text: string): PickedEnd | undefined {
  const named = offered.filter((each) => each.text === text || each.name === text);
  const found = offered.find((each) => each.text === text) ?? (named.length === 1 ? named[0] : undefined);
  return found === undefined ? undefined : { id: found.id, name: found.name };
}

function Picker({
  label,
  value,
  error,
  hint,
  typed,
  onType,
  offered,
  onChange,
}: PickerProps & {
  readonly hint: string | undefined;
  readonly typed: string;
  readonly onType: (text: string) => void;
  readonly offered: readonly OfferedEnd[];
}) {
  const list = useId();
  const take = (text: string): void => {
    onType(text);
    onChange(findEnd(offered, text));
  };
  // Outside: the answers. A name that was typed before they came is found when they have.
  useEffect(() => {
    const found = value === undefined ? findEnd(offered, typed) : undefined;
    if (found !== undefined) onChange(found);
  });
  return (
    <Field label={label} error={error} hint={hint}>
      {(control) => (
        <>
          <Input
            {...control}
            list={list}
            value={typed}
            autoComplete="off"
            placeholder="Type or choose a name"
            onChange={(event) => take(event.target.value)}
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
