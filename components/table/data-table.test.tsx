// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import type { ComponentProps } from 'react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { DataTable } from './data-table';
import type { BulkAction, Column, ListResult } from './table-types';
import type { Paging } from './use-paging';

interface Thing {
  readonly id: string;
  readonly load: number;
}
const thing = (id: string, load = 0): Thing => ({ id, load });
const columns: Column<Thing>[] = [
  { id: 'name', accessorFn: (row) => row.id, header: 'Name', meta: { width: '1fr' } },
  { id: 'load', accessorFn: (row) => row.load, header: 'Load', meta: { width: '1fr', align: 'end' } },
];
const push = vi.fn();
const migrate = vi.fn();
const setSort = vi.fn();
const router = { push, replace: vi.fn(), refresh: vi.fn(), back: vi.fn(), forward: vi.fn(), prefetch: vi.fn() };
const paging: Paging<string> = {
  page: 1,
  pageSize: 50,
  sort: 'name',
  order: 'asc',
  setPage: vi.fn(),
  setPageSize: vi.fn(),
  setSort,
  restart: vi.fn(),
};
const answer = (items: Thing[], part: Partial<ListResult<Thing>> = {}): ListResult<Thing> => ({
  data: { items, total: items.length, page: 1, pageSize: 50 },
  error: null,
  isPending: false,
  isFetching: false,
  isPlaceholderData: false,
  dataUpdatedAt: Date.now(),
  refetch: vi.fn(),
  ...part,
});
const rowName = (row: Thing) => row.id;
const view = (result: ListResult<Thing>, part: Partial<ComponentProps<typeof DataTable<Thing>>> = {}) => (
  // Only what the table calls of the router is real.
  <AppRouterContext.Provider value={router as never}>
    <button type="button">outside</button>
    <DataTable<Thing>
      name="things"
      label="Things"
      noun={{ one: 'thing', many: 'things' }}
      columns={columns}
      result={result}
      paging={paging}
      question={{}}
      empty={<p>No things yet</p>}
      rowName={rowName}
      rowHref={(row) => `/things/${row.id}`}
      phoneRow={rowName}
      actions={(row) => [
        {
          id: 'migrate',
          label: 'Migrate',
          shortcut: 'm',
          disabledReason: row.id === 'b' ? 'b stays' : undefined,
          onSelect: () => migrate(row.id),
        },
      ]}
      {...part}
    />
  </AppRouterContext.Provider>
);
const names = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('cell')[0]?.textContent);
const grid = () => screen.getByRole('grid');
const rowOf = (name: string) => {
  const row = screen.getByText(name).closest('tr');
  if (row === null) throw new Error(`no row ${name}`);
  return row;
};

beforeAll(() => {
  // A layout engine is missing here: the window on the list must have a size to show anything.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1200);
  Element.prototype.scrollTo = () => {};
});
beforeEach(() => vi.clearAllMocks());
afterEach(cleanup);

describe('live updates', () => {
  it('move no row under the pointer, and are let in on demand or when it leaves', () => {
    const { rerender } = render(view(answer([thing('a'), thing('b')])));
    const area = grid().parentElement;
    if (area === null) throw new Error('no scroll area');
    fireEvent.pointerEnter(area, { pointerType: 'mouse' });
    rerender(view(answer([thing('c'), thing('b', 7), thing('a', 9)])));
    expect(names()).toEqual(['a', 'b']);
    expect(within(rowOf('a')).getByText('9')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: /changes waiting/ }));
    expect(names()).toEqual(['c', 'b', 'a']);
    rerender(view(answer([thing('a'), thing('b')])));
    expect(names()).toEqual(['c', 'b', 'a']);
    fireEvent.pointerLeave(area, { pointerType: 'mouse' });
    expect(names()).toEqual(['a', 'b']);
  });

  it('come at once when another question was asked', () => {
    const { rerender } = render(view(answer([thing('a'), thing('b')]), { question: { sort: 'name' } }));
    fireEvent.pointerEnter(grid().parentElement ?? document.body, { pointerType: 'mouse' });
    rerender(view(answer([thing('b'), thing('a')]), { question: { sort: 'load' } }));
    expect(names()).toEqual(['b', 'a']);
  });

  it('keep focus and selection', async () => {
    const user = userEvent.setup();
    const bulkActions: BulkAction<Thing>[] = [
      { id: 'go', label: 'Go', refusal: () => undefined, send: () => Promise.resolve({ operationId: '1' }) },
    ];
    const { rerender } = render(view(answer([thing('a'), thing('b')]), { bulkActions }));
    rowOf('b').focus();
    await user.keyboard(' ');
    expect(rowOf('b').getAttribute('aria-selected')).toBe('true');
    rerender(view(answer([thing('b', 3), thing('a', 4)]), { bulkActions }));
    expect(document.activeElement).toBe(rowOf('b'));
    expect(rowOf('b').getAttribute('aria-selected')).toBe('true');
    expect(screen.getByText('1 selected')).toBeTruthy();
  });
});

describe('keyboard', () => {
  it('walks the rows, opens, acts, and tells why not', async () => {
    const user = userEvent.setup();
    render(view(answer([thing('a'), thing('b'), thing('c')])));
    rowOf('a').focus();
    await user.keyboard('m');
    expect(migrate).toHaveBeenCalledExactlyOnceWith('a');
    await user.keyboard('{ArrowDown}m');
    expect(document.activeElement).toBe(rowOf('b'));
    expect(migrate).toHaveBeenCalledTimes(1);
    await user.keyboard('{End}{Enter}');
    expect(push).toHaveBeenCalledExactlyOnceWith('/things/c');
  });

  it('leaves the second key of a page sequence to the page', async () => {
    const user = userEvent.setup();
    render(view(answer([thing('a')])));
    rowOf('a').focus();
    await user.keyboard('gm');
    expect(migrate).not.toHaveBeenCalled();
    await user.keyboard('m');
    expect(migrate).toHaveBeenCalledOnce();
  });

  it('has one tab stop among the rows', () => {
    render(view(answer([thing('a'), thing('b'), thing('c')])));
    expect(screen.getAllByRole('row').filter((row) => row.tabIndex === 0)).toHaveLength(1);
  });

  it('sorts by the header', async () => {
    render(view(answer([thing('a')])));
    expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending');
    await userEvent.click(screen.getByRole('button', { name: 'Name' }));
    expect(setSort).toHaveBeenCalledWith('name', 'desc');
  });
});

describe('states', () => {
  const nothing = { data: undefined, dataUpdatedAt: 0 };
  it('shows a skeleton, then what the page says of emptiness', () => {
    const { rerender } = render(view(answer([], { ...nothing, isPending: true })));
    expect(screen.getByText('Things: loading')).toBeTruthy();
    rerender(view(answer([])));
    expect(screen.getByText('No things yet')).toBeTruthy();
  });

  it('shows a failed first read with another try', async () => {
    const refetch = vi.fn();
    render(view(answer([], { ...nothing, error: new AppError('unavailable', 'Nobody answers.'), refetch })));
    expect(screen.getByText('Nobody answers.')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(refetch).toHaveBeenCalledOnce();
  });

  it('shows forbidden as such', () => {
    render(view(answer([], { ...nothing, error: new AppError('forbidden', 'Needs audit:read.') })));
    expect(screen.getByText('Not yours to see')).toBeTruthy();
  });

  it('keeps the rows when a later read fails, and says so', () => {
    render(view(answer([thing('a')], { error: new AppError('unavailable', 'Nobody answers.') })));
    expect(names()).toEqual(['a']);
    expect(screen.getByText(/What is shown was read before/)).toBeTruthy();
  });
});

describe('bulk actions', () => {
  it('send each fitting row once and tell each result', async () => {
    const user = userEvent.setup();
    const send = vi.fn((row: Thing) =>
      row.id === 'a' ? Promise.reject(new Error('a is busy')) : Promise.resolve({ operationId: `op-${row.id}` }),
    );
    const bulkActions: BulkAction<Thing>[] = [
      { id: 'stop', label: 'Stop', refusal: (row) => (row.id === 'b' ? 'b never stops' : undefined), send },
    ];
    render(view(answer([thing('a'), thing('b'), thing('c')]), { bulkActions }));
    await user.click(screen.getByRole('checkbox', { name: 'Select all rows on this page' }));
    await user.click(screen.getByRole('button', { name: 'Stop 2…' }));
    await user.type(screen.getByLabelText(/Reason/), 'maintenance');
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Stop 2' }));
    expect(await screen.findByText('a is busy')).toBeTruthy();
    expect(screen.getByText(/b never stops/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'its operation' }).getAttribute('href')).toBe('/operations/op-c');
    expect(send.mock.calls.map(([row]) => row.id)).toEqual(['a', 'c']);
    expect(send).toHaveBeenCalledWith(thing('c'), { reason: 'maintenance' });
  });
});
