'use client';
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { PAGE_SIZE_DEFAULT } from '@/lib/contracts/common';

export const PAGE_SIZES = ['50', '100', '200', '500'] as const;

export interface Paging<Sort extends string> {
  readonly page: number;
  readonly pageSize: number;
  readonly sort: Sort;
  readonly order: 'asc' | 'desc';
  setPage(page: number): void;
  setPageSize(pageSize: number): void;
  /** A method, not a property: a table that knows only that its columns' ids are the sorts may hold any `Paging`. */
  setSort(sort: Sort, order: 'asc' | 'desc'): void;
  /** Back to the first page; a changed filter calls it. */
  restart(): void;
}

/** Page, rows a page and order of a list, kept in the URL so that a link, a reload and the back button give the same list. */
export function usePaging<Sort extends string>(
  sorts: readonly [Sort, ...Sort[]],
  defaults: { readonly order: 'asc' | 'desc' } = { order: 'asc' },
): Paging<Sort> {
  const [state, set] = useQueryStates(
    {
      page: parseAsInteger.withDefault(1),
      size: parseAsStringLiteral(PAGE_SIZES).withDefault('50'),
      sort: parseAsStringLiteral(sorts).withDefault(sorts[0]),
      order: parseAsStringLiteral(['asc', 'desc'] as const).withDefault(defaults.order),
    },
    { history: 'replace' },
  );
  return useMemo(
    () => ({
      page: Math.max(1, state.page),
      pageSize: Number(state.size) || PAGE_SIZE_DEFAULT,
      sort: sorts.find((each) => each === state.sort) ?? sorts[0],
      order: state.order,
      setPage: (page) => void set({ page }, { history: 'push' }),
      setPageSize: (pageSize) =>
        void set({ size: PAGE_SIZES.find((each) => Number(each) === pageSize) ?? null, page: null }),
      setSort: (sort, order) => void set({ sort, order, page: null }),
      restart: () => void set({ page: null }),
    }),
    [state, set, sorts],
  );
}

/** For lists that the server always gives newest first. */
export const NEWEST_FIRST = ['newest'] as const;
