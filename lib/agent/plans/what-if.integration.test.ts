/** What-ifs over the API: a document is made and kept, whatever it supposes; nothing of the inventory changes, and no loop takes it up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WhatIfPlan } from '@/lib/contracts/plans';
import type { RouteId } from '@/lib/contracts/routes';
import { TESTBED_ONLY } from '@/lib/domain/access';
import { PLAN_STATES } from '@/lib/domain/plan';
import { ONLY_READ } from '@/lib/domain/what-if';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';
import { DAY_MS } from '@/lib/utils/time';
import { keepPlans } from './keep-plans';

let server: TestServer;
let operator: Caller & { readonly userId: string };
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.signInAs('operator');
});
afterAll(async () => await server.stop());
beforeEach(async () => {
  await server.db.plan.deleteMany();
  await server.db.operation.deleteMany();
  await server.db.domain.deleteMany();
  await server.db.host.deleteMany();
  await server.db.domainRecord.deleteMany();
  await server.db.hostRecord.deleteMany();
});

const GIB = 1024n * 1024n;
const call = async (id: RouteId, params: Record<string, string>, body?: unknown, version?: number) => {
  const answer = await server.call(id, {
    as: operator,
    params,
    ...(body === undefined ? {} : { body }),
    ...(version === undefined ? {} : { headers: { 'if-match': `"${version}"` } }),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as {
      readonly error?: { readonly message: string; readonly fields: readonly { readonly field: string }[] };
    },
  };
};
const ask = async (body: object): Promise<WhatIfPlan> => {
  const { status, body: made } = await call('askWhatIf', {}, body);
  expect(status, JSON.stringify(made)).toBe(201);
  return WhatIfPlan.parse(made);
};
const refused = async (body: object) => {
  const answer = await call('askWhatIf', {}, body);
  expect(answer.status).toBe(400);
  return [answer.body.error?.fields[0]?.field, answer.body.error?.message ?? ''] as const;
};
/** A moment after everything so far and before everything to come: records are kept to the millisecond. */
async function moment(): Promise<string> {
  await sleep(3);
  const at = new Date();
  await sleep(3);
  return at.toISOString();
}

/** Two hosts of 2 GiB free beside one that holds two domains of 1 GiB. */
async function world() {
  const leaving = await makeHost(server.db, { name: 'leaving', memoryFreeKiB: 3n * GIB });
  const one = await makeHost(server.db, { name: 'one', memoryFreeKiB: 2n * GIB });
  const two = await makeHost(server.db, { name: 'two', memoryFreeKiB: 2n * GIB });
  const [a, b] = [
    await makeDomain(server.db, { hostId: leaving.id, name: 'a', memoryKiB: GIB }),
    await makeDomain(server.db, { hostId: leaving.id, name: 'b', memoryKiB: GIB }),
  ];
  return { leaving, one, two, a, b };
}

/** Everything that somebody could have changed. */
const inventory = async () => ({
  hosts: await server.db.host.findMany({ orderBy: { id: 'asc' } }),
  domains: await server.db.domain.findMany({ orderBy: { id: 'asc' } }),
  sightings: await server.db.domainSighting.findMany({ orderBy: [{ domainId: 'asc' }, { hostId: 'asc' }] }),
  operations: await server.db.operation.count(),
  items: await server.db.planItem.count(),
  records: await server.db.domainRecord.count(),
  hostRecords: await server.db.hostRecord.count(),
});

test('a host is removed and domains are added in thought; nothing of the real ones changes', async () => {
  const { leaving, a } = await world();
  const before = await inventory();
  const made = await ask({
    hostsRemoved: [leaving.id],
    domainsAdded: [{ likeDomainId: a.id, count: 3, memoryKiB: 512 * 1024 }],
    replay: { since: leaving.createdAt.toISOString() },
    reason: 'repair',
  });
  expect(made).toMatchObject({
    kind: 'what-if',
    state: 'answered',
    hostId: null,
    reason: 'repair',
    supposed: expect.stringMatching(/^without leaving, 3 more domains like a, /),
    progress: [],
  });
  const { document } = made;
  expect(
    document.removed[0]?.drain.items.map(({ domainName, targetHostName }) => [domainName, targetHostName]),
  ).toEqual([
    ['a', 'one'],
    ['b', 'two'],
  ]);
  expect(document.removed[0]?.drain.items[0]).toMatchObject({
    why: expect.stringMatching(/^one: .*best of 2 that can take it/),
    notChosen: [{ hostName: 'two', able: true }],
    counts: { looked: 2, able: 2 },
  });
  // A gibibyte and what goes with it is taken on each, so one of half of that finds room on each, and no third.
  expect(document.added[0]?.placed.map(({ hostName }) => hostName)).toEqual(['one', 'two', null]);
  expect(document.added[0]?.reasons).toEqual([{ code: 'memory-short', words: 'memory short', hosts: 2 }]);
  expect(document.answer).toMatch(
    /^2 of 2 domains of removed hosts find a place; 2 of 3 domains that are added find a place; /,
  );
  expect(document.hosts.map(({ hostName, before: now, after }) => [hostName, now?.domains, after?.domains])).toEqual([
    ['leaving', 2, undefined],
    ['one', 0, 2],
    ['two', 0, 2],
  ]);
  expect(document.notLookedAt.length).toBeGreaterThan(1);
  await keepPlans(server.db, new Date(), (error) => {
    throw error;
  });
  expect(await inventory()).toEqual(before);
  const viewer = await server.signInAs('viewer');
  const read = await server.call('getPlan', { as: viewer, params: { id: made.id } });
  expect(await read.json()).toMatchObject({ id: made.id, document: { answer: document.answer } });
  const list = await server.call('listPlans', { as: viewer, query: { kind: 'what-if', state: 'answered' } });
  expect(await list.json()).toMatchObject({ total: 1, items: [{ supposed: made.supposed, answer: document.answer }] });
  const audit = await server.db.audit.findFirst({ where: { subjectId: made.id } });
  expect(audit).toMatchObject({ action: 'askWhatIf', subjectType: 'plan', reason: 'repair' });
});

test('nothing is approved, paused, resumed, cancelled or sent home, and no loop takes it up in whatever state it were', async () => {
  const { leaving } = await world();
  const { id } = await ask({ hostsRemoved: [leaving.id] });
  const before = await inventory();
  for (const state of PLAN_STATES) {
    await server.db.plan.update({ where: { id }, data: { state } });
    for (const deed of ['approvePlan', 'pausePlan', 'resumePlan', 'cancelPlan', 'returnPlan'] as const) {
      const answer = await call(deed, { id });
      expect([answer.status, answer.body.error?.message]).toEqual([422, ONLY_READ]);
    }
    await keepPlans(server.db, new Date(), (error) => {
      throw error;
    });
    expect(await inventory()).toEqual(before);
  }
});

test('asked again it answers by the world of now, and says what is different', async () => {
  const { leaving, one, a } = await world();
  const made = await ask({ hostsRemoved: [leaving.id], domainsAdded: [{ likeDomainId: a.id, count: 2 }] });
  expect(made.document.answer).toBe(
    '2 of 2 domains of removed hosts find a place; 0 of 2 domains that are added find a place',
  );
  const same = await call('replan', { id: made.id }, {}, made.version);
  expect(WhatIfPlan.parse(same.body)).toMatchObject({ state: 'answered', difference: [], version: made.version + 1 });
  expect((await call('replan', { id: made.id }, {}, made.version)).status).toBe(409);
  await server.db.host.update({ where: { id: one.id }, data: { memoryFreeKiB: 6n * GIB } });
  const again = WhatIfPlan.parse((await call('replan', { id: made.id }, {})).body);
  expect(again.difference).toEqual(
    expect.arrayContaining([
      'b goes to one instead of two.',
      '2 domains like a find a place instead of 0.',
      `The answer was: ${made.document.answer}.`,
    ]),
  );
  const struck = await call('replan', { id: made.id }, { struck: [] });
  expect([struck.status, struck.body.error?.fields[0]?.field]).toEqual([400, 'struck']);
  await server.db.host.delete({ where: { id: leaving.id } });
  const gone = await call('replan', { id: made.id }, {});
  expect([gone.status, gone.body.error?.message]).toEqual([400, 'hostsRemoved.0: leaving is not there any more']);
});

test('the past happens again on the hosts that are supposed', async () => {
  const { leaving, one, a, b } = await world();
  const since = await moment();
  const c = await makeDomain(server.db, { hostId: one.id, name: 'c', memoryKiB: GIB });
  await server.db.domain.update({ where: { id: a.id }, data: { state: 'off' } });
  await server.db.domain.update({ where: { id: a.id }, data: { state: 'running' } });
  await server.db.domain.update({ where: { id: b.id }, data: { memoryKiB: 2n * GIB } });
  await server.db.domain.update({ where: { id: c.id }, data: { hostId: leaving.id } });
  const until = await moment();
  await server.db.domain.delete({ where: { id: c.id } });
  const asItWas = await ask({ replay: { since, until } });
  expect(asItWas.document.replay).toMatchObject({
    sentence: 'All 2 starts find a place.',
    changes: 5,
    starts: 2,
    startsElsewhere: 0,
    growths: 1,
    movesMade: 1,
    withoutPlace: 0,
    asItWasWithoutPlace: 0,
    partlyKnown: 1,
  });
  const { replay } = (await ask({ hostsRemoved: [leaving.id], replay: { since, until } })).document;
  // a and b are placed on one and two. c has no room, and takes that of a once it stops; then a has none, nor b any to grow.
  expect(replay).toMatchObject({ beginning: 2, starts: 2, growths: 1, asItWasWithoutPlace: 0 });
  expect(replay?.homeless.map(({ domainName, what, hostName }) => [domainName, what, hostName])).toEqual([
    ['a', 'start', 'leaving'],
    ['b', 'growth', 'two'],
  ]);
  expect(replay?.homeless[0]?.why).toMatch(/^None of 2 hosts can take it\. Nearest: /);
  expect(replay?.reasons).toEqual([{ code: 'memory-short', words: 'memory short', domains: 2 }]);
  expect(replay?.sentence).toBe(
    '1 of 2 starts finds a place. The one time that a domain was given more there is no room for it.',
  );
  expect(replay?.tightest[0]).toMatchObject({ hostClass: 'dempsey' });
  expect(replay?.tightest[0]?.freeKiB).toBeLessThan(replay?.tightest[0]?.asItWasFreeKiB ?? 0);
});

test('of a past that is not known for as long what is said is how long it is; that the testbed was added is no start', async () => {
  const { a } = await world();
  await moment();
  await server.db.domain.update({ where: { id: a.id }, data: { state: 'off' } });
  await server.db.domain.update({ where: { id: a.id }, data: { state: 'running' } });
  await moment();
  const made = await ask({ replay: { since: new Date(Date.now() - DAY_MS).toISOString() } });
  expect(made.document.replay).toMatchObject({ shortened: true, starts: 1, changes: 2 });
  expect(made.wish.replay?.knownSinceAt).toBe(made.document.replay?.since);
  expect(made.supposed).toMatch(/^\d+ (ms|s) of the past again$/);
  expect(made.document.supposition.at(-1)).toMatch(
    /^What happened in .* again; 1 d was asked for, and no more is known\.$/,
  );
});

test('what is not there, not known or too much is refused by its name', async () => {
  const { leaving, a } = await world();
  const nobody = '00000000-0000-4000-8000-000000000000';
  expect(await refused({})).toEqual(['hostsRemoved', expect.stringContaining('suppose something')]);
  expect(await refused({ hostsRemoved: [nobody] })).toEqual([
    'hostsRemoved.0',
    expect.stringContaining('no such host'),
  ]);
  expect(await refused({ hostsRemoved: [leaving.id, leaving.id] })).toEqual([
    'hostsRemoved',
    expect.stringContaining('names a host twice'),
  ]);
  expect(await refused({ domainsAdded: [{ likeDomainId: nobody, count: 1 }] })).toEqual([
    'domainsAdded.0.likeDomainId',
    expect.stringContaining('no host has such a domain now'),
  ]);
  expect(await refused({ domainsAdded: [{ likeDomainId: a.id, count: 201 }] })).toEqual([
    'domainsAdded.0.count',
    expect.any(String),
  ]);
  const half = { likeDomainId: a.id, count: 150 };
  expect(await refused({ domainsAdded: [half, half] })).toEqual([
    'domainsAdded',
    expect.stringContaining('adds more than 200 domains in all'),
  ]);
  const blind = await makeHost(server.db, { name: 'blind' });
  await server.db.host.update({ where: { id: blind.id }, data: { memoryFreeKiB: null } });
  expect(await refused({ hostsAdded: [{ likeHostId: blind.id, count: 1 }] })).toEqual([
    'hostsAdded.0.likeHostId',
    expect.stringContaining('what blind has for domains is not known'),
  ]);
  const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const HOUR = 3_600_000;
  expect(await refused({ replay: { since: at(HOUR) } })).toEqual(['replay.since', expect.stringContaining('to come')]);
  expect(await refused({ replay: { since: at(-HOUR), until: at(-2 * HOUR) } })).toEqual([
    'replay.since',
    expect.stringContaining('must lie before the end'),
  ]);
  expect(await refused({ replay: { since: at(-32 * 24 * HOUR) } })).toEqual([
    'replay.since',
    expect.stringContaining('longer than 31 days'),
  ]);
  expect(await refused({ replay: { since: at(-2 * HOUR), until: at(-HOUR) } })).toEqual([
    'replay.until',
    expect.stringContaining('the past is known since'),
  ]);
  const whole = await ask({ replay: { since: at(-2 * HOUR) } });
  expect(whole.document.replay).toMatchObject({ shortened: true });
});

test('more changes than are played again are refused before they are read', async () => {
  const { a, leaving } = await world();
  await server.db.$executeRaw`
    insert into "DomainRecord" ("domainId", "name", "at", "simulated", "state", "splitBrain", "vcpus", "memoryKiB", "architecture", "roles", "hostId")
    select ${a.id}::uuid, 'a', now() + n * interval '1 microsecond', false, 'running', false, 1, 1048576, 'x86_64', '{}', ${leaving.id}::uuid
    from generate_series(1, 100001) n`;
  await sleep(300);
  const [field, message] = await refused({ replay: { since: leaving.createdAt.toISOString() } });
  expect(field).toBe('replay.since');
  expect(message).toMatch(/at most 100000 are played again: choose a shorter one/);
});

test('who is bound to VOs asks nothing, and is told of nothing', async () => {
  const { leaving } = await world();
  const { id } = await ask({ hostsRemoved: [leaving.id] });
  const atlas = await server.signInAs('vo-admin', { vos: ['atlas'] });
  const answers = [
    await server.call('askWhatIf', { as: atlas, body: { hostsRemoved: [leaving.id] } }),
    await server.call('getPlan', { as: atlas, params: { id } }),
    await server.call('listPlans', { as: atlas }),
    await server.call('getSurvival', { as: atlas }),
  ];
  // Wherever they come to it, it is the same reason.
  for (const answer of answers) {
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ error: { message: TESTBED_ONLY } });
  }
});
