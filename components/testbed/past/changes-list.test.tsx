// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { testbedChangesQuery } from '@/lib/client/queries/past';
import { TestbedChanges } from '@/lib/contracts/past';
import { domainUuid, hostUuid } from '@/components/testbed/testing';
import { ChangesList } from './changes-list';

afterEach(cleanup);

const SINCE = '2026-11-29T12:00:00.000Z';
const UNTIL = '2026-11-29T13:00:00.000Z';
const OPERATION = '3f0c1a52-7d5e-4c9b-8f63-aaaabbbbccc1';
const item = (change: object) => ({
  subject: 'domain',
  id: domainUuid(1),
  name: 'wn-1',
  kind: 'moved',
  words: 'moved from host-1 to host-2',
  lastChangedAt: '2026-11-29T12:30:00.000Z',
  stillThere: true,
  operationId: null,
  planId: null,
  ...change,
});
function show(items: readonly object[], one = SINCE, other = UNTIL) {
  const client = new QueryClient();
  const answer = TestbedChanges.parse({ since: SINCE, until: UNTIL, knownSinceAt: SINCE, items });
  client.setQueryData(testbedChangesQuery(SINCE, UNTIL).queryKey, answer);
  render(
    <QueryClientProvider client={client}>
      <ChangesList one={one} other={other} />
    </QueryClientProvider>,
  );
}

test('each change is a sentence; what is still there and what moved it are linked', () => {
  show([
    item({ operationId: OPERATION, planId: OPERATION }),
    item({
      subject: 'host',
      id: hostUuid(3),
      name: 'host-3',
      kind: 'host-removed',
      words: 'was removed',
      stillThere: false,
    }),
  ]);
  const [moved, removed] = screen.getAllByRole('listitem');
  expect(moved?.textContent).toContain('wn-1 moved from host-1 to host-2 (its migration, of a plan)');
  expect(screen.getByRole('link', { name: 'a plan' }).getAttribute('href')).toBe(`/plans/${OPERATION}`);
  expect(screen.getByRole('link', { name: 'wn-1' }).getAttribute('href')).toBe(`/domains/${domainUuid(1)}`);
  expect(screen.getByRole('link', { name: 'its migration' }).getAttribute('href')).toBe(`/migrations/${OPERATION}`);
  expect(removed?.textContent).toContain('host-3 was removed');
  expect(screen.queryByRole('link', { name: 'host-3' })).toBeNull();
});

test('the earlier of the two moments comes first, whichever was chosen to compare with', () => {
  show([item({})], UNTIL, SINCE);
  expect(screen.getAllByRole('listitem')).toHaveLength(1);
});

test('two moments of one second are one', () => {
  show([], SINCE, '2026-11-29T12:00:00.400Z');
  expect(screen.getByRole('heading').textContent).toMatch(/^What changed within \d\d:00:00/);
});

test('where nothing is otherwise it says so', () => {
  show([]);
  expect(screen.getByText(/Nothing is otherwise/)).toBeTruthy();
});

test('more than can be read is counted', () => {
  show(Array.from({ length: 250 }, (_, index) => item({ id: domainUuid(index), name: `wn-${index}` })));
  expect(screen.getByText(/and 50 more/)).toBeTruthy();
});
