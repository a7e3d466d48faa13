// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { sessionKeys } from '@/lib/client/query-keys/session';
import { ROLE_SCOPES } from '@/lib/domain/access';
import { NO_NETWORK_WORDS } from '@/lib/domain/environment-network';
import { FIRST_ENVIRONMENT } from './environment-draft';
import { EnvironmentForm } from './environment-form';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const WORDS = 'A network of the lease alone cannot be made on rig-2: This host runs as an ordinary user.';

test('that no host can make the network that is chosen is said before it is offered, and keeps nobody from it', async () => {
  const asked: unknown[] = [];
  vi.stubGlobal('fetch', async (_path: string, init?: RequestInit) => {
    const place = JSON.parse(typeof init?.body === 'string' ? init.body : '') as { isolation: string };
    asked.push(place);
    const network = place.isolation === 'shared' ? null : { possible: false, words: WORDS };
    return await Promise.resolve(Response.json({ network }));
  });
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(sessionKeys.all(), { role: 'manager', scopes: ROLE_SCOPES.manager });
  render(
    <QueryClientProvider client={client}>
      <EnvironmentForm
        initial={{ ...FIRST_ENVIRONMENT, imageFrom: 'path', hosts: 'rig-2' }}
        saveLabel="Offer environment"
        pending={false}
        error={null}
        refused={undefined}
        onSave={() => undefined}
      />
    </QueryClientProvider>,
  );
  expect((await screen.findByText(WORDS)).closest('[role=status]')).not.toBeNull();
  expect(screen.getByRole('button', { name: 'Offer environment' }).getAttribute('aria-disabled')).not.toBe('true');
  expect(asked).toEqual([{ architecture: 'x86_64', isolation: 'dedicated', hostClass: null, hosts: ['rig-2'] }]);
  const network = screen.getByLabelText('Network');
  const hint = (): string | null | undefined =>
    document.getElementById(network.getAttribute('aria-describedby') ?? '')?.textContent;
  expect(hint()).toContain('nobody gives out addresses on it');
  fireEvent.change(network, { target: { value: 'shared' } });
  expect(screen.queryByText(WORDS)).toBeNull();
  expect(hint()).toBe(NO_NETWORK_WORDS);
});
