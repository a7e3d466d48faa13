/** Asking now is an operation: an agent that dies in it is followed by another, which asks again when the dead one's lease has ended. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAgent, type RunningAgent } from '@/lib/agent/start-agent';
import { endLeases } from '@/lib/agent/testing/end-leases';
import { runUntilKilled } from '@/lib/agent/testing/run-until-killed';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import { fakeTcp, type FakeService } from '@/lib/grid/testing/fake-services';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeProbeTarget } from '@/lib/server/testing/test-world';
import { DAY_MS } from '@/lib/utils/time';
import { waitUntil } from '@/tools/shared/wait-until';

const POINTS = ['claimed', 'leased', 'asked', 'before-finish', 'after-finish'];

let server: TestServer;
let ssh: FakeService;
let operator: Caller;
let agent: RunningAgent | undefined;
const begun = new Map<string, { readonly operationId: string; readonly targetId: string }>();

async function begin(name: string): Promise<string> {
  const domain = await makeDomain(server.db, { hostId: null, vo: 'atlas' });
  // Not due: whatever is asked is asked by the operation.
  const target = await makeProbeTarget(server.db, {
    domainId: domain.id,
    roles: ['VOBOX'],
    probes: ['ssh-banner'],
    ports: { ssh: ssh.port },
    nextDueAt: new Date(Date.now() + DAY_MS),
  });
  const answer = await server.call('runProbes', { as: operator, params: { id: target.id }, body: {} });
  expect(answer.status).toBe(202);
  const { operation } = (await answer.json()) as { operation: { id: string } };
  begun.set(name, { operationId: operation.id, targetId: target.id });
  return operation.id;
}

beforeAll(async () => {
  server = await startTestServer();
  ssh = await fakeTcp((socket) => socket.end('SSH-2.0-test\r\n'));
  operator = await server.signInAs('operator');
  for (const point of POINTS) {
    await runUntilKilled({
      databaseUrl: server.url,
      driver: 'simulated',
      socketPath: '/nonexistent',
      operationId: await begin(point),
      point: `run-probes:${point}`,
    });
  }
  await endLeases(server.db);
  agent = await startAgent({ databaseUrl: server.url, drivers: {}, openCredentials: () => ({}) });
}, 240_000);
afterAll(async () => {
  await agent?.stop();
  await ssh.stop();
  await server.stop();
});

test.each(POINTS)(
  'an agent that dies at "%s" is followed by another, and the service was asked',
  async (point) => {
    const { operationId, targetId } = begun.get(point) ?? { operationId: '', targetId: '' };
    const done = await waitUntil(
      'it has ended',
      async () => {
        const row = await server.db.operation.findUniqueOrThrow({ where: { id: operationId } });
        return isFinished(row.state as OperationState) ? row : undefined;
      },
      { deadlineMs: 100_000, everyMs: 200 },
    );
    expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
    if (point === 'after-finish') expect(done.attempt).toBe(1);
    else expect(done.attempt).toBeGreaterThanOrEqual(2);
    expect(done.result).toMatchObject({ verdict: 'ok', probes: [{ probe: 'ssh-banner', verdict: 'ok' }] });
    // Asked by the dead one and by the living: each asking that was written down counts, none is lost.
    const asked = await server.db.probeResult.count({ where: { targetId } });
    expect(asked).toBe(['asked', 'before-finish'].includes(point) ? 2 : 1);
    const { leaseOwner } = await server.db.probeTarget.findUniqueOrThrow({ where: { id: targetId } });
    if (point !== 'after-finish') expect(leaseOwner).toBeNull();
  },
  120_000,
);
