/** Plans that empty a host, over the API and by the loop that carries them out; the hosts are rows, the ends of moves are written by hand. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CandidateList } from '@/lib/contracts/migrations';
import { DrainPlan } from '@/lib/contracts/plans';
import type { RouteId } from '@/lib/contracts/routes';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';
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
});

const GIB = 1024n * 1024n;
const call = async (
  id: RouteId,
  params: Record<string, string>,
  options: { body?: unknown; version?: number } = {},
) => {
  const answer = await server.call(id, {
    as: operator,
    params,
    ...(options.body === undefined ? {} : { body: options.body }),
    ...(options.version === undefined ? {} : { headers: { 'if-match': `"${options.version}"` } }),
  });
  return { status: answer.status, body: (await answer.json()) as { readonly error?: { readonly message: string } } };
};
const plan = async (id: RouteId, params: Record<string, string>, options: Parameters<typeof call>[2] = {}) => {
  const { status, body } = await call(id, params, options);
  expect([200, 201], JSON.stringify(body)).toContain(status);
  return DrainPlan.parse(body);
};
const read = async (id: string) => await plan('getPlan', { id });
/** A look of an agent's loop; what it stumbles over fails the test. */
const look = async (): Promise<unknown> =>
  await keepPlans(server.db, new Date(), (error) => {
    throw error;
  });
const waiting = async () =>
  await server.db.operation.findMany({ where: { state: { in: ['queued', 'running'] } }, orderBy: { number: 'asc' } });
/** What the agent's handlers and its inventory do when a move or a stop has gone well. */
async function finish(id: string, state: 'succeeded' | 'failed' = 'succeeded', errorMessage: string | null = null) {
  const operation = await server.db.operation.update({
    where: { id },
    data: { state, errorMessage, finishedAt: new Date() },
  });
  if (state === 'failed' || operation.domainId === null) return;
  const moved = operation.kind === 'migrate-domain' ? { hostId: operation.targetHostId } : {};
  const states: Record<string, object> = { 'shutdown-domain': { state: 'off' }, 'start-domain': { state: 'running' } };
  await server.db.domain.update({ where: { id: operation.domainId }, data: { ...moved, ...states[operation.kind] } });
}

/** A host with three domains that run and one that is off, beside another with room. */
async function world() {
  const [host, other] = [await makeHost(server.db, { name: 'here' }), await makeHost(server.db, { name: 'there' })];
  const domains = [];
  for (const [index, name] of ['a', 'b', 'c'].entries())
    domains.push(await makeDomain(server.db, { hostId: host.id, name, memoryKiB: (3n - BigInt(index)) * (GIB / 2n) }));
  await makeDomain(server.db, { hostId: host.id, name: 'off', state: 'off' });
  return { host, other, domains };
}

test('a plan is a document before anything is done, and is read by whoever has its link', async () => {
  const { host, other } = await world();
  const made = await plan('planDrain', { id: host.id }, { body: { reason: 'new memory' } });
  expect(made).toMatchObject({ state: 'draft', total: 3, done: 0, blocked: [], reason: 'new memory', atOnce: 2 });
  expect(
    made.document.items.map(({ domainName, strategy, targetHostName }) => [domainName, strategy, targetHostName]),
  ).toEqual([
    ['a', 'migrate', 'there'],
    ['b', 'migrate', 'there'],
    ['c', 'migrate', 'there'],
    ['off', 'leave', null],
  ]);
  expect(made.document.peers).toMatchObject([{ hostName: 'there', arriving: ['a', 'b', 'c'] }]);
  const viewer = await server.signInAs('viewer');
  const answer = await server.call('getPlan', { as: viewer, params: { id: made.id } });
  expect(await answer.json()).toMatchObject({ id: made.id, hostName: 'here' });
  // Nothing has been done, and nothing is by the loop.
  await look();
  expect(await waiting()).toEqual([]);
  expect(await server.db.host.findUnique({ where: { id: other.id } })).toMatchObject({ maintenance: false });
});

test('approved, it moves so many at once, and ends with the host in maintenance', async () => {
  const { host } = await world();
  const draft = await plan('planDrain', { id: host.id }, { body: {} });
  expect(await plan('approvePlan', { id: draft.id }, { version: draft.version })).toMatchObject({
    state: 'running',
    total: 3,
  });
  expect(await server.db.host.findUnique({ where: { id: host.id } })).toMatchObject({ maintenance: true });
  await look();
  const first = await waiting();
  expect(first.map(({ title }) => title)).toEqual(['Migrate a from here to there', 'Migrate b from here to there']);
  await look();
  expect(await waiting()).toHaveLength(2);
  await finish(first[0]?.id ?? '');
  await look();
  expect((await waiting()).map(({ title }) => title)).toEqual([
    'Migrate b from here to there',
    'Migrate c from here to there',
  ]);
  expect(await read(draft.id)).toMatchObject({ state: 'running', done: 1, total: 3 });
  for (const { id } of await waiting()) await finish(id);
  await look();
  expect(await read(draft.id)).toMatchObject({ state: 'drained', done: 3, total: 3, halted: null });
});

test('an agent that dies between the asking of a move and its noting leaves nothing to be done twice', async () => {
  const { host } = await world();
  const draft = await plan('planDrain', { id: host.id }, { body: { atOnce: 1 } });
  await plan('approvePlan', { id: draft.id });
  await look();
  const [asked] = await waiting();
  // As if it had died right after: the operation is there, the plan's own row does not know.
  await server.db.planItem.updateMany({ where: { planId: draft.id }, data: { state: 'waiting', operationId: null } });
  await server.db.planItem.updateMany({
    where: { planId: draft.id, domainName: { not: 'a' } },
    data: { state: 'left' },
  });
  await finish(asked?.id ?? '');
  await look();
  await look();
  expect(await server.db.operation.count()).toBe(1);
  expect(await read(draft.id)).toMatchObject({ state: 'drained', done: 1 });
});

test('two agents at once begin each move once', async () => {
  const { host } = await world();
  const draft = await plan('planDrain', { id: host.id }, { body: {} });
  await plan('approvePlan', { id: draft.id });
  await Promise.all([look(), look(), look()]);
  expect(await waiting()).toHaveLength(2);
});

test('what fails makes the plan stand still and say so; resumed, it is tried again', async () => {
  const { host } = await world();
  const draft = await plan('planDrain', { id: host.id }, { body: { atOnce: 1 } });
  await plan('approvePlan', { id: draft.id });
  await look();
  const [first] = await waiting();
  await finish(first?.id ?? '', 'failed', 'The link is down.');
  await look();
  expect(await read(draft.id)).toMatchObject({ state: 'paused', halted: 'a: The link is down.', blocked: ['a'] });
  await look();
  expect(await waiting()).toEqual([]);
  await plan('resumePlan', { id: draft.id });
  await look();
  expect((await waiting()).map(({ title }) => title)).toEqual(['Migrate a from here to there']);
});

test('paused, what is under way ends and is noted, and nothing is begun', async () => {
  const { host } = await world();
  const draft = await plan('planDrain', { id: host.id }, { body: { atOnce: 1 } });
  await plan('approvePlan', { id: draft.id });
  await look();
  await plan('pausePlan', { id: draft.id });
  for (const { id } of await waiting()) await finish(id);
  await look();
  expect(await waiting()).toEqual([]);
  expect(await read(draft.id)).toMatchObject({ state: 'paused', done: 1, halted: null });
});

test('cancelled, what waits in a queue is taken back', async () => {
  const { host } = await world();
  const draft = await plan('planDrain', { id: host.id }, { body: {} });
  await plan('approvePlan', { id: draft.id });
  await look();
  const cancelled = await plan('cancelPlan', { id: draft.id });
  expect(cancelled).toMatchObject({ state: 'cancelled' });
  expect(await waiting()).toEqual([]);
  expect((await call('resumePlan', { id: draft.id })).status).toBe(422);
});

test('what was under way when the plan was cancelled goes home as well, once it has ended', async () => {
  const { host } = await world();
  const draft = await plan('planDrain', { id: host.id }, { body: { atOnce: 1 } });
  await plan('approvePlan', { id: draft.id });
  await look();
  const [moving] = await waiting();
  await server.db.operation.update({ where: { id: moving?.id ?? '' }, data: { state: 'running' } });
  await plan('cancelPlan', { id: draft.id });
  expect((await call('returnPlan', { id: draft.id })).body.error?.message).toContain('still on the way off the host');
  await finish(moving?.id ?? '');
  await look();
  await plan('returnPlan', { id: draft.id });
  await look();
  expect((await waiting()).map(({ title }) => title)).toEqual(['Migrate a from there to here']);
});

test('a plan that the world has left behind is planned again, says what changed, and waits to be read', async () => {
  const { host, other, domains } = await world();
  const draft = await plan('planDrain', { id: host.id }, { body: {} });
  await makeHost(server.db, { name: 'third', memoryFreeKiB: 7n * GIB });
  await server.db.host.update({ where: { id: other.id }, data: { maintenance: true } });
  await server.db.domain.delete({ where: { id: domains[2]?.id ?? '' } });
  const refused = await call('approvePlan', { id: draft.id }, { version: draft.version });
  expect(refused.status).toBe(409);
  expect(refused.body.error?.message).toContain('a goes to third instead of there.');
  const again = await read(draft.id);
  expect(again).toMatchObject({ state: 'draft', total: 2 });
  expect(again.difference).toEqual([
    'c is not on the host any more.',
    'a goes to third instead of there.',
    'b goes to third instead of there.',
  ]);
  expect(await plan('approvePlan', { id: draft.id }, { version: again.version })).toMatchObject({ state: 'running' });
});

test('a host that has become better meanwhile is no reason to plan again: what was read is what is done', async () => {
  const { host, other } = await world();
  const third = await makeHost(server.db, { name: 'third', memoryFreeKiB: 5n * GIB });
  const draft = await plan('planDrain', { id: host.id }, { body: { atOnce: 1 } });
  expect(draft.document.items[0]).toMatchObject({ domainName: 'a', targetHostName: 'there' });
  await server.db.host.update({ where: { id: other.id }, data: { cpuLoad: 0.95 } });
  await server.db.host.update({ where: { id: third.id }, data: { cpuLoad: 0 } });
  await plan('approvePlan', { id: draft.id }, { version: draft.version });
  await look();
  expect((await waiting()).map(({ title }) => title)).toEqual(['Migrate a from here to there']);
});

test('a domain that was off and runs now is one', async () => {
  const { host } = await world();
  const draft = await plan('planDrain', { id: host.id }, { body: {} });
  await server.db.domain.updateMany({ where: { name: 'off' }, data: { state: 'running' } });
  const refused = await call('approvePlan', { id: draft.id });
  expect([refused.status, (await read(draft.id)).difference]).toEqual([
    409,
    ['off: migrate to there instead of leave.'],
  ]);
});

test('what is blocked keeps a plan from being approved, until somebody chooses what becomes of it', async () => {
  const { host, other, domains } = await world();
  await server.db.host.update({ where: { id: other.id }, data: { memoryFreeKiB: GIB / 4n } });
  const draft = await plan('planDrain', { id: host.id }, { body: {} });
  expect(draft.blocked).toEqual(['a', 'b', 'c']);
  expect(draft.document.items[0]?.blockers[0]).toMatchObject({
    sentence: expect.stringContaining('there'),
    remedy: expect.any(String),
  });
  const refused = await call('approvePlan', { id: draft.id });
  expect([refused.status, refused.body.error?.message]).toEqual([
    422,
    '3 domains are blocked: choose what becomes of them, and plan again.',
  ]);
  const choices = domains.map(({ id }, index) => ({
    domainId: id,
    strategy: index === 0 ? 'leave' : 'stop-and-restart',
  }));
  const replanned = await plan('replan', { id: draft.id }, { body: { choices } });
  expect(replanned).toMatchObject({ blocked: [], total: 2 });
  expect(replanned.difference).toContain('b is not blocked any more: shut down, start again afterwards.');
  await plan('approvePlan', { id: draft.id });
  await look();
  expect((await waiting()).map(({ kind }) => kind)).toEqual(['shutdown-domain', 'shutdown-domain']);
});

test('what is kept together goes to one host, and after the half of it the other half goes there still', async () => {
  const here = await makeHost(server.db, { name: 'here' });
  // By its room alone the second of them would go to the other.
  for (const [name, gib] of [
    ['large', 2n],
    ['larger', 3n],
  ] as const)
    await makeHost(server.db, { name, memoryFreeKiB: gib * GIB });
  const group = { hostId: here.id, affinity: 'storage', memoryKiB: GIB };
  for (const name of ['se-01', 'se-02']) await makeDomain(server.db, { ...group, name });
  const draft = await plan('planDrain', { id: here.id }, { body: { atOnce: 1 } });
  expect(draft.document.items).toMatchObject([
    { targetHostName: 'larger', why: expect.stringContaining('With se-02, group storage; until the last has moved') },
    { targetHostName: 'larger', why: expect.stringContaining('With se-01, group storage') },
  ]);
  await plan('approvePlan', { id: draft.id }, { version: draft.version });
  await look();
  const [first] = await waiting();
  expect(first?.title).toBe('Migrate se-01 from here to larger');
  await finish(first?.id ?? '');
  await plan('pausePlan', { id: draft.id });
  // Paused and planned again, what is left is asked where the group is now, however little room is left there.
  await server.db.host.updateMany({ where: { name: 'larger' }, data: { memoryFreeKiB: GIB / 2n } });
  await server.db.host.updateMany({ where: { name: 'large' }, data: { memoryFreeKiB: 6n * GIB } });
  const again = await plan('replan', { id: draft.id }, { body: {} });
  expect(again.document.items[0]?.blockers.map(({ sentence }) => sentence)).toEqual(
    expect.arrayContaining(['Group storage is kept together, and se-01 runs on larger, not on large.']),
  );
  await server.db.host.updateMany({ where: { name: 'larger' }, data: { memoryFreeKiB: 2n * GIB } });
  expect((await plan('replan', { id: draft.id }, { body: {} })).document.items).toMatchObject([
    { domainName: 'se-02', targetHostName: 'larger' },
  ]);
});

test('a person may part a group, and is told: the candidates say where the others are', async () => {
  const [here, there] = [await makeHost(server.db, { name: 'here' }), await makeHost(server.db, { name: 'there' })];
  await makeHost(server.db, { name: 'third', memoryFreeKiB: 7n * GIB });
  const mine = await makeDomain(server.db, { hostId: here.id, name: 'se-01', affinity: 'storage' });
  const other = await makeDomain(server.db, { hostId: here.id, name: 'se-02', affinity: 'storage' });
  await makeDomain(server.db, { hostId: there.id, name: 'off', affinity: 'storage', state: 'off' });
  const candidates = async () => {
    const { body } = await call('listCandidates', { id: mine.id });
    return CandidateList.parse(body);
  };
  const refusalsOf = ({ items }: CandidateList, name: string) =>
    items.find(({ hostName }) => hostName === name)?.refusals.map(({ code, severity }) => [code, severity]);
  expect(refusalsOf(await candidates(), 'there')).toContainEqual(['affinity-split', 'warn']);
  // On its way it is where it goes to.
  const move = await call('migrateDomain', { id: other.id }, { body: { targetHostId: there.id } });
  expect(move.status, JSON.stringify(move.body)).toBe(202);
  const followed = await candidates();
  expect(refusalsOf(followed, 'there')).not.toContainEqual(['affinity-split', 'warn']);
  expect(refusalsOf(followed, 'third')).toContainEqual(['affinity-split', 'warn']);
});

test('afterwards all go home: what was moved comes back, what was stopped for the while is started', async () => {
  const { host, domains } = await world();
  const choices = [{ domainId: domains[2]?.id ?? '', strategy: 'stop-and-restart' }];
  const draft = await plan('planDrain', { id: host.id }, { body: { choices, atOnce: 3 } });
  await plan('approvePlan', { id: draft.id });
  await look();
  for (const { id } of await waiting()) await finish(id);
  await look();
  const drained = await read(draft.id);
  expect(drained).toMatchObject({ state: 'drained', done: 3 });
  // One has been moved on meanwhile: it is not fetched.
  const elsewhere = await makeHost(server.db, { name: 'elsewhere' });
  await server.db.domain.update({ where: { id: domains[1]?.id ?? '' }, data: { hostId: elsewhere.id } });
  expect(await plan('returnPlan', { id: draft.id }, { version: drained.version })).toMatchObject({
    state: 'returning',
  });
  expect(await server.db.host.findUnique({ where: { id: host.id } })).toMatchObject({ maintenance: false });
  await look();
  expect((await waiting()).map(({ title }) => title).toSorted()).toEqual([
    'Migrate a from there to here',
    expect.stringMatching(/^Start c/),
  ]);
  for (const { id } of await waiting()) await finish(id);
  await look();
  await look();
  const home = await read(draft.id);
  expect(home).toMatchObject({ state: 'returned', halted: null });
  expect(home.progress.map(({ homeState, homeWords }) => [homeState, homeWords])).toContainEqual([
    'left',
    'It has been moved on since, and stays where it is.',
  ]);
});

test('what did not come home is named, and can be sent once more', async () => {
  const { host } = await world();
  const draft = await plan('planDrain', { id: host.id }, { body: { atOnce: 3 } });
  await plan('approvePlan', { id: draft.id });
  await look();
  for (const { id } of await waiting()) await finish(id);
  await look();
  await plan('returnPlan', { id: draft.id });
  await look();
  const [first, ...rest] = await waiting();
  await finish(first?.id ?? '', 'failed', 'The link is down.');
  for (const { id } of rest) await finish(id);
  await look();
  await look();
  expect(await read(draft.id)).toMatchObject({ state: 'drained', halted: 'Not home: a (The link is down.)' });
  await plan('returnPlan', { id: draft.id });
  await look();
  const again = await waiting();
  expect(again.map(({ title }) => title)).toEqual(['Migrate a from there to here']);
  await finish(again[0]?.id ?? '');
  await look();
  await look();
  expect(await read(draft.id)).toMatchObject({ state: 'returned', halted: null, done: 3 });
});

test('one whose domains cannot come home is ended by whoever says so, and they stay', async () => {
  const { host } = await world();
  const draft = await plan('planDrain', { id: host.id }, { body: { atOnce: 3 } });
  await plan('approvePlan', { id: draft.id });
  await look();
  for (const { id } of await waiting()) await finish(id);
  await look();
  expect((await call('cancelPlan', { id: draft.id })).body.error?.message).toBe('It is drained already.');
  await plan('returnPlan', { id: draft.id });
  await look();
  const [first, ...rest] = await waiting();
  await finish(first?.id ?? '', 'failed', 'The link is down.');
  for (const { id } of rest) await finish(id);
  await look();
  await look();
  expect(await read(draft.id)).toMatchObject({ state: 'drained', done: 2, total: 3, blocked: ['a'] });
  const ended = await plan('cancelPlan', { id: draft.id });
  expect(ended).toMatchObject({ state: 'returned', halted: null, done: 2, total: 2 });
  expect(ended.progress.find(({ domainName }) => domainName === 'a')).toMatchObject({
    homeState: 'left',
    homeWords: 'The link is down. It stays where it is.',
  });
});

test('a way without a return is said before it is gone', async () => {
  const old = await makeHost(server.db, { name: 'here', hypervisorVersion: '6.0.0' });
  await makeHost(server.db, { name: 'there', hypervisorVersion: '9.0.0' });
  await makeDomain(server.db, { hostId: old.id, name: 'a' });
  const draft = await plan('planDrain', { id: old.id }, { body: {} });
  expect(draft.document.items[0]).toMatchObject({
    targetHostName: 'there',
    oneWay: expect.stringMatching(/^here runs .* older than/),
  });
});

test('what is left running is named until the end: the host is not empty', async () => {
  const { host, domains } = await world();
  const choices = [{ domainId: domains[0]?.id ?? '', strategy: 'leave' }];
  const draft = await plan('planDrain', { id: host.id }, { body: { choices, atOnce: 3 } });
  // The one that is off is left as well, and keeps nobody from pulling the plug.
  expect(draft).toMatchObject({ state: 'draft', leftRunning: ['a'], total: 2 });
  await plan('approvePlan', { id: draft.id });
  await look();
  for (const { id } of await waiting()) await finish(id);
  await look();
  expect(await read(draft.id)).toMatchObject({ state: 'drained', leftRunning: ['a'], done: 2, total: 2 });
});

test('a Computing Element that is shut down waits for the worker nodes that are', async () => {
  const host = await makeHost(server.db, { name: 'here' });
  const made = { hostId: host.id };
  const ce = await makeDomain(server.db, { ...made, name: 'ce', roles: ['CE'], memoryKiB: 2n * GIB });
  const wn = await makeDomain(server.db, { ...made, name: 'wn', roles: ['WN'] });
  const other = await makeHost(server.db, { name: 'there' });
  await makeDomain(server.db, { hostId: other.id, name: 'ce-2', roles: ['CE'] });
  const choices = [ce, wn].map(({ id }) => ({ domainId: id, strategy: 'stop' }));
  const draft = await plan('planDrain', { id: host.id }, { body: { choices, atOnce: 4 } });
  expect(draft.document.items.map(({ domainName }) => domainName)).toEqual(['wn', 'ce']);
  await plan('approvePlan', { id: draft.id });
  await look();
  const [first, ...none] = await waiting();
  expect([first?.domainId, none]).toEqual([wn.id, []]);
  await finish(first?.id ?? '');
  await look();
  expect((await waiting()).map(({ domainId }) => domainId)).toEqual([ce.id]);
});

test('planned again on its way, what it has shut down stays as it was planned, and it waits to be approved', async () => {
  const { host, domains } = await world();
  const [a, b] = domains;
  const choices = domains.map(({ id }) => ({ domainId: id, strategy: 'stop-and-restart' }));
  const draft = await plan('planDrain', { id: host.id }, { body: { choices, atOnce: 1 } });
  await plan('approvePlan', { id: draft.id });
  await look();
  const [first] = await waiting();
  expect(first?.domainId).toBe(a?.id);
  await finish(first?.id ?? '');
  await plan('pausePlan', { id: draft.id });
  await look();
  const wrong = await call(
    'replan',
    { id: draft.id },
    { body: { choices: [...choices.slice(1), { domainId: a?.id, strategy: 'leave' }] } },
  );
  expect([wrong.status, wrong.body.error?.message]).toEqual([
    400,
    'choices.2.domainId: it has been shut down by this plan already; start it, or send the domains home',
  ]);
  const again = await plan(
    'replan',
    { id: draft.id },
    { body: { choices: [choices[0], { domainId: b?.id, strategy: 'leave' }, choices[2]] } },
  );
  expect(again).toMatchObject({ state: 'draft', approvedByName: null, total: 2, leftRunning: ['b'] });
  expect(again.difference).toEqual(['b: leave instead of shut down, start again afterwards.']);
  expect(again.document.items.find(({ domainName }) => domainName === 'a')).toMatchObject({
    strategy: 'stop-and-restart',
  });
  await plan('approvePlan', { id: draft.id });
  await look();
  const operations = await waiting();
  expect(operations.map(({ domainId }) => domainId)).toEqual([domains[2]?.id]);
  await finish(operations[0]?.id ?? '');
  await look();
  expect(await read(draft.id)).toMatchObject({ state: 'drained', done: 2, total: 2 });
  await plan('returnPlan', { id: draft.id });
  await look();
  await look();
  const home = await server.db.operation.findMany({ where: { kind: 'start-domain' }, select: { domainId: true } });
  expect(home.map(({ domainId }) => domainId)).toContain(a?.id);
});

test('the page of a worker node tells its slots and jobs; whose jobs they are is told to who sees all VOs', async () => {
  const { domains } = await world();
  const [node] = domains;
  const id = node?.id ?? '';
  await server.db.domain.update({ where: { id }, data: { vo: 'atlas', roles: ['WN'] } });
  const closedPlanId = '11111111-1111-4111-8111-111111111111';
  await server.db.batchNode.create({
    data: {
      domainId: id,
      system: 'simulated batch system',
      slots: 2,
      open: false,
      jobs: [{ id: '7', vo: 'alice' }],
      readAt: new Date(),
      closedPlanId,
    },
  });
  const seen = async (as: Caller) => (await (await server.call('getDomain', { as, params: { id } })).json()) as object;
  expect(await seen(operator)).toMatchObject({
    batchNode: { slots: 2, open: false, jobs: '1 job of alice', closedByPlanId: closedPlanId },
  });
  const voAdmin = await server.signInAs('vo-admin', { vos: ['atlas'] });
  expect(await seen(voAdmin)).toMatchObject({ batchNode: { jobs: '1 job', closedByPlanId: null } });
});

test('one plan at a time has a host; a domain of another host is no choice', async () => {
  const { host } = await world();
  const draft = await plan('planDrain', { id: host.id }, { body: {} });
  await plan('approvePlan', { id: draft.id });
  expect((await call('planDrain', { id: host.id }, { body: {} })).status).toBe(409);
  const second = await makeHost(server.db);
  const stranger = await makeDomain(server.db, { hostId: second.id });
  const wrong = await call(
    'planDrain',
    { id: (await makeHost(server.db)).id },
    { body: { choices: [{ domainId: stranger.id }] } },
  );
  expect([wrong.status, wrong.body.error?.message]).toEqual([
    400,
    'choices.0.domainId: there is no such domain on this host',
  ]);
});

test('whose account is disabled meanwhile moves nothing more', async () => {
  const { host } = await world();
  const draft = await plan('planDrain', { id: host.id }, { body: {} });
  await plan('approvePlan', { id: draft.id });
  await server.db.user.update({ where: { id: operator.userId }, data: { disabled: true } });
  try {
    await look();
    expect(await waiting()).toEqual([]);
    expect(await server.db.plan.findUnique({ where: { id: draft.id } })).toMatchObject({
      state: 'paused',
      halted: expect.stringContaining('is disabled'),
    });
  } finally {
    await server.db.user.update({ where: { id: operator.userId }, data: { disabled: false } });
  }
});
