/** A simulated host dies and is back before it is called lost: what ran on it is started on it again, once, and nothing else is. A real agent, real rows. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyFault } from '@/lib/drivers/simulated/serve/apply-fault';
import { destroyDomain, startDomain } from '@/lib/drivers/simulated/world/lifecycle';
import { dropPlan } from '@/lib/drivers/simulated/world/world';
import type { RunningAgent } from '@/lib/agent/start-agent';
import { askSignAgain } from '@/lib/agent/testing/ask-sign-again';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { noteRestart } from '@/lib/server/services/recovery/note-restart';
import { HOUR_MS, MINUTE_MS } from '@/lib/utils/time';

let site: Site;
let agent: RunningAgent;
beforeEach(async () => {
  site = await createSite({
    hosts: ['one', 'two', 'three'],
    domains: [
      { name: 'wn', host: 'one', restartPriority: 'low' },
      { name: 'ce', host: 'one', restartPriority: 'high' },
      { name: 'scratch', host: 'one' },
      { name: 'stopped', host: 'one', restartPriority: 'high', running: false },
      { name: 'other', host: 'two', restartPriority: 'medium' },
    ],
  });
  // A host that has been up for longer than it takes to be read again.
  site.clock.skip(HOUR_MS);
  agent = await site.startAgent();
  await site.read();
  await site.skipping('definitions are kept', async () => (await site.db.keptDefinition.count()) === 5);
  await site.skipping('the boot is known', async () => (await host()).bootCounterNs !== null);
});
afterEach(async () => await site.close());

const host = async () => await site.db.host.findUniqueOrThrow({ where: { id: site.hostId('one') } });
const domain = async (name: string) => await site.db.domain.findUniqueOrThrow({ where: { id: site.domainId(name) } });
const losses = async () =>
  await site.db.hostLoss.findMany({
    include: { items: { orderBy: { sequence: 'asc' } } },
    orderBy: { suspectedAt: 'asc' },
  });
const inState = async (state: string) =>
  await site.skipping(`a loss is ${state}`, async () => {
    await askSignAgain(site.db);
    return (await losses())[0]?.state === state;
  });
const unreachable = async () =>
  await site.skipping('it is unreachable', async () => (await host()).status === 'unreachable');
const up = async () => await site.skipping('it answers', async () => (await host()).status === 'up');
/** A power failure that lasts until it is healed. */
const fail = () => {
  applyFault(site.world, 'one', { fault: 'fail' });
  dropPlan(site.world, 'host/one/recovery');
};
const heal = () => applyFault(site.world, 'one', { fault: 'heal' });
/** In the simulated world itself, whatever Gridbox believes. */
const runsOn = (name: string): string[] =>
  [...site.world.hosts.values()].flatMap((each) =>
    each.domains.get(site.domainId(name))?.state === 'running' ? [each.record.name] : [],
  );
const starts = async () =>
  await site.db.operation.findMany({ where: { kind: 'start-domain' }, orderBy: { number: 'asc' } });
const words = async () =>
  Object.fromEntries(((await losses())[0]?.items ?? []).map((item) => [item.domainName, [item.state, item.words]]));

test('what ran and has a priority runs there again, high before low, with the reason; nothing else is started', async () => {
  fail();
  await unreachable();
  heal();
  await inState('recovered');
  for (const name of ['ce', 'wn']) expect(runsOn(name)).toEqual(['one']);
  for (const name of ['scratch', 'stopped']) expect(runsOn(name)).toEqual([]);
  const [loss, ...others] = await losses();
  expect(others).toEqual([]);
  expect(loss).toMatchObject({ hostName: 'one', lostAt: null, fencedAt: null, rebootedAt: expect.any(Date) });
  expect(loss?.endedWhy).toMatch(/^one restarted at \d\d:\d\d UTC; 2 of 3 domains run on it again, 1 not started\.$/);
  const begun = await starts();
  expect(begun.map(({ domainId, state, actorName }) => [domainId, state, actorName])).toEqual(
    ['ce', 'wn'].map((name) => [site.domainId(name), 'succeeded', 'Gridbox (recovery)']),
  );
  expect(begun[0]?.reason).toMatch(/^one restarted at \d\d:\d\d UTC; restart priority high$/);
  expect((await words())['scratch']).toEqual(['left', expect.stringContaining('no restart priority')]);
  expect(await site.db.operation.count({ where: { kind: { in: ['fence-host', 'recover-domain'] } } })).toBe(0);
  // It is read many times more, and nothing is begun anew.
  const seenAt = (await host()).seenAt?.getTime() ?? 0;
  await site.skipping('it is read on', async () => ((await host()).seenAt?.getTime() ?? 0) > seenAt + MINUTE_MS);
  expect(await starts()).toHaveLength(2);
  expect(await losses()).toHaveLength(1);
}, 120_000);

test('a host that only did not answer is not taken for restarted: who was shut down there meanwhile stays off', async () => {
  applyFault(site.world, 'one', { fault: 'cut' });
  await unreachable();
  destroyDomain(site.world, 'one', site.domainId('ce'));
  heal();
  await up();
  await site.skipping('it is read', async () => (await domain('ce')).state === 'off');
  const seenAt = (await host()).seenAt?.getTime() ?? 0;
  await site.skipping('it is read on', async () => ((await host()).seenAt?.getTime() ?? 0) > seenAt + MINUTE_MS);
  expect(runsOn('ce')).toEqual([]);
  expect(await starts()).toEqual([]);
  expect((await losses()).filter(({ rebootedAt }) => rebootedAt !== null)).toEqual([]);
}, 120_000);

test('what its host has started by itself is done, and what somebody had ordered off stays off', async () => {
  fail();
  await unreachable();
  // The order cannot be carried out any more, and is what its owner wanted all the same.
  const order = await site.submit('destroy-domain', 'wn', {});
  await site.skipping('the order has failed', async () => {
    const { state } = await site.db.operation.findUniqueOrThrow({ where: { id: order } });
    return state === 'failed';
  });
  heal();
  startDomain(site.world, 'one', site.domainId('ce'));
  await inState('recovered');
  expect(await words()).toMatchObject({
    ce: ['done', 'It runs on one already: nothing had to be done.'],
    wn: ['left', 'Tester ordered otherwise: destroy-domain wn.'],
  });
  expect([runsOn('ce'), runsOn('wn')]).toEqual([['one'], []]);
  expect(await starts()).toEqual([]);
}, 120_000);

test('in maintenance nothing is started before that ends', async () => {
  await site.db.host.update({ where: { id: site.hostId('one') }, data: { maintenance: true } });
  fail();
  await unreachable();
  heal();
  await inState('returned');
  await site.skipping(
    'it says what it waits for',
    async () => (await losses())[0]?.halted?.includes('maintenance') === true,
  );
  expect(await starts()).toEqual([]);
  await site.db.host.update({ where: { id: site.hostId('one') }, data: { maintenance: false } });
  await inState('recovered');
  expect(runsOn('ce')).toEqual(['one']);
}, 120_000);

test('a host that dies again before it has started them is lost in the end, and all of them run elsewhere', async () => {
  await site.db.host.update({
    where: { id: site.hostId('one') },
    data: { maintenance: true, fence: { method: 'simulated' } },
  });
  fail();
  await unreachable();
  heal();
  await inState('returned');
  // Held by the maintenance, none of them has been begun; now it dies for good.
  await up();
  fail();
  await unreachable();
  const statusSince = new Date((await host()).statusSince.getTime() - MINUTE_MS);
  await site.db.host.update({ where: { id: site.hostId('one') }, data: { statusSince } });
  await inState('recovered');
  const all = await losses();
  expect(all).toHaveLength(1);
  expect(all[0]).toMatchObject({ lostAt: expect.any(Date), fencedAt: expect.any(Date) });
  for (const name of ['ce', 'wn']) {
    expect(runsOn(name)).toHaveLength(1);
    expect(runsOn(name)).not.toContain('one');
  }
  expect(await starts()).toEqual([]);
}, 120_000);

test('two agents that read a host after its restart note it once, though one dies before it has written what it read', async () => {
  await agent.stop();
  const at = new Date((await host()).seenAt?.getTime() ?? 0);
  const seen = { hostId: site.hostId('one'), at: new Date(at.getTime() + MINUTE_MS), boot: { counterNs: 5n } };
  await Promise.all([noteRestart(site.db, seen), noteRestart(site.db, seen)]);
  await noteRestart(site.db, { ...seen, boot: { counterNs: 10n ** 9n } });
  const noted = await losses();
  expect(noted.map(({ items }) => items.map(({ domainName, state }) => [domainName, state]))).toEqual([
    [
      ['ce', 'waiting'],
      ['wn', 'waiting'],
      ['scratch', 'left'],
    ],
  ]);
  // Without a time of the start it was some time before the reading.
  expect(noted[0]?.rebootedAt).toEqual(seen.at);
}, 120_000);
