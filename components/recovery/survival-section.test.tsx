// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { survivalQuery } from '@/lib/client/queries/recovery';
import { Survival } from '@/lib/contracts/recovery';
import { SurvivalSection } from './survival-section';

afterEach(cleanup);

const idOf = (number: number) => `3f0c1a52-7d5e-4c9b-8f63-00000000000${number}`;
const host = (number: number, change: object) => ({
  hostId: idOf(number),
  hostName: `d${number}`,
  protectedDomains: 1,
  homeless: [],
  method: 'ipmi',
  fencedAt: null,
  hasSecondPath: false,
  ...change,
});

test('a way to switch off that nobody has seen work says so, and those that stay off are named', () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const hosts = [
    host(1, {}),
    host(2, { fencedAt: '2026-11-28T12:00:00Z' }),
    host(3, { method: 'manual' }),
    host(4, { method: 'simulated' }),
  ];
  const survival = Survival.parse({
    classes: [{ hostClass: 'dempsey', survives: true, sentence: 'survives the loss of any 1 of 4 hosts', hosts }],
    unprotected: 2,
    unprotectedDomains: [{ domainId: idOf(9), domainName: 'dteam-ui-01', hostName: 'd1' }],
  });
  client.setQueryData(survivalQuery().queryKey, survival);
  render(
    <QueryClientProvider client={client}>
      <SurvivalSection />
    </QueryClientProvider>,
  );
  const [, first, second, third, fourth] = screen.getAllByRole('row').map((row) => row.textContent);
  expect(first).toContain('Management card (IPMI), not tried yet');
  expect(second).toContain('Management card (IPMI), switched off last');
  expect([third, fourth].join()).not.toContain('tried');
  expect(screen.getByText('2 running domains have no restart priority and would stay off')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'dteam-ui-01' })).toBeTruthy();
  expect(screen.getByText('and 1 more')).toBeTruthy();
});
