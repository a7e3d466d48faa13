'use client';
import { parseAsArrayOf, parseAsString } from 'nuqs';
import { parseAsAnyOf, useListFilter } from '@/components/table/use-list-filter';
import { HostIdSchema } from '@/lib/contracts/common';
import { DOMAIN_SORTS } from '@/lib/contracts/domains';
import { DOMAIN_STATES, ROLES } from '@/lib/domain/domain';

const PARSERS = {
  // Not `parseAsTyped`: the query box itself settles what is typed.
  q: parseAsString.withDefault(''),
  state: parseAsAnyOf(DOMAIN_STATES),
  role: parseAsAnyOf(ROLES),
  vo: parseAsArrayOf(parseAsString).withDefault([]),
  host: parseAsString.withDefault(''),
};

/** What the domain list is asked. */
export function useDomainFilter() {
  const { filter, ...list } = useListFilter(PARSERS, DOMAIN_SORTS);
  // A mistyped host in an address lists all domains and is no error of the whole list.
  return { ...list, filter: { ...filter, host: HostIdSchema.safeParse(filter.host).data } };
}
