'use client';
import {
  debounce,
  type Nullable,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
  type UseQueryStatesKeysMap,
  type Values,
} from 'nuqs';
import { NEWEST_FIRST, type Paging, usePaging } from './use-paging';

/** A box one types into: the address, and with it the list, follows when the typing pauses. */
export const parseAsTyped = parseAsString.withDefault('').withOptions({ limitUrlUpdates: debounce(250) });
/** A facet: any of these values, none chosen at first. */
export const parseAsAnyOf = <const Value extends string>(values: readonly Value[]) =>
  parseAsArrayOf(parseAsStringLiteral(values)).withDefault([]);

interface ListFilter<Parsers extends UseQueryStatesKeysMap, Sort extends string> {
  readonly facets: Values<Parsers>;
  /** Changes some facets, `null` all of them; either goes back to the first page. */
  readonly setFacets: (change: Partial<Nullable<Values<Parsers>>> | null) => void;
  readonly paging: Paging<Sort | 'newest'>;
  /** What the server is asked: the page, its order, and the facets that are not empty. */
  readonly filter: Partial<Values<Parsers>> & {
    readonly page: number;
    readonly pageSize: number;
    readonly sort?: Sort | undefined;
    readonly order?: 'asc' | 'desc' | undefined;
  };
  /** Is anything asked for beyond "all"? */
  readonly narrowed: boolean;
}

/**
 * What a list is asked, all of it in the URL. Without `sorts` the list comes newest first and has no order to ask for.
 * `filter` is a new object each time: queries and tables compare it by what it says.
 */
export function useListFilter<Parsers extends UseQueryStatesKeysMap, Sort extends string = never>(
  parsers: Parsers,
  sorts?: readonly [Sort, ...Sort[]],
): ListFilter<Parsers, Sort> {
  const paging = usePaging<Sort | 'newest'>(sorts ?? NEWEST_FIRST);
  const [facets, set] = useQueryStates(parsers, { history: 'replace' });
  const chosen = Object.entries(facets).filter(([, value]) => !isEmpty(value));
  return {
    facets,
    setFacets: (change) => {
      paging.restart();
      void set(change);
    },
    paging,
    filter: {
      // The same keys and values, less the empty ones.
      ...(Object.fromEntries(chosen) as Partial<Values<Parsers>>),
      page: paging.page,
      pageSize: paging.pageSize,
      sort: sorts?.find((each) => each === paging.sort),
      order: sorts === undefined ? undefined : paging.order,
    },
    narrowed: chosen.length > 0,
  };
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);
