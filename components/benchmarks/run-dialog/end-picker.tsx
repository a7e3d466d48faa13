'use client';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { NamePicker } from '@/components/form/name-picker';
import type { OfferedName } from '@/components/form/offered-names';
import { domainEnds, domainEndsQuery, findEnd, hostEnds, hostEndsQuery } from './offered-ends';
import type { EndWish } from './run-wish';

interface PickerProps {
  readonly label: string;
  readonly value: EndWish;
  readonly error: string | undefined;
  readonly onChange: (end: EndWish) => void;
}

/** A running domain of a real host, by a part of its name. */
export function DomainPicker(props: PickerProps) {
  const { data } = useQuery(domainEndsQuery(useDeferredValue(props.value.text)));
  return (
    <Picker
      {...props}
      offered={data === undefined ? [] : domainEnds(data)}
      hint={data !== undefined && data.total === 0 ? 'No real domain of that name runs.' : undefined}
    />
  );
}

/** A host that programs can be run on itself. */
export function HostPicker(props: PickerProps) {
  const { data } = useQuery(hostEndsQuery(useDeferredValue(props.value.text)));
  const offered = data === undefined ? [] : hostEnds(data);
  return (
    <Picker
      {...props}
      offered={offered}
      hint={data !== undefined && offered.length === 0 ? 'No real host of that name is up.' : undefined}
    />
  );
}

/** Whom the text means is found where they are offered already, and else when the form is sent (see `findEnds`). */
function Picker({
  value,
  onChange,
  ...rest
}: PickerProps & { readonly hint: string | undefined; readonly offered: readonly OfferedName[] }) {
  return (
    <NamePicker
      {...rest}
      text={value.text}
      onText={(text) => onChange({ text, picked: findEnd(rest.offered, text) })}
    />
  );
}
