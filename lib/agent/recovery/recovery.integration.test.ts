/** A simulated host is lost: suspected, judged, fenced, its domains started elsewhere, and never two copies of one. Real agents, real rows. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyFault } from '@/lib/drivers/simulated/serve/apply-fault';
import { dropPlan } from '@/lib/drivers/simulated/world/world';
import { askSignAgain } from '@/lib/agent/testing/ask-sign-again';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { SCOPES } from '@/lib/domain/access';
import type { ServiceContext } from '@/lib/server/service-context';
import { confirmLoss } from '@/lib/server/services/recovery/change-loss';
import { readFencedAt } from '@/lib/server/services/recovery/read-fenced-at';
import { readSurvival } from '@/lib/server/services/recovery/read-survival';
import { MINUTE_MS } from '@/lib/utils/time';

let site: Site;
beforeEach(async () => {
  site = await createSite({
    hosts: ['one', 'two', 'three'],
    domains: [
      { name: 'ce', host: 'one', restartPriority: 'high' },
      { name: 'wn', host: 'one', restartPriority: 'low' },
      { name: 'scratch', host: 'one' },
      { name: 'other', host: 'two', restartPriority: 'medium' },
    ],
  });
  await site.startAgent();
  await site.read();
  await kept(['ce', 'wn', 'scratch', 'other']);
});
afterEach(async () => await site.close());

const kept = async (names: readonly string[]) =>
  await site.skipping('definitions are kept', async () => (await site.db.keptDefinition.count()) === names.length);
const domain = async (name: string) => await site.db.domain.findUniqueOrThrow({ where: { id: site.domainId(name) } });
const loss = async () =>
  await site.db.hostLoss.findFirst({ include: { items: true }, orderBy: { suspectedAt: 'desc' } });
const inState = async (state: string) =>
  await site.skipping(`a loss is ${state}`, async () => {
    await askSignAgain(site.db);
    return (await loss())?.state === state;
  });
const setFence = async (method: 'manual' | 'simulated') =>
  await site.db.host.update({ where: { id: site.hostId('one') }, data: { fence: { method } } });
const manager = (): ServiceContext => ({
  actor: { userId: 'm', name: 'Manager', role: 'operator', scopes: SCOPES, via: 'session' },
  db: site.db,
  now: () => site.clock.now(),
  requestId: 'test',
  address: undefined,
});
/** Instants are the database's, which nobody skips: the silence is said to have begun a minute before. */
const silentForAMinute = async (...names: readonly string[]) => {
  for (const name of names) {
    const host = async () => await site.db.host.findUniqueOrThrow({ where: { id: site.hostId(name) } });
    await site.skipping(`${name} is unreachable`, async () => (await host()).status === 'unreachable');
    const statusSince = new Date((await host()).statusSince.getTime() - MINUTE_MS);
    await site.db.host.update({ where: { id: site.hostId(name) }, data: { statusSince } });
  }
};
/** A power failure that lasts: by itself a simulated host comes back after two minutes, which are skipped in no time. */
const fail = (name: string) => {
  applyFault(site.world, name, { fault: 'fail' });
  dropPlan(site.world, `host/${name}/recovery`);
};
/** In the simulated world itself, whatever Gridbox believes. */
const copies = (name: string): string[] =>
  [...site.world.hosts.values()].flatMap((host) => {
    const found = host.domains.get(site.domainId(name));
    return found?.state === 'running' ? [host.record.name] : [];
  });

const survival = async () => {
  const { classes, unprotectedDomains } = await readSurvival({ context: manager() });
  const hosts = classes.flatMap((each) => each.hosts);
  return {
    fencedAt: hosts.find(({ hostName }) => hostName === 'one')?.fencedAt,
    off: unprotectedDomains.map(({ domainName, hostName }) => [domainName, hostName]),
  };
};

test('a host that dies is lost by the rules, switched off, and what has a priority runs elsewhere, once', async () => {
  await setFence('simulated');
  expect(await survival()).toEqual({ fencedAt: null, off: [['scratch', 'one']] });
  fail('one');
  await silentForAMinute('one');
  await inState('recovered');
  const ended = await loss();
  expect(ended).toMatchObject({
    hostName: 'one',
    lostByName: null,
    fencedHow: 'The simulated power switch is off.',
    endedWhy: '2 of 3 domains run elsewhere; 1 not restarted.',
  });
  expect(ended?.lostWhy).toMatch(/2 of 2 other hosts answer/);
  for (const name of ['ce', 'wn']) {
    expect(copies(name)).toHaveLength(1);
    const row = await domain(name);
    expect(row).toMatchObject({ state: 'running', splitBrain: false });
    expect([site.hostId('two'), site.hostId('three')]).toContain(row.hostId);
  }
  // High priority was begun before low.
  const begun = await site.db.operation.findMany({ where: { kind: 'recover-domain' }, orderBy: { number: 'asc' } });
  expect(begun.map(({ domainId }) => domainId)).toEqual([site.domainId('ce'), site.domainId('wn')]);
  const scratch = ended?.items.find(({ domainName }) => domainName === 'scratch');
  expect(scratch).toMatchObject({ state: 'left', words: expect.stringContaining('no restart priority') });
  expect(await site.db.alarm.count({ where: { kind: 'host-lost', resolvedAt: null } })).toBe(0);

  // It comes back with its old definitions, which go: nobody shall start those.
  applyFault(site.world, 'one', { fault: 'heal' });
  await site.skipping('the old definitions are gone', async () => {
    const host = site.world.hosts.get('one');
    return host !== undefined && !host.domains.has(site.domainId('ce')) && !host.domains.has(site.domainId('wn'));
  });
  expect([...(site.world.hosts.get('one')?.domains.keys() ?? [])]).toEqual([site.domainId('scratch')]);
  for (const name of ['ce', 'wn']) expect(copies(name)).toHaveLength(1);
  expect(await site.db.alarm.count({ where: { kind: 'split-brain' } })).toBe(0);
  // That it can be switched off has been seen now.
  await site.skipping('it is up', async () => (await survival()).fencedAt !== undefined);
  expect((await survival()).fencedAt).toBe(ended?.fencedAt?.toISOString());
}, 120_000);

test('a host that is only cut off is never called lost: its guests live, and nothing is started', async () => {
  await setFence('simulated');
  applyFault(site.world, 'one', { fault: 'cut' });
  await silentForAMinute('one');
  await inState('suspected');
  await site.skipping(
    'its sign of life is heard',
    async () => (await loss())?.halted?.includes('sign of life') === true,
  );
  // Silence alone would do by now; it is asked again, and answers again.
  const asked = (await loss())?.lastSign;
  await site.skipping(
    'it is asked again',
    async () => JSON.stringify((await loss())?.lastSign) !== JSON.stringify(asked),
  );
  expect((await loss())?.state).toBe('suspected');
  expect(await site.db.operation.count({ where: { kind: { in: ['fence-host', 'recover-domain'] } } })).toBe(0);
  expect(copies('ce')).toEqual(['one']);

  applyFault(site.world, 'one', { fault: 'heal' });
  await inState('dismissed');
  expect(await loss()).toMatchObject({ endedWhy: 'The host answers again.' });
  expect(await domain('ce')).toMatchObject({ hostId: site.hostId('one'), state: 'running' });
}, 120_000);

test('without a way to switch it off nothing is started before somebody confirms', async () => {
  await setFence('manual');
  fail('one');
  await silentForAMinute('one');
  await inState('lost');
  await site.skipping('it says what it waits for', async () => (await loss())?.halted?.includes('confirm') === true);
  expect(await site.db.operation.count({ where: { kind: 'recover-domain' } })).toBe(0);
  expect(await domain('ce')).toMatchObject({ hostId: site.hostId('one'), state: 'running' });

  const open = await loss();
  const ask = { context: manager(), id: open?.id ?? '', input: { reason: 'pulled the plug' }, ifMatch: open?.version };
  await confirmLoss(ask);
  // Said twice, it is done once.
  await expect(confirmLoss(ask)).rejects.toThrow(/changed since you read it/);
  await inState('recovered');
  expect(await loss()).toMatchObject({
    fencedByName: 'Manager',
    fencedHow: expect.stringContaining('pulled the plug'),
  });
  // What somebody did by hand says nothing of Gridbox's own way.
  expect((await readFencedAt(site.db, [site.hostId('one')])).size).toBe(0);
  for (const name of ['ce', 'wn']) expect(copies(name)).toHaveLength(1);
  expect(await site.db.audit.findMany({ where: { action: 'confirmLoss' } })).toMatchObject([
    { actorName: 'Manager', reason: 'pulled the plug' },
  ]);
}, 120_000);

test('what somebody confirms of a host that answers is refused', async () => {
  await setFence('manual');
  fail('one');
  await silentForAMinute('one');
  await inState('lost');
  applyFault(site.world, 'one', { fault: 'heal' });
  await site.skipping('it answers', async () => {
    const host = await site.db.host.findUniqueOrThrow({ where: { id: site.hostId('one') } });
    return host.status === 'up';
  });
  const open = await loss();
  const ask = { context: manager(), id: open?.id ?? '', input: {}, ifMatch: undefined };
  // By whichever was noted first: that it answers, or that it was started anew and answers.
  await expect(confirmLoss(ask)).rejects.toThrow(/is not lost|It is back after a restart/);
  expect(await site.db.operation.count({ where: { kind: 'recover-domain' } })).toBe(0);
}, 120_000);

test('where hardly any host answers it is the agent that is taken for cut off', async () => {
  await setFence('simulated');
  for (const name of ['one', 'two']) fail(name);
  await silentForAMinute('one', 'two');
  await site.skipping('it says so', async () => {
    const open = await site.db.hostLoss.findMany({ where: { endedAt: null } });
    return open.length === 2 && open.every(({ halted }) => halted?.includes('may be Gridbox that is cut off'));
  });
  expect(await site.db.operation.count({ where: { kind: 'fence-host' } })).toBe(0);
}, 120_000);
