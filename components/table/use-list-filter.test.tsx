// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react';
import { NuqsTestingAdapter, type OnUrlUpdateFunction } from 'nuqs/adapters/testing';
import type { ReactNode } from 'react';
import { expect, it, vi } from 'vitest';
import { parseAsAnyOf, parseAsTyped, useListFilter } from './use-list-filter';

const PARSERS = { q: parseAsTyped, state: parseAsAnyOf(['running', 'off']) };
const SORTS = ['name', 'memory'] as const;

function show(address: string, sorts?: typeof SORTS) {
  const onUrlUpdate = vi.fn<OnUrlUpdateFunction>();
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <NuqsTestingAdapter searchParams={address} onUrlUpdate={onUrlUpdate} hasMemory>
      {children}
    </NuqsTestingAdapter>
  );
  const { result } = renderHook(() => useListFilter(PARSERS, sorts), { wrapper });
  return { list: () => result.current, address: () => onUrlUpdate.mock.lastCall?.[0].queryString };
}

it('asks for the page alone where the address says nothing', () => {
  const { list } = show('');
  expect(list().filter).toEqual({ page: 1, pageSize: 50 });
  expect(list().narrowed).toBe(false);
});

it('asks for the order only of a list that has one', () => {
  const address = '?sort=memory&order=desc&size=100';
  expect(show(address, SORTS).list().filter).toEqual({ page: 1, pageSize: 100, sort: 'memory', order: 'desc' });
  expect(show(address).list().filter).toEqual({ page: 1, pageSize: 100 });
});

it('leaves out what is empty, and what is no value of the facet', () => {
  const { list } = show('?q=&state=running,nonsense', SORTS);
  expect(list().filter).toMatchObject({ state: ['running'] });
  expect(list().filter).not.toHaveProperty('q');
  expect(list().narrowed).toBe(true);
});

it('goes back to the first page with a changed facet, and keeps the order', async () => {
  const { list, address } = show('?page=3&sort=memory', SORTS);
  await act(async () => list().setFacets({ state: ['off'] }));
  await vi.waitFor(() => expect(address()).toBe('?sort=memory&state=off'));
  expect(list().filter).toMatchObject({ page: 1, sort: 'memory', state: ['off'] });
});

it('clears all facets at once', async () => {
  const { list, address } = show('?q=wn&state=off&page=2&size=100');
  await act(async () => list().setFacets(null));
  await vi.waitFor(() => expect(address()).toBe('?size=100'));
  expect(list().narrowed).toBe(false);
});
