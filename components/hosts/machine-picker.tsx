'use client';
import { type QueryClient, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { NamePicker } from '@/components/form/name-picker';
import { findOffered, OFFERED_MAX, offerDomain, quotedName } from '@/components/form/offered-names';
import { domainsQuery } from '@/lib/client/queries/domains';

const offer = (text: string) => {
  const q = quotedName(text);
  return domainsQuery({ ...(q === '' ? {} : { q }), pageSize: OFFERED_MAX });
};

/** The domain that a host runs in, by its name. */
export function MachinePicker({
  text,
  error,
  onText,
}: {
  readonly text: string;
  readonly error: string | undefined;
  readonly onText: (text: string) => void;
}) {
  const { data } = useQuery(offer(useDeferredValue(text)));
  return (
    <NamePicker
      label="Its domain"
      hint="The domain of another host that this host runs in."
      text={text}
      error={error}
      offered={data?.items.map(offerDomain) ?? []}
      onText={onText}
    />
  );
}

/** Whom the text means: the one that is known already, or the one of that name. Rejects where it cannot be asked. */
export async function findMachine(
  client: QueryClient,
  { domain, domainId }: { readonly domain: string; readonly domainId: string },
): Promise<string | undefined> {
  if (domainId !== '') return domainId;
  const { items } = await client.fetchQuery(offer(domain));
  return findOffered(items.map(offerDomain), domain)?.id;
}
