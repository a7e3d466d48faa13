// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Maintenance } from '@/lib/contracts/maintenances';
import { AnswerButtons } from './answer-buttons';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const told = {
  vo: 'atlas',
  toldAt: '2026-11-30T08:00:00.000Z',
  standing: 'waiting' as const,
  deferUntilAt: null,
  words: null,
  answeredByName: null,
  answeredAt: null,
  domains: [],
  leases: [],
  can: { consent: { allowed: true as const }, defer: { allowed: true as const } },
};
const maintenance = (vo: object) =>
  Maintenance.parse({
    id: '3f0c1a52-7d5e-4c9b-8f63-000000000001',
    hostId: '3f0c1a52-7d5e-4c9b-8f63-000000000002',
    hostName: 'dempsey-01',
    reason: 'A new fan',
    standing: 'announced',
    startsAt: '2026-12-01T08:00:00.000Z',
    endsAt: '2026-12-01T10:00:00.000Z',
    announcedStartsAt: '2026-12-01T08:00:00.000Z',
    lengthMinutes: 120,
    deferrableUntilAt: '2026-12-03T08:00:00.000Z',
    answersDueAt: '2026-11-30T20:00:00.000Z',
    announcedByName: 'Mia',
    announcedAt: '2026-11-30T08:00:00.000Z',
    cancelledAt: null,
    cancelledByName: null,
    vos: [{ ...told, ...vo }],
    can: { cancel: { allowed: false, reason: 'Managers do.' } },
    version: 1,
  });
function show(vo: object = {}) {
  const shown = maintenance(vo);
  const [first] = shown.vos;
  if (first === undefined) throw new Error('nobody was told');
  render(
    <QueryClientProvider client={new QueryClient()}>
      <AnswerButtons maintenance={shown} told={first} />
    </QueryClientProvider>,
  );
}

test('it is put off to the latest begin that is allowed, with the reason that was typed', async () => {
  const sent = vi.fn(async (path: string, _options: RequestInit) =>
    Response.json(
      path.includes('/foreseen')
        ? {
            startsAt: '2026-12-03T08:00:00.000Z',
            endsAt: '2026-12-03T10:00:00.000Z',
            domains: [],
            leases: [{ id: '3f0c1a52-7d5e-4c9b-8f63-000000000009', number: 9 }],
          }
        : maintenance({ standing: 'defers' }),
    ),
  );
  const answers = () => sent.mock.calls.filter(([path]) => path.endsWith('/answer'));
  vi.stubGlobal('fetch', sent);
  show();
  fireEvent.click(screen.getByRole('button', { name: 'Put off for atlas the maintenance of dempsey-01' }));
  const dialog = await screen.findByRole('dialog', { name: 'Put off the maintenance of dempsey-01' });
  const press = () => fireEvent.click(within(dialog).getByRole('button', { name: 'Put off' }));
  // Without a reason nothing is sent.
  press();
  expect(answers()).toEqual([]);
  // What it touches at the time that stands there is said before it is put off for good.
  await within(dialog).findByText(/touches lease 9 of atlas\. Lease 9 it does not touch now\./);
  expect(sent.mock.calls[0]?.[0]).toBe(
    '/api/v1/maintenances/3f0c1a52-7d5e-4c9b-8f63-000000000001/foreseen?vo=atlas&startsAt=2026-12-03T08%3A00%3A00.000Z',
  );
  fireEvent.change(screen.getByLabelText('Why'), { target: { value: 'A run ends then ' } });
  press();
  await waitFor(() => expect(answers()).toHaveLength(1));
  const [path, options] = answers()[0] ?? ['', {}];
  expect(path).toBe('/api/v1/maintenances/3f0c1a52-7d5e-4c9b-8f63-000000000001/answer');
  expect(JSON.parse(typeof options.body === 'string' ? options.body : '')).toEqual({
    vo: 'atlas',
    answer: 'defer',
    deferUntilAt: '2026-12-03T08:00:00.000Z',
    words: 'A run ends then',
  });
});

test('what is answered or over offers nothing, and what can only be consented to says why', () => {
  const refused = { allowed: false as const, reason: 'It cannot be put off.' };
  show({ can: { consent: { allowed: true }, defer: refused } });
  expect(screen.getByRole('button', { name: /^Put off/ }).getAttribute('aria-disabled')).toBe('true');
  cleanup();
  // Who consented may put it off still; consenting twice is nothing.
  show({ standing: 'consents', can: { consent: refused, defer: { allowed: true } } });
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Put off']);
  cleanup();
  show({ can: { consent: refused, defer: refused } });
  expect(screen.queryAllByRole('button')).toEqual([]);
});
