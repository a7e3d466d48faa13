// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { sessionQuery } from '@/lib/client/queries/session';
import { DrainPlan } from '@/lib/contracts/plans';
import { JobWait } from './job-wait';
import { JobsLeft } from './jobs-left';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const HOST = '3f0c1a52-7d5e-4c9b-8f63-aaaabbbbccc1';
const NODE = '3f0c1a52-7d5e-4c9b-8f63-000000000001';
const AT = '2026-11-28T12:00:00Z';
const node = {
  domainId: NODE,
  domainName: 'wn-07',
  roles: ['WN'],
  vo: 'alice',
  memoryKiB: 1_048_576,
  active: true,
  strategy: 'stop',
  live: true,
  copyStorage: false,
  targetHostId: null,
  targetHostName: null,
  why: 'Chosen: it is shut down.',
  counts: null,
  notChosen: [],
  prediction: null,
  blockers: [],
  cautions: [],
  jobs: { words: 'Its slots are closed first.', system: 'simulated batch system', count: 1 },
};
const plan = (change: object = {}) =>
  DrainPlan.parse({
    id: '3f0c1a52-7d5e-4c9b-8f63-000000000009',
    kind: 'drain',
    hostId: HOST,
    hostName: 'd1',
    hostClass: null,
    spread: null,
    supposed: null,
    answer: null,
    state: 'paused',
    halted: 'wn-07: Still runs 1 job of alice, and the limit of 1 h has passed.',
    total: 1,
    done: 0,
    blocked: ['wn-07'],
    leftRunning: [],
    waitsFor: null,
    leftMs: null,
    madeByName: 'Olga',
    approvedByName: 'Olga',
    origin: 'person',
    reason: null,
    createdAt: AT,
    endedAt: null,
    version: 7,
    atOnce: 2,
    plannedAt: AT,
    approvedAt: AT,
    choices: [],
    jobWaitMinutes: 60,
    document: { items: [node], peers: [], bytes: 0, durationMs: null, unforetold: 0 },
    progress: [
      {
        domainId: NODE,
        domainName: 'wn-07',
        state: 'failed',
        words: 'Still runs 1 job of alice.',
        operationId: null,
        jobs: { stage: 'limit', count: 1, untilAt: AT },
        homeState: null,
        homeWords: null,
        homeOperationId: null,
      },
    ],
    difference: [],
    ...change,
  });

function show(of: DrainPlan) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  client.setQueryData(sessionQuery().queryKey, {
    userId: 'u',
    name: 'Olga',
    email: 'olga@gridbox.local',
    role: 'operator',
    scopes: ['hosts:read', 'hosts:write'],
    vos: null,
    mustChangePassword: false,
    via: 'session',
  });
  const sent: unknown[] = [];
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    sent.push(JSON.parse(typeof init.body === 'string' ? init.body : '{}'));
    return await Promise.resolve(Response.json({ ...of, state: 'running', halted: null }));
  });
  render(
    <QueryClientProvider client={client}>
      <JobsLeft plan={of} progress={of.progress[0]} />
    </QueryClientProvider>,
  );
  return sent;
}

test('of a node whose jobs were not over in time somebody decides; ending them is asked once more', async () => {
  const sent = show(plan());
  const group = screen.getByRole('group', { name: 'Jobs left on wn-07' });
  expect(
    within(group)
      .getAllByRole('button')
      .map(({ textContent }) => textContent),
  ).toEqual(['Wait 1 h more', 'Shut down anyway…', 'Leave it running']);
  fireEvent.click(within(group).getByRole('button', { name: 'Wait 1 h more' }));
  await waitFor(() => expect(sent).toEqual([{ jobs: [{ domainId: NODE, decision: 'wait' }] }]));
  fireEvent.click(within(group).getByRole('button', { name: 'Shut down anyway…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Shut down anyway: wn-07' });
  expect(dialog.textContent).toContain('Its jobs end with it');
  expect(sent).toHaveLength(1);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Shut down anyway' }));
  await waitFor(() => expect(sent[1]).toEqual({ jobs: [{ domainId: NODE, decision: 'stop' }] }));
});

test('nobody is asked while the plan is under way', () => {
  show(plan({ state: 'running', halted: null }));
  expect(screen.queryByRole('group')).toBeNull();
});

test('the limit is chosen where a node is emptied, told where it cannot be chosen, and not named elsewhere', () => {
  const onChoose = vi.fn();
  const odd = plan({ state: 'draft', jobWaitMinutes: 45 });
  const { rerender, container } = render(<JobWait plan={odd} minutes={45} onChoose={onChoose} />);
  const select = screen.getByLabelText('Wait for jobs at most');
  expect(
    within(select)
      .getAllByRole('option')
      .map(({ textContent }) => textContent),
  ).toContain('45 min');
  fireEvent.change(select, { target: { value: '240' } });
  expect(onChoose).toHaveBeenCalledWith(240);
  rerender(<JobWait plan={odd} minutes={45} onChoose={undefined} />);
  expect(container.textContent).toBe('Jobs are waited for 45 min at most; then somebody decides.');
  rerender(<JobWait plan={{ ...odd, state: 'returned' }} minutes={45} onChoose={undefined} />);
  expect(container.textContent).toBe('');
  const moves = plan({ document: { ...odd.document, items: [{ ...node, strategy: 'migrate' }] } });
  rerender(<JobWait plan={moves} minutes={45} onChoose={onChoose} />);
  expect(container.textContent).toBe('');
});
