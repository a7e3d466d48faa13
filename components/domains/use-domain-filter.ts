'use client';
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { type Paging, usePaging } from '@/components/table/use-paging';
import type { DomainFilter } from '@/lib/client/queries/domains';
import { HostIdSchema } from '@/lib/contracts/common';
import { DOMAIN_SORTS } from '@/lib/contracts/domains';
import { DOMAIN_STATES, type DomainState, ROLES, type Role } from '@/lib/domain/domain';

interface Facets {
  readonly q: string;
  readonly state: readonly DomainState[];
  readonly role: readonly Role[];
  readonly vo: readonly string[];
  readonly host: string;
}
const PARSERS = {
  q: parseAsString.withDefault(''),
  state: parseAsArrayOf(parseAsStringLiteral(DOMAIN_STATES)).withDefault([]),
  role: parseAsArrayOf(parseAsStringLiteral(ROLES)).withDefault([]),
  vo: parseAsArrayOf(parseAsString).withDefault([]),
  host: parseAsString.withDefault(''),
};

/** What the domain list is asked, all of it in the URL. A changed facet goes back to the first page. */
export function useDomainFilter(): {
  readonly facets: Facets;
  readonly setFacets: (change: { -readonly [Key in keyof Facets]?: Facets[Key] } | null) => void;
  readonly paging: Paging<(typeof DOMAIN_SORTS)[number]>;
  readonly filter: DomainFilter;
  /** Is anything asked for beyond "all"? */
  readonly narrowed: boolean;
} {
  const paging = usePaging(DOMAIN_SORTS);
  const [facets, set] = useQueryStates(PARSERS, { history: 'replace' });
  const filter = useMemo<DomainFilter>(() => {
    const host = HostIdSchema.safeParse(facets.host);
    return {
      page: paging.page,
      pageSize: paging.pageSize,
      sort: paging.sort,
      order: paging.order,
      q: facets.q === '' ? undefined : facets.q,
      state: facets.state.length === 0 ? undefined : facets.state,
      role: facets.role.length === 0 ? undefined : facets.role,
      vo: facets.vo.length === 0 ? undefined : facets.vo,
      host: host.success ? host.data : undefined,
    };
  }, [facets, paging]);
  return {
    facets,
    setFacets: (change) => {
      paging.restart();
      // The library's types want arrays it may change; it copies them into the URL.
      void set(change as Parameters<typeof set>[0]);
    },
    paging,
    filter,
    narrowed:
      facets.q !== '' ||
      facets.host !== '' ||
      [facets.state, facets.role, facets.vo].some((chosen) => chosen.length > 0),
  };
}
