/** A node with probes is up once each of them was answered well, and not sooner; and while it comes up nobody is alarmed. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator, boxOn, prepareEnvironment } from '@/lib/agent/testing/site-files';
import { RunSite } from '@/lib/contracts/sites';
import { HostFacts } from '@/lib/server/db/facts';
import { sqlOfTx } from '@/lib/server/db/sql';
import type { ServiceContext } from '@/lib/server/service-context';
import { alarmOfProbes } from '@/lib/server/services/probes/probe-alarm';
import { createSite } from '@/lib/server/services/sites/create-site';
import { planSite } from '@/lib/server/services/sites/plan-site';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeHost } from '@/lib/server/testing/test-world';
import { HOUR_MS, MINUTE_MS } from '@/lib/utils/time';
import { advanceRun } from './advance-run';
import { runSite } from './begin-run';

const MOST_LOOKS = 50;
/** Keys are drawn and a dozen looks are made, beside whatever else this machine does. */
const TEST_MS = 120_000;

let server: TestServer;
let context: ServiceContext;
beforeAll(async () => {
  server = await startTestServer();
  prepareEnvironment(server.url);
  context = await administrator(server.db);
});
afterAll(async () => await server.stop());

/** A site whose CE was made, and waits to be up; what an agent would do is done here by rows. */
async function comingUp(health = 'ce-rest, slurm-ping') {
  const { db } = server;
  const host = await makeHost(db);
  const name = `box-${randomUUID().slice(0, 6)}`;
  const text = boxOn(name, host.name)
    .replace('health: [ce-rest]', `health: [${health}]`)
    .replace('vars: {', 'vars: { port-arc: 8443, tiny: true,')
    .replace('cleanup: verify', 'cleanup: verify, liveness: { period: 45s }');
  const { id } = await createSite({ context, input: { text, reason: undefined } });
  const plan = await planSite({ context, id });
  const run = await runSite({ context, id, input: RunSite.parse({ planId: plan.id }) });
  const look = async (): Promise<void> => {
    await advanceRun(db, run.id, new Date());
    for (const operation of await db.operation.findMany({ where: { state: 'queued', hostId: host.id } })) {
      const { name: made = '' } = operation.input as { readonly name?: string };
      if (operation.kind === 'make-network') {
        const facts = HostFacts.parse((await db.host.findUniqueOrThrow({ where: { id: host.id } })).facts);
        const networks = [...facts.networks, { name: made, kind: 'isolated', active: true }];
        await db.host.update({ where: { id: host.id }, data: { facts: { ...facts, networks } } });
      } else
        await db.domain.create({
          data: {
            id: operation.domainId ?? '',
            name: made,
            hostId: host.id,
            state: 'running',
            simulated: false,
            seenAt: new Date(),
            vcpus: 1,
            maxVcpus: 1,
            memoryKiB: 1n,
            maxMemoryKiB: 1n,
            roles: ['CE'],
            vo: 'atlas',
          },
        });
      await db.operation.update({ where: { id: operation.id }, data: { state: 'succeeded', finishedAt: new Date() } });
    }
  };
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    await look();
    const step = await db.siteRunStep.findFirstOrThrow({ where: { runId: run.id, key: 'create ce' } });
    const target = await db.probeTarget.findFirst({ where: { domainId: step.domainId ?? randomUUID() } });
    if (step.state === 'verifying' && target !== null) return { runId: run.id, target, siteId: id, look };
  }
  throw new Error('the CE was not made');
}
const stepOf = async (runId: string, key = 'create ce') =>
  await server.db.siteRunStep.findFirstOrThrow({ where: { runId, key } });
/** As the prober writes it. */
async function answer(targetId: string, probe: string, verdict: string, at = new Date()): Promise<void> {
  await server.db.probeResult.create({ data: { targetId, probe, verdict, at, sentence: `${verdict}.`, latencyMs: 1 } });
  await server.db.probeState.update({
    where: { targetId_probe: { targetId, probe } },
    data: { verdict, at, sentence: `${verdict}.`, nextDueAt: new Date(Date.now() + HOUR_MS) },
  });
}

test(
  'it is asked as a member of its site, where its file says, and is up when every probe was answered once',
  { timeout: TEST_MS },
  async () => {
    const { runId, target } = await comingUp();
    expect(target).toMatchObject({
      address: '10.88.0.10',
      ports: { arc: 8443 },
      queue: 'atlas',
      roles: ['CE'],
      probes: ['ce-rest', 'slurm-ping'],
      tiny: true,
      // By the `liveness` of its file; a job uses a slot, and goes by its own.
      intervalSeconds: 45,
      heavyIntervalSeconds: 7200,
    });
    expect([target.trustedCa, target.clientCertificate].join()).toMatch(/BEGIN CERTIFICATE/);
    await answer(target.id, 'ce-rest', 'ok');
    await answer(target.id, 'slurm-ping', 'critical', new Date(Date.now() - MINUTE_MS));
    await advanceRun(server.db, runId, new Date());
    expect(await stepOf(runId)).toMatchObject({ state: 'verifying', words: 'It runs; slurm-ping says: critical.' });
    // Asked again at once, and not at its usual time.
    const state = await server.db.probeState.findUniqueOrThrow({
      where: { targetId_probe: { targetId: target.id, probe: 'slurm-ping' } },
    });
    expect(state.nextDueAt.getTime()).toBeLessThanOrEqual(Date.now());
    const alarmed = async () =>
      await alarmOfProbes(sqlOfTx(server.db), { id: target.id, name: 'box', domainId: target.domainId, vo: 'atlas' });
    await server.db.probeState.updateMany({
      where: { targetId: target.id, probe: 'slurm-ping' },
      data: { confirmed: 'critical', confirmedSince: new Date() },
    });
    expect(await alarmed()).toBeUndefined();
    await answer(target.id, 'slurm-ping', 'ok');
    await advanceRun(server.db, runId, new Date());
    expect(await stepOf(runId)).toMatchObject({
      state: 'done',
      words: 'It runs, and ce-rest, slurm-ping are answered.',
    });
    // What it answered while it came up is not held against it.
    expect(await alarmed()).toBeUndefined();
  },
);

test('one that is not up in time has failed, by what its probe said last', { timeout: TEST_MS }, async () => {
  const { runId, target } = await comingUp();
  await answer(target.id, 'ce-rest', 'critical');
  // Its disk was copied for most of an hour: that is none of its own time.
  const { operationId } = await stepOf(runId);
  const madeAt = new Date(Date.now() + HOUR_MS - 10 * MINUTE_MS);
  await server.db.operation.update({ where: { id: operationId ?? '' }, data: { finishedAt: madeAt } });
  await advanceRun(server.db, runId, new Date(Date.now() + HOUR_MS));
  expect(await stepOf(runId)).toMatchObject({ state: 'verifying' });
  await advanceRun(server.db, runId, new Date(Date.now() + HOUR_MS + 10 * MINUTE_MS));
  expect(await stepOf(runId)).toMatchObject({
    state: 'failed',
    words: 'Not up within 15 min. It runs; ce-rest says: critical; slurm-ping was not asked yet.',
  });
});

test(
  'a job is asked when worker nodes are there that wait for its CE, and it is they that are not up before it has run',
  { timeout: TEST_MS },
  async () => {
    const { runId, target, look } = await comingUp('ce-rest, ce-job');
    const job = async () =>
      await server.db.probeState.findUniqueOrThrow({
        where: { targetId_probe: { targetId: target.id, probe: 'ce-job' } },
      });
    // A job in a CE without worker nodes would be waited for in vain.
    expect((await job()).nextDueAt.getTime()).toBeGreaterThan(Date.now() + MINUTE_MS);
    await answer(target.id, 'ce-rest', 'ok');
    await look();
    expect(await stepOf(runId)).toMatchObject({
      state: 'done',
      words: 'It runs, and ce-rest is answered. ce-job is asked when a worker node is there.',
    });
    const workers = ['create wn-1', 'create wn-2'];
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      await look();
      const states = await Promise.all(workers.map(async (key) => (await stepOf(runId, key)).state));
      if (states.every((state) => state === 'verifying')) break;
    }
    await look();
    for (const key of workers)
      expect(await stepOf(runId, key)).toMatchObject({
        state: 'verifying',
        words: 'It runs; ce-job of ce was not asked yet.',
      });
    expect((await job()).nextDueAt.getTime()).toBeLessThanOrEqual(Date.now());
    await answer(target.id, 'ce-job', 'critical');
    await server.db.probeState.updateMany({
      where: { targetId: target.id, probe: 'ce-job' },
      data: { confirmed: 'critical', confirmedSince: new Date() },
    });
    await look();
    expect(await stepOf(runId, 'create wn-1')).toMatchObject({ words: 'It runs; ce-job of ce says: critical.' });
    const alarmed = async () =>
      await alarmOfProbes(sqlOfTx(server.db), { id: target.id, name: 'box', domainId: target.domainId, vo: 'atlas' });
    expect(await alarmed()).toBeUndefined();
    await answer(target.id, 'ce-job', 'ok');
    await look();
    for (const key of workers)
      expect(await stepOf(runId, key)).toMatchObject({
        state: 'done',
        words: 'It runs, and ce-job of ce is answered.',
      });
    expect(await alarmed()).toBeUndefined();
  },
);
