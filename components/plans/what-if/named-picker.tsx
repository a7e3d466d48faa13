'use client';
import { type QueryClient, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { NamePicker } from '@/components/form/name-picker';
import {
  findOffered,
  OFFERED_MAX,
  offerDomain,
  type OfferedName,
  offerHost,
  quotedName,
} from '@/components/form/offered-names';
import { domainsQuery } from '@/lib/client/queries/domains';
import { hostsQuery } from '@/lib/client/queries/hosts';
import type { DomainPage } from '@/lib/contracts/domains';
import type { HostPage } from '@/lib/contracts/hosts';
import { ROLE_LABELS } from '@/lib/domain/domain';
import { formatKiB } from '@/lib/utils/units';
import type { NamedWish, WhatIfDraft } from './what-if-draft';

interface PickerProps {
  readonly label: string;
  readonly value: NamedWish;
  readonly error: string | undefined;
  readonly onChange: (wish: NamedWish) => void;
}

const hostOffer = (text: string) => hostsQuery({ q: text.trim(), pageSize: OFFERED_MAX });
const offeredHosts = ({ items }: HostPage): readonly OfferedName[] => items.map(offerHost);
const domainOffer = (text: string) => {
  const q = quotedName(text);
  return domainsQuery({ ...(q === '' ? {} : { q }), pageSize: OFFERED_MAX });
};
const offeredDomains = ({ items }: DomainPage): readonly OfferedName[] =>
  items.filter(({ hostName }) => hostName !== null).map(offerDomain);
const find = (offered: readonly OfferedName[], text: string): string | undefined => findOffered(offered, text)?.id;

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
      : `${one.name} has ${formatKiB(one.memoryKiB)} of memory and ${one.vcpus} vCPU${one.roles.length === 0 ? '' : `, and is ${one.roles.map((role) => ROLE_LABELS[role]).join(' ')}`}.`;
  return <Picker {...props} offered={data === undefined ? [] : offeredDomains(data)} hint={hint} />;
}

function Picker({
  value,
  onChange,
  ...rest
}: PickerProps & { readonly hint: string | undefined; readonly offered: readonly OfferedName[] }) {
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
    offers: (text: string) => Promise<readonly OfferedName[]>,
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
