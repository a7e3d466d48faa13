/**
 * An agent is killed at every step of closing a worker node's slots for a drain, and of opening them again. Others go on: each node is
 * closed once, opened once where its plan ends before it is shut down, and shut down once where it goes on.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PlanDrain } from '@/lib/contracts/plans';
import { endLeases } from '@/lib/agent/testing/end-leases';
import { runUntilKilled } from '@/lib/agent/testing/run-until-killed';
import { serveWorld } from '@/lib/agent/testing/serve-world';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { domainId } from '@/lib/domain/ids';
import { endJobs, makeJobEndless } from '@/lib/drivers/simulated/world/jobs';
import type { ServiceContext } from '@/lib/server/service-context';
import { approvePlan, cancelPlan } from '@/lib/server/services/plans/change-plan';
import { planHostDrain } from '@/lib/server/services/plans/plan-drain';
import { keepPlans } from './keep-plans';

const POINTS = ['claimed', 'before-act', 'after-act', 'before-finish', 'after-finish'];
const CLOSED = POINTS.map((point) => `close-${point}`);
const OPENED = POINTS.map((point) => `open-${point}`);
const NODES = [...CLOSED, ...OPENED];
/** A node a host: each has a plan of its own. */
const hostOf = (name: string): string => `host-${name}`;

let site: Site;
let context: ServiceContext;
let folder: string;
let listener: Server;
const deeds: string[] = [];
const plans = new Map<string, string>();

async function drain(name: string): Promise<void> {
  const input = PlanDrain.parse({ choices: [{ domainId: site.domainId(name), strategy: 'stop' }] });
  const plan = await planHostDrain({ context, hostId: site.hostId(hostOf(name)), input });
  await approvePlan({ context, id: plan.id, ifMatch: plan.version });
  plans.set(name, plan.id);
}
/** What the loop of an agent asks for, without an agent that carries it out; then one that dies at the point. */
async function dieAt(name: string, kind: 'close-slots' | 'open-slots', point: string): Promise<void> {
  await keepPlans(site.db, new Date(), (error) => {
    throw error;
  });
  const { id } = await site.db.operation.findFirstOrThrow({ where: { kind, domainId: site.domainId(name) } });
  const socketPath = join(folder, 'world.sock');
  await runUntilKilled({
    databaseUrl: site.database.url,
    driver: 'simulated',
    socketPath,
    operationId: id,
    point: `${kind}:${point}`,
  });
}

beforeAll(async () => {
  site = await createSite({
    hosts: NODES.map(hostOf),
    domains: NODES.map((name) => ({ name, host: hostOf(name), slots: 1 })),
  });
  for (const name of NODES) {
    endJobs(site.world, site.domainId(name));
    makeJobEndless(site.world, site.domainId(name));
  }
  site.world.listeners.add((change) => {
    if (change.kind !== 'domain') return;
    const name = NODES.find((each) => site.domainId(each) === change.id) ?? change.id;
    if (['slots-closed', 'slots-opened', 'stopped'].includes(change.what)) deeds.push(`${name}: ${change.what}`);
  });
  folder = mkdtempSync(join(tmpdir(), 'gridbox-kill-'));
  listener = await serveWorld(site.server, join(folder, 'world.sock'));
  const first = await site.startAgent();
  await site.read();
  await site.skipping('the nodes are read', async () => (await site.db.batchNode.count()) === NODES.length);
  context = await site.operator(['hosts:write', 'domains:migrate', 'domains:operate']);
  for (const name of OPENED) await drain(name);
  await site.skipping(
    'their jobs are waited for',
    async () => (await site.db.planItem.count({ where: { jobStage: 'emptying' } })) === OPENED.length,
  );
  await first.stop();

  for (const [index, name] of OPENED.entries()) {
    await cancelPlan({ context, id: plans.get(name) ?? '', ifMatch: undefined });
    await dieAt(name, 'open-slots', POINTS[index] ?? '');
  }
  for (const [index, name] of CLOSED.entries()) {
    await drain(name);
    await dieAt(name, 'close-slots', POINTS[index] ?? '');
  }
  await endLeases(site.db);
  await site.startAgent();
}, 300_000);
afterAll(async () => {
  listener.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

const of = (name: string): string[] => deeds.filter((deed) => deed.startsWith(`${name}: `));

test.each(OPENED)('%s: its slots are open again, closed once and opened once', { timeout: 90_000 }, async (name) => {
  await site.skipping(
    'it is open',
    async () => (await site.batch.slotsOf(domainId(site.domainId(name))))?.open === true,
  );
  await site.skipping(
    'nobody remembers it as closed',
    async () =>
      (await site.db.batchNode.findUnique({ where: { domainId: site.domainId(name) } }))?.closedPlanId === null,
  );
  expect(of(name)).toEqual([`${name}: slots-closed`, `${name}: slots-opened`]);
});

test.each(CLOSED)(
  '%s: its slots are closed once, and it is shut down when its job has ended',
  { timeout: 90_000 },
  async (name) => {
    const id = plans.get(name) ?? '';
    await site.skipping(
      'its job is waited for',
      async () => (await site.db.planItem.findFirst({ where: { planId: id } }))?.jobStage === 'emptying',
    );
    expect(of(name)).toEqual([`${name}: slots-closed`]);
    endJobs(site.world, site.domainId(name));
    await site.skipping(
      'it is drained',
      async () => (await site.db.plan.findUnique({ where: { id } }))?.state === 'drained',
    );
    expect(of(name)).toEqual([`${name}: slots-closed`, `${name}: stopped`]);
  },
);
