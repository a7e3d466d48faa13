'use client';
import { type QueryClient, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { NamePicker } from '@/components/form/name-picker';
import { domainsQuery } from '@/lib/client/queries/domains';
import { hostsQuery } from '@/lib/client/queries/hosts';
import type { DomainPage } from '@/lib/contracts/domains';
import type { HostPage } from '@/lib/contracts/hosts';
import { formatKiB } from '@/lib/utils/units';
import type { NamedWish, WhatIfDraft } from './what-if-draft';

/** More names than this are not read one by one: a part of the name finds the rest. */
const OFFERED_MAX = 50;

interface Offered {
  readonly id: string;
  readonly name: string;
  /** As it stands in the list. */
  readonly text: string;
}
interface PickerProps {
  readonly label: string;
  readonly value: NamedWish;
  readonly error: string | undefined;
  readonly onChange: (wish: NamedWish) => void;
}

const hostOffer = (text: string) => hostsQuery({ q: text.trim(), pageSize: OFFERED_MAX });
const offeredHosts = ({ items }: HostPage): readonly Offered[] =>
  items.map(({ id, name }) => ({ id, name, text: name }));
/** A name is looked for as it stands: nothing of it is a term of the query. */
const domainOffer = (text: string) => {
  const name = (text.split(' on ')[0] ?? '').trim().replaceAll('"', '');
  return domainsQuery({ ...(name === '' ? {} : { q: `"${name}"` }), pageSize: OFFERED_MAX });
};
const offeredDomains = ({ items }: DomainPage): readonly Offered[] =>
  items.flatMap(({ id, name, hostName }) => (hostName === null ? [] : [{ id, name, text: `${name} on ${hostName}` }]));

/** A name that two of them have is not guessed: the one with its host tells them apart. */
function find(offered: readonly Offered[], text: string): string | undefined {
  const wanted = text.trim();
  const named = offered.filter(({ name }) => name === wanted);
  return (offered.find((each) => each.text === wanted) ?? (named.length === 1 ? named[0] : undefined))?.id;
}

/** Any host, by a part of its name. */
export function HostPicker(props: PickerProps) {
  const { data } = useQuery(hostOffer(useDeferredValue(props.value.text)));
  return <Picker {...props} offered={data === undefined ? [] : offeredHosts(data)} hint={undefined} />;
}

/** Any domain that a host has, by a part of its name; its size as a hint once it is known. */
export function DomainPicker(props: PickerProps) {
  const { data } = useQuery(domainOffer(useDeferredValue(props.value.text)));
  const one = data?.items.find(({ id }) => id === props.value.id);
  const hint =
    one === undefined
      ? undefined
      : `${one.name} has ${formatKiB(one.memoryKiB)} of memory and ${one.vcpus} vCPU${one.roles.length === 0 ? '' : `, and is ${one.roles.join(' ')}`}.`;
  return <Picker {...props} offered={data === undefined ? [] : offeredDomains(data)} hint={hint} />;
}

function Picker({
  value,
  onChange,
  ...rest
}: PickerProps & { readonly hint: string | undefined; readonly offered: readonly Offered[] }) {
  return <NamePicker {...rest} text={value.text} onText={(text) => onChange({ text, id: find(rest.offered, text) })} />;
}

/**
 * The draft with everybody found whose name was typed and not known yet: whoever types faster than the answers come is asked for
 * nothing again. A name that nobody has stays as it was. Rejects where the question cannot be asked.
 */
export async function findNamed(client: QueryClient, draft: WhatIfDraft): Promise<WhatIfDraft> {
  const isOpen = ({ text, id }: NamedWish): boolean => id === undefined && text.trim() !== '';
  const found = async <Row extends { readonly like: NamedWish }>(
    row: Row,
    offers: (text: string) => Promise<readonly Offered[]>,
  ): Promise<Row> => {
    const { text } = row.like;
    return isOpen(row.like) ? { ...row, like: { text, id: find(await offers(text), text) } } : row;
  };
  const hosts = async (text: string) => offeredHosts(await client.fetchQuery(hostOffer(text)));
  const domains = async (text: string) => offeredDomains(await client.fetchQuery(domainOffer(text)));
  const [hostsRemoved, domainsAdded, hostsAdded] = await Promise.all([
    Promise.all(draft.hostsRemoved.map(async (row) => await found(row, hosts))),
    Promise.all(draft.domainsAdded.map(async (row) => await found(row, domains))),
    Promise.all(draft.hostsAdded.map(async (row) => await found(row, hosts))),
  ]);
  return { ...draft, hostsRemoved, domainsAdded, hostsAdded };
}
