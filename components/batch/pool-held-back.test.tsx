// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { formatMoment } from '@/components/ui/format-age';
import type { PoolDetail } from '@/lib/contracts/pools';
import { PoolHeldBack } from './pool-held-back';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const ID = '3f0c1a52-7d5e-4c9b-8f63-aaaabbbbcccc';
const HELD = {
  since: '2026-11-30T12:00:00Z',
  until: '2026-11-30T12:04:00Z',
  failures: 5,
  cause: 'boot',
  words: 'slot-1: Its batch system has not heard of it in time.',
} as const;
const may: PoolDetail['can'] = {
  change: { allowed: true },
  retry: { allowed: true },
  remove: { allowed: true },
  specify: { allowed: true },
};
function show(heldBack: NonNullable<PoolDetail['heldBack']>, can = may) {
  const client = new QueryClient();
  render(
    <QueryClientProvider client={client}>
      <PoolHeldBack pool={{ id: ID, can }} heldBack={heldBack} />
    </QueryClientProvider>,
  );
}
const text = (): string => screen.getByRole('region', { name: 'Held back' }).textContent;

test('until when nothing is tried, after how many failures, and what the last was', () => {
  show(HELD);
  expect(text()).toContain(`the last 5 tries failed. The next is not made before ${formatMoment(HELD.until)}`);
  expect(text()).toContain('A slot that opens ends it.');
  expect(text()).toContain('The last: slot-1: Its batch system has not heard of it in time.');
});

test('what may be tried again says so, and whoever may not ask for it reads why', () => {
  const reason = 'Viewers do not change pools of batch systems.';
  show({ ...HELD, until: null, cause: 'jobs' }, { ...may, retry: { allowed: false, reason } });
  expect(text()).toContain('The next one may be made, with one slot at a time. A job that lives in a slot ends it.');
  const button = screen.getByRole('button', { name: 'Try now' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
});

test('it is tried now where somebody asks for it; what stands against it is said', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    asked.push(`${init?.method ?? 'GET'} ${path}`);
    const error = { code: 'conflict', message: 'slc4 waits for no next try.', fields: [], requestId: 'r' };
    return await Promise.resolve(
      new Response(JSON.stringify({ error }), { status: 409, headers: { 'content-type': 'application/json' } }),
    );
  });
  show(HELD);
  fireEvent.click(screen.getByRole('button', { name: 'Try now' }));
  await waitFor(() => expect(text()).toContain('waits for no next try'));
  expect(asked).toEqual([`POST /api/v1/pools/${ID}/retry`]);
});
