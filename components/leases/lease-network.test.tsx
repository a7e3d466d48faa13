// @vitest-environment happy-dom
/** What a lease's page says of how its guests are reached, with and without a network. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { LeaseDetail } from '@/lib/contracts/leases';
import { NO_NETWORK_WORDS } from '@/lib/domain/environment-network';
import { domainId } from '@/lib/domain/ids';
import { LeaseDomains } from './lease-domains';
import { LoginPanel } from './login-panel';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const domain: LeaseDetail['domains'][number] = {
  id: domainId('00000002-0000-4000-8000-000000000001'),
  name: 'lease-6-ui-1',
  state: 'running',
  simulated: false,
  address: null,
  addressFrom: null,
  macs: [],
  hostName: 'rig-2',
  verified: true,
};
const lease = {
  id: '00000003-0000-4000-8000-000000000001',
  number: 6,
  state: 'active',
  isolation: 'dedicated',
  site: null,
  approved: null,
  can: { issueLogin: { allowed: true } },
} as const;

test('without a network no address is waited for, and the way that is left is said', () => {
  render(<LeaseDomains lease={{ ...lease, isolation: 'shared', domains: [domain] }} />);
  const text = screen.getByRole('region', { name: 'Domains' }).textContent;
  expect(text).toContain('no network interface, no address');
  expect(text).not.toContain('not known yet');
  expect(text).toContain(NO_NETWORK_WORDS);
  cleanup();
  render(<LeaseDomains lease={{ ...lease, domains: [domain] }} />);
  const other = screen.getByRole('region', { name: 'Domains' }).textContent;
  expect(other).toContain('address not known yet');
  expect(other).not.toContain(NO_NETWORK_WORDS);
  cleanup();
  render(<LeaseDomains lease={{ ...lease, domains: [{ ...domain, address: '10.88.0.15', addressFrom: 'guest' }] }} />);
  expect(screen.getByRole('region', { name: 'Domains' }).textContent).toContain(
    'address 10.88.0.15, as its guest says',
  );
});

async function issued(domains: LeaseDetail['domains']): Promise<string> {
  vi.stubGlobal(
    'fetch',
    async () =>
      await Promise.resolve(
        Response.json({
          account: 'user',
          privateKey: 'PRIVATE',
          certificate: 'CERTIFICATE',
          validUntil: '2026-12-01T12:00:00Z',
          serial: 1,
        }),
      ),
  );
  const login = { account: 'user', issued: 0, issuedAt: null, issuedToName: null, validUntil: null };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <LoginPanel lease={{ ...lease, domains, login }} />
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Show the login' }));
  const [, confirm] = screen.getAllByRole('button', { name: 'Show the login', hidden: true });
  if (confirm === undefined) throw new Error('nothing is asked first');
  fireEvent.click(confirm);
  return (await screen.findByText(/^Save both files now/)).textContent;
}

test('the command of a login has the address of a guest where one is known, and says where none is', async () => {
  const known = await issued([domain, { ...domain, address: '10.88.0.12', addressFrom: 'probe' }]);
  expect(known).toContain('ssh -i lease-6 user@10.88.0.12');
  expect(known).not.toContain('no address');
  cleanup();
  expect(await issued([domain])).toMatch(/user@ADDRESS\. Gridbox knows no address of its guests yet/);
});
