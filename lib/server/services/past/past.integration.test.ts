/** The recorded past on a real database: whoever changes an inventory's row, what was there at each moment is told truly. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PastTestbed, TestbedChanges, Timeline } from '@/lib/contracts/past';
import { Testbed } from '@/lib/contracts/testbed';
import { DOMAIN_STATES } from '@/lib/domain/domain';
import { replay } from '@/lib/domain/past/records';
import { createSeededRandom } from '@/lib/utils/seeded-random';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeHost, makeMigration } from '@/lib/server/testing/test-world';
import { readTestbedThen } from './past-rows';

let server: TestServer;
let viewer: Caller;
let atlas: Caller;
beforeAll(async () => {
  server = await startTestServer();
  viewer = await server.signInAs('viewer');
  atlas = await server.signInAs('vo-admin', { vos: ['atlas'] });
});
afterAll(async () => await server.stop());

/** A moment after everything so far and before everything to come: records are kept to the millisecond. */
async function moment(): Promise<Date> {
  await sleep(3);
  const at = new Date();
  await sleep(3);
  return at;
}
/** The first milliseconds of a second to come. */
async function nextSecond(): Promise<Date> {
  await sleep(1_000 - (Date.now() % 1_000) + 5);
  return await moment();
}
async function ask<Schema extends { parse: (value: unknown) => unknown }>(
  id: 'getTestbed' | 'getPastTestbed' | 'listTestbedChanges' | 'getTimeline',
  schema: Schema,
  options: { readonly query?: Record<string, string>; readonly as?: Caller } = {},
): Promise<ReturnType<Schema['parse']>> {
  const answer = await server.call(id, { as: viewer, ...options });
  const body: unknown = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(200);
  // The schema's own output.
  return schema.parse(body) as ReturnType<Schema['parse']>;
}
const pastAt = async (at: Date, as = viewer) =>
  await ask('getPastTestbed', PastTestbed, { as, query: { at: at.toISOString() } });
const changes = async (since: Date, until?: Date, as = viewer) =>
  await ask('listTestbedChanges', TestbedChanges, {
    as,
    query: { since: since.toISOString(), ...(until === undefined ? {} : { until: until.toISOString() }) },
  });
const words = (answer: TestbedChanges) => answer.items.map(({ name, words: told }) => `${name} ${told}`);

test('before anything is recorded the past is not known, and a question for it says so', async () => {
  const timeline = await ask('getTimeline', Timeline, {
    query: { since: new Date(Date.now() - 60_000).toISOString() },
  });
  expect(timeline).toMatchObject({ knownSinceAt: null, marks: [] });
  const answer = await server.call('getPastTestbed', { as: viewer, query: { at: new Date().toISOString() } });
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({
    error: { message: expect.stringContaining('No host has been added yet') },
  });
});

test('whatever happens to the rows, by whatever statement, each moment is told as it was', async () => {
  const random = createSeededRandom('the past');
  const hosts = [await makeHost(server.db), await makeHost(server.db)];
  const hostIds: [string, ...string[]] = [hosts[0]?.id ?? '', hosts[1]?.id ?? ''];
  const ids: string[] = [];
  const then: { at: Date; live: Testbed }[] = [];
  for (let step = 0; step < 60; step += 1) {
    const id = ids[random.integer(0, Math.max(0, ids.length - 1))];
    const deed = random.integer(0, 8);
    if (id === undefined || deed === 0) {
      ids.push((await makeDomain(server.db, { hostId: random.pick(hostIds), vo: random.pick(['atlas', 'lhcb']) })).id);
    } else if (deed === 1) {
      await server.db.domain.delete({ where: { id } });
      ids.splice(ids.indexOf(id), 1);
    } else if (deed === 2) {
      await server.db
        .$executeRaw`update "Domain" set "hostId" = ${random.pick(hostIds)}::uuid where "id" = ${id}::uuid`;
    } else if (deed === 3) {
      await server.db.domain.updateMany({
        where: { hostId: random.pick(hostIds) },
        data: { state: random.pick(DOMAIN_STATES) },
      });
    } else if (deed === 4) {
      const missingSince = random.next() < 0.5 ? new Date() : null;
      await server.db.domain.update({ where: { id }, data: { missingSince, splitBrain: random.next() < 0.5 } });
    } else if (deed === 5) {
      await server.db.domain.update({
        where: { id },
        data: { name: `d-${step}`, vcpus: step, memoryKiB: BigInt(step * 1024), roles: ['CE'], vo: 'cms' },
      });
    } else if (deed === 6) {
      // What readings write all the time changes nothing that is recorded.
      const before = await server.db.domainRecord.count();
      await server.db.domain.update({ where: { id }, data: { cpuLoad: random.next(), seenAt: new Date() } });
      await server.db.host.update({
        where: { id: random.pick(hostIds) },
        data: { cpuLoad: random.next(), seenAt: new Date() },
      });
      expect(await server.db.domainRecord.count()).toBe(before);
    } else {
      const status = random.pick(['up', 'unreachable', 'disabled']);
      await server.db.host.update({
        where: { id: random.pick(hostIds) },
        data: {
          status,
          statusSince: new Date(),
          statusReason: status === 'up' ? null : 'gone',
          maintenance: deed === 8,
        },
      });
    }
    const at = await moment();
    then.push({ at, live: await ask('getTestbed', Testbed) });
  }
  const byId = <Item extends { readonly id: string }>(items: readonly Item[]) =>
    items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const host = (each: PastTestbed['hosts'][number] | Testbed['hosts'][number]) => ({
    id: each.id,
    name: each.name,
    simulated: each.simulated,
    status: each.status,
    statusSince: each.statusSince,
    statusReason: each.statusReason,
    maintenance: each.maintenance,
    memoryTotalKiB: each.memoryTotalKiB,
    domainCount: each.domainCount,
    runningCount: each.runningCount,
  });
  for (const { at, live } of then) {
    const past = await pastAt(at);
    expect(byId(past.domains)).toEqual(byId(live.domains));
    expect(byId(past.hosts).map(host)).toEqual(byId(live.hosts).map(host));
  }
  // The same by the pure reconstruction, from all that is recorded.
  const last = await readTestbedThen(server.db, new Date(), new Date(0));
  const all = await server.db.domainRecord.findMany({ orderBy: { sequence: 'asc' } });
  const replayed = replay(
    all.map((row) => ({
      sequence: Number(row.sequence),
      atMs: row.at.getTime(),
      id: row.domainId,
      gone: row.gone,
      facts: row.state,
    })),
  );
  expect(new Map([...last.domains].map(([id, record]) => [id, [record.gone, record.facts.state]]))).toEqual(
    new Map([...replayed].map(([id, record]) => [id, [record.gone, record.facts]])),
  );
}, 60_000);

test('a removed host with its domains is there before and not after; links lead to what is still there', async () => {
  const [one, two] = [await makeHost(server.db, { name: 'past-one' }), await makeHost(server.db, { name: 'past-two' })];
  const kept = await makeDomain(server.db, { hostId: one.id, name: 'past-kept', vo: 'atlas' });
  await makeDomain(server.db, { hostId: one.id, name: 'past-lost', vo: 'atlas', state: 'off' });
  const before = await moment();
  await server.db.domain.update({ where: { id: kept.id }, data: { hostId: two.id } });
  await server.db.domain.deleteMany({ where: { hostId: one.id } });
  await server.db.host.delete({ where: { id: one.id } });
  const after = await moment();

  const was = await pastAt(before);
  expect(was.hosts.find(({ name }) => name === 'past-one')).toMatchObject({ domainCount: 2, runningCount: 1 });
  expect((await pastAt(after)).hosts.map(({ name }) => name)).not.toContain('past-one');
  const told = await changes(before, after);
  expect(words(told)).toEqual([
    'past-one was removed',
    'past-kept moved from past-one to past-two',
    'past-lost was removed; it was off on past-one',
  ]);
  expect(told.items.map(({ stillThere }) => stillThere)).toEqual([false, true, false]);
  expect(words(await changes(after))).toEqual([]);
});

test('a migration under way then is drawn on both hosts, and the move it made names it', async () => {
  const [one, two] = [await makeHost(server.db), await makeHost(server.db)];
  const domain = await makeDomain(server.db, { hostId: one.id, name: 'past-moving', vo: 'atlas' });
  const before = await moment();
  const { operationId: id } = await makeMigration(server.db, domain, two.id);
  await server.db.operation.update({
    where: { id },
    data: { state: 'running', startedAt: new Date(), finishedAt: null },
  });
  const during = await moment();
  await server.db.domain.update({ where: { id: domain.id }, data: { hostId: two.id } });
  await server.db.operation.update({ where: { id }, data: { state: 'succeeded', finishedAt: new Date() } });
  const after = await moment();

  const tile = async (at: Date) => (await pastAt(at)).domains.find((each) => each.id === domain.id);
  expect(await tile(before)).toMatchObject({ hostId: one.id, operation: null });
  expect(await tile(during)).toMatchObject({
    hostId: one.id,
    operation: { id, kind: 'migrate-domain', state: 'running', targetHostId: two.id },
  });
  expect((await pastAt(during)).hosts.find((host) => host.id === two.id)).toMatchObject({
    migrationsIn: 1,
    domainCount: 0,
  });
  expect(await tile(after)).toMatchObject({ hostId: two.id, operation: null });
  expect((await changes(before, after)).items).toMatchObject([{ kind: 'moved', operationId: id }]);
});

test('a VO admin sees the own domains of then and their hosts without what they are made of', async () => {
  const host = await makeHost(server.db, { name: 'past-secret' });
  const other = await makeHost(server.db, { name: 'past-hidden' });
  await makeDomain(server.db, { hostId: other.id, name: 'past-lhcb', vo: 'lhcb' });
  const mine = await makeDomain(server.db, { hostId: host.id, name: 'past-mine', vo: 'atlas' });
  const before = await moment();
  await server.db.host.updateMany({
    where: { id: { in: [host.id, other.id] } },
    data: { status: 'unreachable', statusReason: 'no route to 10.1.2.3', statusSince: new Date() },
  });
  await server.db.domain.update({ where: { id: mine.id }, data: { vo: 'lhcb', name: 'past-not-yours' } });
  const after = await moment();

  const was = await pastAt(before, atlas);
  expect(was.domains.map(({ name }) => name)).toContain('past-mine');
  expect(new Set(was.domains.map(({ vo }) => vo))).toEqual(new Set(['atlas']));
  expect(was.hosts.find(({ name }) => name === 'past-secret')).toMatchObject({
    domainCount: 1,
    hypervisorVersion: null,
    memoryTotalKiB: null,
    cpuCount: null,
  });
  expect(was.hosts.map(({ name }) => name)).not.toContain('past-hidden');
  const told = await changes(before, after, atlas);
  expect(words(told)).toEqual(['past-secret went from up to unreachable', 'past-mine no longer belongs to VO atlas']);
  expect(told.items.map(({ stillThere }) => stillThere)).toEqual([false, false]);
  expect(words(await changes(before, after))).toContain(
    'past-hidden went from up to unreachable: no route to 10.1.2.3',
  );
});

test('marks stand where something changed, and lead from one change to the next', async () => {
  const host = await makeHost(server.db);
  const before = await nextSecond();
  const domain = await makeDomain(server.db, { hostId: host.id, vo: 'lhcb' });
  const between = await nextSecond();
  await server.db.domain.update({ where: { id: domain.id }, data: { state: 'paused' } });
  const paused = await moment();
  await server.db.domain.update({ where: { id: domain.id }, data: { state: 'off' } });
  const after = await moment();

  const timeline = await ask('getTimeline', Timeline, {
    query: { since: before.toISOString(), until: after.toISOString() },
  });
  const [added, stopped] = [timeline.marks[0], timeline.marks.at(-1)];
  expect(timeline.marks.length).toBeGreaterThanOrEqual(2);
  const past = await pastAt(between);
  // What changed within one second is one step: it was paused, then off, and a step leads to what came of it.
  expect(past).toMatchObject({ changeBeforeAt: added, changeAfterAt: stopped });
  expect(await pastAt(paused)).toMatchObject({ changeBeforeAt: added, changeAfterAt: stopped });
  expect(await pastAt(new Date(stopped ?? ''))).toMatchObject({ changeBeforeAt: added, changeAfterAt: null });
  const theirs = await ask('getTimeline', Timeline, {
    as: atlas,
    query: { since: before.toISOString(), until: after.toISOString() },
  });
  expect(theirs.marks).toEqual([]);
});

test('load and memory of a host are those measured then, and unknown where none were kept', async () => {
  const host = await makeHost(server.db);
  const at = await moment();
  const measuredAt = new Date(at.getTime() - 8_000);
  await server.db.metricSample.create({
    data: { subjectId: host.id, at: measuredAt, cpuLoad: 0.5, memoryUsedKiB: 2n * 1024n ** 2n },
  });
  expect((await pastAt(at)).hosts.find(({ id }) => id === host.id)).toMatchObject({
    cpuLoad: 0.5,
    memoryFreeKiB: 6 * 1024 ** 2,
    measuredAt: measuredAt.toISOString(),
  });
  await server.db.metricSample.deleteMany({ where: { subjectId: host.id } });
  expect((await pastAt(at)).hosts.find(({ id }) => id === host.id)).toMatchObject({
    cpuLoad: null,
    memoryFreeKiB: null,
    measuredAt: null,
  });
});

test('moments that are none, that are to come, turned round or not recorded are refused with the reason', async () => {
  const now = new Date();
  const hour = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString();
  const refused = async (
    id: 'getPastTestbed' | 'listTestbedChanges' | 'getTimeline',
    query: Record<string, string>,
  ) => {
    const answer = await server.call(id, { as: viewer, query });
    // The shape of every error.
    return [answer.status, ((await answer.json()) as { error: { message: string } }).error.message] as const;
  };
  expect(await refused('getPastTestbed', { at: 'yesterday' })).toMatchObject([400, expect.stringContaining('at')]);
  expect(await refused('getPastTestbed', {})).toMatchObject([400, expect.stringContaining('at')]);
  expect(await refused('getPastTestbed', { at: hour(1) })).toMatchObject([
    400,
    expect.stringContaining('still to come'),
  ]);
  expect(await refused('getPastTestbed', { at: hour(-1) })).toMatchObject([
    404,
    expect.stringContaining('known since'),
  ]);
  expect(await refused('listTestbedChanges', { since: hour(0), until: hour(-1) })).toMatchObject([
    400,
    expect.stringContaining('must not lie after until'),
  ]);
  expect(await refused('listTestbedChanges', { since: hour(-1) })).toMatchObject([
    404,
    expect.stringContaining('known since'),
  ]);
  expect(await refused('getTimeline', { since: hour(0), until: hour(0) })).toMatchObject([
    400,
    expect.stringContaining('must lie before until'),
  ]);
});
