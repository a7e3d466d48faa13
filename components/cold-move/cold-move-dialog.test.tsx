// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { ColdMovePlan } from '@/lib/contracts/cold-moves';
import { coldMovePossible } from './cold-move-possible';
import { ColdMoveDialog } from './cold-move-dialog';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const OPERATION = '3f0c1a52-7d5e-4c9b-8f63-aaaabbbbcccc';
const HOST = '3f0c1a52-7d5e-4c9b-8f63-aaaabbbbcccd';
const plan: ColdMovePlan = {
  sourceHostName: 'rig-1',
  targetHostName: 'xen-b',
  running: true,
  guestMode: 'pvh',
  folder: '/srv',
  files: [
    {
      role: 'disk',
      disk: 'vda',
      sourcePath: '/disks/a.qcow2',
      sourceFormat: 'qcow2',
      bytes: 8_388_608,
      readOnly: false,
      targetPath: '/srv/a-vda.raw',
      targetFormat: 'raw',
      begun: false,
      written: null,
    },
  ],
  bytesTotal: 8_388_608,
  changes: ['Kernel command line: console=ttyS0 becomes console=hvc0.'],
  obstacles: [],
  definition: '<domain/>',
  planHash: 'abc',
};
const summary = {
  id: OPERATION,
  kind: 'plan-cold-move',
  title: 'Plan',
  state: 'succeeded',
  domainId: null,
  hostId: null,
  targetHostId: null,
  vo: null,
  actorName: 'Operator',
  reason: null,
  waitingFor: null,
  cancellable: true,
  stopRefusal: null,
  cancelRequested: false,
  attempt: 1,
  createdAt: '2026-01-01T00:00:00Z',
  startedAt: null,
  finishedAt: null,
  deadlineAt: null,
  error: null,
};

/** The API, as far as the dialog asks it. @returns what was sent. */
function answerWith(answered: ColdMovePlan) {
  const sent: { path: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    sent.push({ path, body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined });
    const detail = { ...summary, steps: [], input: {}, result: { plan: answered }, owner: null, heartbeatAt: null };
    return Response.json(init.method === 'GET' ? detail : { operation: summary });
  });
  return sent;
}

function show() {
  const onClose = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ColdMoveDialog
        domain={{ id: HOST, name: 'wn-01', hostName: 'rig-1' }}
        target={{ hostId: HOST, hostName: 'xen-b' }}
        onClose={onClose}
      />
    </QueryClientProvider>,
  );
  return onClose;
}
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const isBlocked = (name: string) => {
  const button = screen.getByRole('button', { name });
  return button.hasAttribute('disabled') || button.getAttribute('aria-disabled') === 'true';
};

it('confirms nothing before the plan was read and the shutting down allowed; what it sends is that plan', async () => {
  const sent = answerWith(plan);
  const onClose = show();
  expect(isBlocked('Move cold')).toBe(true);
  press('Read the plan');
  const changes = await screen.findByRole('region', { name: 'Changes of the definition' });
  expect(within(changes).getByRole('listitem').textContent).toBe(plan.changes[0]);
  expect(screen.getByRole('region', { name: 'Files to copy' }).textContent).toContain(
    '/disks/a.qcow2 → /srv/a-vda.raw',
  );
  expect(isBlocked('Move cold')).toBe(true);
  fireEvent.click(screen.getByRole('checkbox', { name: /Shut it down first/ }));
  expect(isBlocked('Move cold')).toBe(false);
  press('Move cold');
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(sent.at(-1)).toEqual({
    path: `/api/v1/domains/${HOST}/cold-move`,
    body: { targetHostId: HOST, folder: '/srv', shutDown: true, planHash: 'abc' },
  });
});

it('says every obstacle, and then nothing can be confirmed', async () => {
  const obstacle = 'Disk vdb is of type network; only disks in files are converted.';
  answerWith({ ...plan, running: false, obstacles: [obstacle] });
  show();
  press('Read the plan');
  const told = await screen.findByRole('status');
  expect(told.textContent).toBe(`It cannot be moved cold to xen-b.${obstacle}`);
  expect(isBlocked('Move cold')).toBe(true);
});

it('a plan for another folder than the one typed is not confirmed', async () => {
  answerWith({ ...plan, running: false });
  show();
  press('Read the plan');
  await screen.findByRole('region', { name: 'Files to copy' });
  expect(isBlocked('Move cold')).toBe(false);
  fireEvent.change(screen.getByRole('textbox', { name: /Folder on xen-b/ }), { target: { value: '/elsewhere' } });
  expect(isBlocked('Move cold')).toBe(true);
});

it('is offered where the technology is what stands in the way and converting would do', () => {
  const refusal = (coldMove: boolean) => ({
    code: 'hypervisor-mismatch',
    severity: 'refuse' as const,
    sentence: '',
    remedy: '',
    values: { coldMove },
  });
  expect(coldMovePossible({ refusals: [refusal(true)] })).toBe(true);
  expect(coldMovePossible({ refusals: [refusal(false)] })).toBe(false);
  expect(coldMovePossible({ refusals: [] })).toBe(false);
});
