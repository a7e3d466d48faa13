/** Worker nodes of a drain on a simulated testbed whose batch system is a model: emptied before they are shut down, opened in the end. */
import { afterEach, expect, test } from 'vitest';
import { DrainPlan, PlanDrain } from '@/lib/contracts/plans';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import type { RunningAgent } from '@/lib/agent/start-agent';
import { domainId } from '@/lib/domain/ids';
import { closeSlots, endJobs, makeJobEndless } from '@/lib/drivers/simulated/world/jobs';
import type { ServiceContext } from '@/lib/server/service-context';
import {
  approvePlan,
  cancelPlan,
  pausePlan,
  replan,
  resumePlan,
  returnPlan,
} from '@/lib/server/services/plans/change-plan';
import { planHostDrain } from '@/lib/server/services/plans/plan-drain';
import { readPlan } from '@/lib/server/services/plans/read-plan';
import { HOUR_MS, SECOND_MS } from '@/lib/utils/time';

let site: Site;
let context: ServiceContext;
let agent: RunningAgent;
/** What the model's batch system did. */
let deeds: string[];
afterEach(async () => await site.close());

/** One slot each, which an endless job takes: no other begins by chance. */
const NODES = ['wn-01', 'wn-02'] as const;
async function start(): Promise<void> {
  site = await createSite({
    hosts: ['one', 'two'],
    domains: [...NODES.map((name) => ({ name, host: 'one', slots: 1 })), { name: 'ui-01', host: 'one' }],
  });
  for (const name of NODES) {
    endJobs(site.world, site.domainId(name));
    makeJobEndless(site.world, site.domainId(name));
  }
  deeds = [];
  site.world.listeners.add((change) => {
    if (change.kind !== 'domain') return;
    const name = NODES.find((each) => site.domainId(each) === change.id);
    if (name !== undefined && ['slots-closed', 'slots-opened', 'stopped', 'started'].includes(change.what))
      deeds.push(`${name} ${change.what}`);
  });
  agent = await site.startAgent();
  await site.read();
  await site.until('the nodes are read', async () => {
    site.clock.skip(SECOND_MS);
    return (await site.db.batchNode.count()) === NODES.length;
  });
  context = await site.operator(['hosts:write', 'domains:migrate', 'domains:operate']);
}

const choices = (strategy: 'stop' | 'stop-and-restart' | 'leave', names: readonly string[] = NODES) =>
  names.map((name) => ({ domainId: domainId(site.domainId(name)), strategy }));
async function approved(strategy: 'stop' | 'stop-and-restart', names: readonly string[] = NODES): Promise<string> {
  const input = PlanDrain.parse({
    choices: [
      ...choices(strategy, names),
      ...choices(
        'leave',
        NODES.filter((name) => !names.includes(name)),
      ),
    ],
    atOnce: 1,
    jobWaitMinutes: 60,
  });
  const plan = await planHostDrain({ context, hostId: site.hostId('one'), input });
  await approvePlan({ context, id: plan.id, ifMatch: plan.version });
  return plan.id;
}
const read = async (id: string) => DrainPlan.parse(await readPlan({ context, id }));
const itemOf = async (id: string, name: string) =>
  (await read(id)).progress.find(({ domainName }) => domainName === name);
/** Time passes for the agent's loops meanwhile. */
/** The loops' sleep is skipped. */
const until = async (what: string, check: () => Promise<boolean>): Promise<void> =>
  await site.skipping(what, check, { stepMs: SECOND_MS, deadlineMs: 30_000 });
const stateIs = async (id: string, state: DrainPlan['state']) =>
  await until(`the plan is ${state}`, async () => (await read(id)).state === state);
const staged = async (id: string, name: string, stage: string) =>
  await until(`${name} is ${stage}`, async () => (await itemOf(id, name))?.jobs?.stage === stage);
const slots = async (name: string) => await site.batch.slotsOf(domainId(site.domainId(name)));
/** The plan's own clock is nobody's to skip: the waiting began earlier instead. */
const passLimit = async (id: string) =>
  await site.db.planItem.updateMany({
    where: { planId: id, jobStage: 'emptying' },
    data: { jobsSince: new Date(Date.now() - 2 * HOUR_MS) },
  });
const stateOf = async (name: string) =>
  (await site.db.domain.findUniqueOrThrow({ where: { id: site.domainId(name) } })).state;

test('the document says what becomes of jobs: those of a node that moves go with it, the others are waited for', async () => {
  await start();
  const input = PlanDrain.parse({ choices: choices('stop', ['wn-01']), jobWaitMinutes: 90 });
  const { document } = DrainPlan.parse(await planHostDrain({ context, hostId: site.hostId('one'), input }));
  const words = Object.fromEntries(document.items.map(({ domainName, jobs }) => [domainName, jobs?.words]));
  expect(words).toEqual({
    'wn-01': 'Its slots are closed first; 1 job of no VO is waited for, 1 h 30 min at most.',
    'wn-02': '1 job of no VO moves with it; its slots stay open.',
    'ui-01': undefined,
  });
  expect(document.items.every(({ jobs }) => jobs === null || jobs.system === 'simulated batch system')).toBe(true);
});

test('nodes empty at the same time while others move, and are shut down when their jobs have ended', async () => {
  await start();
  const id = await approved('stop-and-restart');
  await staged(id, 'wn-01', 'emptying');
  await staged(id, 'wn-02', 'emptying');
  await until('the other has moved', async () => (await itemOf(id, 'ui-01'))?.state === 'done');
  await until('it is told', async () => (await read(id)).waitsFor === 'waits for 2 jobs at 2 worker nodes');
  expect(await itemOf(id, 'wn-01')).toMatchObject({ state: 'running', words: 'Waits for 1 job of no VO.' });
  expect([await slots('wn-01'), await stateOf('wn-01')]).toMatchObject([{ open: false }, 'running']);

  endJobs(site.world, site.domainId('wn-01'));
  await until('the one is off', async () => (await itemOf(id, 'wn-01'))?.state === 'done');
  expect(await read(id)).toMatchObject({ state: 'running', done: 2, waitsFor: 'waits for 1 job at wn-02' });
  endJobs(site.world, site.domainId('wn-02'));
  await stateIs(id, 'drained');
  expect(deeds.toSorted()).toEqual(['wn-01 slots-closed', 'wn-01 stopped', 'wn-02 slots-closed', 'wn-02 stopped']);
  await until('it is off', async () => (await stateOf('wn-01')) === 'off');
  expect((await slots('wn-01'))?.open).toBe(false);

  deeds.length = 0;
  await returnPlan({ context, id, ifMatch: undefined });
  await stateIs(id, 'returned');
  await until(
    'slots are open again',
    async () => (await slots('wn-01'))?.open === true && (await slots('wn-02'))?.open === true,
  );
  expect(deeds.toSorted()).toEqual(['wn-01 slots-opened', 'wn-01 started', 'wn-02 slots-opened', 'wn-02 started']);
  await until(
    'nothing is remembered as closed',
    async () => (await site.db.batchNode.count({ where: { closedPlanId: { not: null } } })) === 0,
  );
});

test('slots that were asked for while their node was off are opened when it runs, without the wait after a failure', async () => {
  await start();
  const id = await approved('stop-and-restart', ['wn-01']);
  await staged(id, 'wn-01', 'emptying');
  endJobs(site.world, site.domainId('wn-01'));
  await stateIs(id, 'drained');
  await until('it is off', async () => (await stateOf('wn-01')) === 'off');
  const writeDown = async (state: 'running' | 'off') =>
    await site.db.domain.update({ where: { id: site.domainId('wn-01') }, data: { state } });
  // What a look at the host that began before writes when it ends after; and the next look.
  await writeDown('running');
  const inVain = { kind: 'open-slots', state: 'succeeded', result: { path: ['acted'], equals: false } };
  await until('its slots are asked for', async () => (await site.db.operation.count({ where: inVain })) === 1);
  await writeDown('off');
  await returnPlan({ context, id, ifMatch: undefined });
  await until('its slots are open', async () => (await slots('wn-01'))?.open === true);
  expect(await site.db.operation.count({ where: inVain })).toBe(1);
});

test('an agent that ends while jobs are waited for is followed by another, which closes nothing twice', async () => {
  await start();
  const id = await approved('stop', ['wn-01']);
  await staged(id, 'wn-01', 'emptying');
  await agent.stop();
  endJobs(site.world, site.domainId('wn-01'));
  await site.startAgent();
  await stateIs(id, 'drained');
  expect(deeds).toEqual(['wn-01 slots-closed', 'wn-01 stopped']);
});

test('when the limit passes the plan stands and kills no job; somebody waits longer, stops it anyway, or leaves it', async () => {
  await start();
  const id = await approved('stop');
  for (const name of NODES) await staged(id, name, 'emptying');
  await passLimit(id);
  await stateIs(id, 'paused');
  const stands = await read(id);
  expect(stands.halted).toMatch(/^wn-0[12]: Still runs 1 job of no VO, and the limit of 1 h has passed\.$/);
  expect(await Promise.all(NODES.map(stateOf))).toEqual(['running', 'running']);
  for (const name of NODES) expect(await itemOf(id, name)).toMatchObject({ state: 'failed', jobs: { stage: 'limit' } });

  // Waiting longer is waiting as long again.
  await resumePlan({ context, id, ifMatch: undefined });
  for (const name of NODES) await staged(id, name, 'emptying');
  await passLimit(id);
  await stateIs(id, 'paused');

  const wrong = [{ domainId: domainId(site.domainId('ui-01')), decision: 'stop' as const }];
  await expect(resumePlan({ context, id, ifMatch: undefined, jobs: wrong })).rejects.toThrow(
    /jobs\.0\.domainId: is no worker/,
  );
  const [first, second] = NODES.map((name) => domainId(site.domainId(name)));
  if (first === undefined || second === undefined) throw new Error('two nodes');
  await resumePlan({
    context,
    id,
    ifMatch: undefined,
    jobs: [
      { domainId: first, decision: 'stop' },
      { domainId: second, decision: 'leave' },
    ],
  });
  const audited = await site.db.audit.findFirstOrThrow({
    where: { action: 'resumePlan' },
    orderBy: { at: 'desc' },
  });
  expect(audited.after).toMatchObject({ words: 'goes on; wn-01 is shut down with its jobs; wn-02 is left' });
  await stateIs(id, 'drained');
  // The reading that says so may be a moment behind the host.
  await until('the one is off', async () => (await stateOf('wn-01')) === 'off');
  expect(await stateOf('wn-02')).toBe('running');
  await until('what was left takes jobs again', async () => (await slots('wn-02'))?.open === true);
  expect(deeds.toSorted()).toEqual(['wn-01 slots-closed', 'wn-01 stopped', 'wn-02 slots-closed', 'wn-02 slots-opened']);
  expect((await slots('wn-02'))?.jobs).toHaveLength(1);
});

test('cancelled while it waits, it opens what it closed, and not what somebody else had closed', async () => {
  await start();
  closeSlots(site.world, site.domainId('wn-02'), 'disk to be changed');
  deeds.length = 0;
  const id = await approved('stop');
  for (const name of NODES) await staged(id, name, 'emptying');
  const cancelled = await cancelPlan({ context, id, ifMatch: undefined });
  expect(cancelled).toMatchObject({ state: 'cancelled', waitsFor: null });
  await until('it is open', async () => (await slots('wn-01'))?.open === true);
  expect([(await slots('wn-02'))?.open, await Promise.all(NODES.map(stateOf))]).toEqual([
    false,
    ['running', 'running'],
  ]);
  expect(deeds).toEqual(['wn-01 slots-closed', 'wn-01 slots-opened']);
});

test('planned again to move instead, a node whose jobs were waited for is opened', async () => {
  await start();
  const id = await approved('stop', ['wn-01']);
  await staged(id, 'wn-01', 'emptying');
  // What is on its way stands in the way of another plan.
  await until('the other one has moved', async () => (await itemOf(id, 'ui-01'))?.state === 'done');
  await pausePlan({ context, id, ifMatch: undefined });
  await replan({ context, id, ifMatch: undefined, input: { choices: choices('leave') } });
  // Not before somebody has approved it: until then the plan may as well go on as it was.
  expect((await slots('wn-01'))?.open).toBe(false);
  await approvePlan({ context, id, ifMatch: undefined });
  await stateIs(id, 'drained');
  await until('it is open', async () => (await slots('wn-01'))?.open === true);
  expect(deeds).toEqual(['wn-01 slots-closed', 'wn-01 slots-opened']);
});
