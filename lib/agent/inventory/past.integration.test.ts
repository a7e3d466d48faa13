/** The recorded past of a testbed that an agent reads: a move, a stop and the failure of a host, each told truly afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { applyFault } from '@/lib/drivers/simulated/serve/apply-fault';
import { type Actor, ROLE_SCOPES } from '@/lib/domain/access';
import { dayAfter, dayOf, startOfDay } from '@/lib/domain/accounting/days';
import { replay } from '@/lib/domain/past/records';
import { listChanges } from '@/lib/server/services/past/list-changes';
import { readTestbedThen } from '@/lib/server/services/past/past-rows';
import { readPastTestbed } from '@/lib/server/services/past/read-past-testbed';
import type { ServiceContext } from '@/lib/server/service-context';
import { HOUR_MS, MINUTE_MS } from '@/lib/utils/time';

let site: Site;
let context: ServiceContext;
beforeAll(async () => {
  site = await createSite({
    hosts: ['one', 'two', 'three'],
    domains: [
      { name: 'mover', host: 'one' },
      { name: 'stopper', host: 'two' },
      { name: 'stranded', host: 'three' },
    ],
  });
  const actor: Actor = {
    userId: 'reader',
    name: 'Reader',
    role: 'viewer',
    scopes: ROLE_SCOPES.viewer,
    via: 'session',
  };
  context = { actor, db: site.db, now: () => new Date(), requestId: 'test', address: undefined };
  await site.startAgent();
  await site.read();
});
afterAll(async () => await site.close());

/** A moment after everything so far and before everything to come: records are kept to the millisecond. */
async function moment(): Promise<string> {
  await sleep(3);
  const at = new Date();
  await sleep(3);
  return at.toISOString();
}
/** Where each domain was and what it did, and what each host did. */
async function at(moment: string): Promise<Record<string, string>> {
  const past = await readPastTestbed({ context, query: { at: moment } });
  const hosts = new Map(past.hosts.map((host) => [host.id, host.name]));
  return Object.fromEntries([
    ...past.domains.map(({ name, state, hostId, stale }) => [
      name,
      `${state} on ${hosts.get(hostId ?? '') ?? 'nothing'}${stale ? ', stale' : ''}`,
    ]),
    ...past.hosts.map(({ name, status }) => [name, status]),
  ]);
}

test('each moment is told as it was, and the difference names the move, the stop and the failure', async () => {
  const before = await moment();

  const migration = await site.migrate('mover', 'one', 'two');
  await site.until('it is under way', async () => {
    const { startedAt } = await site.db.operation.findUniqueOrThrow({ where: { id: migration } });
    return startedAt !== null;
  });
  expect(await site.finished(migration)).toMatchObject({ state: 'succeeded' });
  const moved = await moment();

  expect(await site.finished(await site.submit('shutdown-domain', 'stopper', {}))).toMatchObject({
    state: 'succeeded',
  });
  await site.until('it is read', async () => {
    const row = await site.db.domain.findUniqueOrThrow({ where: { id: site.domainId('stopper') } });
    return row.state === 'off';
  });
  const stopped = await moment();

  applyFault(site.world, 'three', { fault: 'cut' });
  await site.until(
    'three is unreachable',
    async () =>
      (await site.db.host.findUniqueOrThrow({ where: { id: site.hostId('three') } })).status === 'unreachable',
    30_000,
  );
  const failed = await moment();

  const first = { mover: 'running on one', stopper: 'running on two', stranded: 'running on three' };
  const up = { one: 'up', two: 'up', three: 'up' };
  expect(await at(before)).toEqual({ ...first, ...up });
  expect(await at(moved)).toEqual({ ...first, mover: 'running on two', ...up });
  expect(await at(stopped)).toEqual({ ...first, mover: 'running on two', stopper: 'off on two', ...up });
  expect(await at(failed)).toEqual({
    mover: 'running on two',
    stopper: 'off on two',
    stranded: 'running on three, stale',
    ...up,
    three: 'unreachable',
  });

  const { items } = await listChanges({ context, query: { since: before, until: failed } });
  expect(items.map(({ name, words }) => `${name} ${words}`)).toEqual([
    expect.stringMatching(/^three went from up to unreachable: ./),
    'mover moved from one to two',
    'stopper stopped: running, then off',
  ]);
  expect(items.find(({ kind }) => kind === 'moved')?.operationId).toBe(migration);
  expect((await listChanges({ context, query: { since: moved, until: stopped } })).items).toMatchObject([
    { name: 'stopper', kind: 'stopped' },
  ]);
}, 90_000);

test('a replay of everything that the agent had recorded is the inventory of now', async () => {
  const records = await site.db.domainRecord.findMany();
  const last = replay(
    records.map((row) => ({
      sequence: Number(row.sequence),
      atMs: row.at.getTime(),
      id: row.domainId,
      gone: row.gone,
      facts: { name: row.name, hostId: row.hostId, state: row.state },
    })),
  );
  const now = await site.db.domain.findMany();
  expect(new Map([...last].map(([id, { facts }]) => [id, facts]))).toEqual(
    new Map(now.map(({ id, name, hostId, state }) => [id, { name, hostId, state }])),
  );
  expect((await readTestbedThen(site.db, new Date())).domains.size).toBe(now.length);
  // Readings come every few seconds; only what changed is recorded.
  expect(records.length).toBeLessThan(30);
});

test('the agent sums the days that have ended, once', async () => {
  const today = dayOf(new Date());
  const [before, yesterday] = [dayAfter(today, -2), dayAfter(today, -1)];
  const facts = { name: 'was', simulated: true, state: 'running', splitBrain: false, vcpus: 2, memoryKiB: 1024n };
  const record = (day: string, hour: number, gone: boolean) => ({
    ...facts,
    at: new Date(startOfDay(day).getTime() + hour * HOUR_MS),
    domainId: site.domainId('mover').replace(/^......../, 'aaaaaaaa'),
    hostId: site.hostId('one'),
    architecture: 'x86_64',
    roles: [],
    vo: 'atlas',
    gone,
  });
  await site.db.domainRecord.createMany({ data: [record(before, 12, false), record(yesterday, 6, true)] });
  const sums = async () =>
    (await site.db.accountedUse.findMany({ where: { vo: 'atlas' }, orderBy: { day: 'asc' } })).map(
      ({ day, vcpuSeconds }) => [dayOf(day), vcpuSeconds / 3600],
    );
  await site.skipping('they are summed', async () => (await site.db.accountedDay.count()) === 2, {
    stepMs: MINUTE_MS,
  });
  expect(await sums()).toEqual([
    [before, 24],
    [yesterday, 12],
  ]);
});
