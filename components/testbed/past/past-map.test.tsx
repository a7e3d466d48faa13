// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { PastTestbed } from '@/lib/contracts/past';
import { AppError } from '@/lib/domain/errors';
import { DomainActionsProvider } from '@/components/domains/domain-actions';
import { domainUuid, hostJson, hostUuid, tileJson } from '@/components/testbed/testing';
import type { MapSelection } from '@/components/testbed/use-map-selection';
import { PastMap } from './past-map';

afterEach(cleanup);

const AT = new Date(2026, 10, 3, 12, 3, 15).toISOString();
const past = PastTestbed.parse({
  at: AT,
  knownSinceAt: AT,
  changeBeforeAt: null,
  changeAfterAt: null,
  hosts: [
    { ...hostJson(1), measuredAt: null },
    { ...hostJson(2), measuredAt: null },
  ],
  domains: [tileJson(1, 1)],
  movingCount: 0,
});
const selectionOf = (change: Partial<MapSelection> = {}): MapSelection => ({
  domainId: undefined,
  hostId: undefined,
  find: '',
  showDomain: vi.fn(),
  showHost: vi.fn(),
  close: vi.fn(),
  setFind: vi.fn(),
  ...change,
});
function show(change: Partial<Parameters<typeof PastMap>[0]> = {}) {
  const onLook = vi.fn();
  const selection = selectionOf();
  const props = { at: AT, past, error: null, reading: false, selection, onLook, ...change };
  const { container } = render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { enabled: false } } })}>
      <DomainActionsProvider>
        <PastMap {...props} />
      </DomainActionsProvider>
    </QueryClientProvider>,
  );
  return { onLook, selection, container };
}

test('it says which moment is looked at, and one button leads to now', () => {
  const { onLook } = show();
  expect(screen.getByRole('note').textContent).toMatch(/You look at 12:03:15 on 3 Nov( 2026)?\. Nothing here is live/);
  fireEvent.click(screen.getByRole('button', { name: 'Now' }));
  expect(onLook).toHaveBeenCalledWith(undefined);
});

test('of a moment that is still to come it says that, and leads to now', () => {
  const message = 'at: 2030-01-01T00:00:00Z is still to come; it is 2026-11-29T12:00:00.000Z';
  const error = new AppError('bad-request', message, { fields: [{ field: 'at', message: 'is still to come' }] });
  const { onLook, container } = show({ at: '2030-01-01T00:00:00Z', past: undefined, error });
  expect(screen.getByRole('heading').textContent).toBe('Still to come');
  expect(container.textContent).not.toContain('at: ');
  fireEvent.click(screen.getByRole('button', { name: 'Now' }));
  expect(onLook).toHaveBeenCalledWith(undefined);
});

test('domains stand on their hosts of then, and nothing can be dragged or done', () => {
  const { container, selection } = show();
  const tile = screen.getByRole('button', { name: /^wn-1, / });
  expect(tile.closest('[data-rack]')?.getAttribute('data-rack')).toBe(hostUuid(1));
  expect(container.querySelector('[draggable="true"]')).toBeNull();
  expect(screen.getByText('No domains.')).toBeTruthy();
  fireEvent.contextMenu(tile);
  expect(screen.queryByRole('menu')).toBeNull();
  fireEvent.keyDown(tile, { key: 'm' });
  expect(screen.queryByRole('dialog')).toBeNull();
  // To look at one is no deed.
  fireEvent.click(tile);
  expect(selection.showDomain).toHaveBeenCalledWith(domainUuid(1));
});

test('the panel tells what is recorded, without buttons that act', () => {
  show({ selection: selectionOf({ domainId: domainUuid(1) }) });
  const panel = screen.getByRole('complementary', { name: 'Domain' });
  expect(panel.textContent).toContain('host-1');
  expect(panel.textContent).toContain('It is not there any more.');
  expect([...panel.querySelectorAll('button')].map((button) => button.getAttribute('aria-label'))).toEqual([
    'Close the panel',
  ]);
});

test('before the first record it says since when the past is known, and leads there', () => {
  const knownSinceAt = new Date(2026, 10, 27, 9).toISOString();
  const { onLook } = show({
    past: undefined,
    error: new AppError('not-found', 'Nothing is recorded.', { detail: { knownSinceAt } }),
  });
  expect(screen.getByText(/^The past is known since 09:00:00 /)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Look at the first moment' }));
  expect(onLook).toHaveBeenCalledWith(knownSinceAt);
});

test('an address with something that is no moment says what one looks like', () => {
  const { onLook } = show({ at: 'yesterday', past: undefined });
  expect(screen.getByText(/“yesterday” in the address of this page is no moment/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Now' }));
  expect(onLook).toHaveBeenCalledWith(undefined);
});
