/** Plans that level hosts, over the API and by the loop that carries them out; the hosts are rows, the ends of moves are written by hand. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DrainPlan, RebalancePlan } from '@/lib/contracts/plans';
import type { RouteId } from '@/lib/contracts/routes';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeHost, makeLoss } from '@/lib/server/testing/test-world';
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
  return RebalancePlan.parse(body);
};
const recommend = async (body: object = {}) => await plan('planRebalance', {}, { body });
const read = async (id: string) => await plan('getPlan', { id });
const look = async (): Promise<unknown> =>
  await keepPlans(server.db, new Date(), (error) => {
    throw error;
  });
const waiting = async () =>
  await server.db.operation.findMany({ where: { state: { in: ['queued', 'running'] } }, orderBy: { number: 'asc' } });
const titles = async () => (await waiting()).map(({ title }) => title);
/** What the agent's handler and its inventory do when a move has gone well: memory moves along. */
async function finish(id: string, state: 'succeeded' | 'failed' = 'succeeded', errorMessage: string | null = null) {
  const operation = await server.db.operation.update({
    where: { id },
    data: { state, errorMessage, finishedAt: new Date() },
  });
  if (state === 'failed' || operation.domainId === null) return;
  const { memoryKiB } = await server.db.domain.update({
    where: { id: operation.domainId },
    data: { hostId: operation.targetHostId },
  });
  const move = async (hostId: string | null, change: bigint) => {
    if (hostId !== null)
      await server.db.host.update({ where: { id: hostId }, data: { memoryFreeKiB: { increment: change } } });
  };
  await move(operation.hostId, memoryKiB);
  await move(operation.targetHostId, -memoryKiB);
}
const finishAll = async (): Promise<void> => {
  for (const { id } of await waiting()) await finish(id);
};

/** One host with six domains of half a GiB beside an empty one, each with 6 GiB free. */
async function world() {
  const full = await makeHost(server.db, { name: 'full', memoryFreeKiB: 3n * GIB });
  const empty = await makeHost(server.db, { name: 'empty' });
  const domains = [];
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
    domains.push(await makeDomain(server.db, { hostId: full.id, name, vo: 'atlas' }));
  return { full, empty, domains };
}
const went = (made: RebalancePlan) =>
  made.document.moves.map(({ sourceHostName, targetHostName }) => `${sourceHostName}→${targetHostName}`);
const names = (made: RebalancePlan) => made.document.moves.map(({ domainName }) => domainName);

test('a recommendation is a document that whoever has its link reads, and nothing is done by it', async () => {
  await world();
  const made = await recommend({ reason: 'one host is hot' });
  expect(made).toMatchObject({ kind: 'rebalance', state: 'draft', hostId: null, total: 3, reason: 'one host is hot' });
  expect(went(made)).toEqual(['full→empty', 'full→empty', 'full→empty']);
  // Two may leave a host at once.
  expect(made.document.moves.map(({ wave }) => wave)).toEqual([1, 1, 2]);
  expect(made.document.moves[0]?.why).toMatch(/^full from \d+ to \d+ % of its memory/);
  expect(made.document.spreadAfter).toBeLessThan(made.document.spreadBefore / 4);
  expect(made.document.hosts.map(({ hostName, before, after }) => [hostName, before.domains, after.domains])).toEqual([
    ['empty', 0, 3],
    ['full', 6, 3],
  ]);
  const viewer = await server.signInAs('viewer');
  const answer = await server.call('getPlan', { as: viewer, params: { id: made.id } });
  expect(await answer.json()).toMatchObject({ id: made.id, kind: 'rebalance' });
  const list = await server.call('listPlans', { as: viewer, query: { kind: 'rebalance' } });
  expect(await list.json()).toMatchObject({
    total: 1,
    items: [{ id: made.id, spread: { before: expect.any(Number) } }],
  });
  await look();
  expect(await waiting()).toEqual([]);
});

test('where there is nothing to do that is the answer, with why, and it is not approved', async () => {
  await makeHost(server.db, { name: 'one' });
  const made = await recommend();
  expect(made.document).toMatchObject({ moves: [], nothing: expect.stringContaining('One host takes part') });
  const refused = await call('approvePlan', { id: made.id });
  expect([refused.status, refused.body.error?.message]).toEqual([422, 'There is nothing to be done by it.']);
  const other = await recommend({ hostClass: 'montecito' });
  expect(other.document.nothing).toBe('There is no host to look at.');
});

test('a VO that nobody belongs to is refused by name, asked for and saved', async () => {
  await world();
  const fields = [{ field: 'isolatedVos.1', message: 'no domain belongs to a VO nosuchvo' }];
  const refused = await call('planRebalance', {}, { body: { isolatedVos: ['atlas', 'nosuchvo'] } });
  expect([refused.status, refused.body.error]).toEqual([400, expect.objectContaining({ fields })]);
  const saved = await settings({ ...NIGHTLY, mode: 'manual', isolatedVos: ['atlas', 'nosuchvo'] });
  expect([saved.status, saved.body.error]).toEqual([400, expect.objectContaining({ fields })]);
  await recommend({ isolatedVos: ['atlas'] });
});

test('what is kept together goes as one, and stays where some of it runs on a host that is not looked at', async () => {
  const full = await makeHost(server.db, { name: 'full', memoryFreeKiB: 3n * GIB });
  await makeHost(server.db, { name: 'empty' });
  const site = { vo: 'atlas', affinity: 'site' };
  for (const name of ['a', 'b', 'c', 'd']) await makeDomain(server.db, { hostId: full.id, name, tags: ['pinned'] });
  for (const name of ['x', 'y']) await makeDomain(server.db, { hostId: full.id, name, ...site });
  await server.db
    .$executeRaw`update "Domain" set "definition" = jsonb_set("definition", '{metadata,tags}', '["pinned"]')
    where 'pinned' = any("tags")`;
  const made = await recommend();
  expect([names(made), went(made)]).toEqual([
    ['x', 'y'],
    ['full→empty', 'full→empty'],
  ]);
  expect(made.document.moves[0]?.why).toContain('With y, group site; until the last has moved they are on two hosts.');
  // Both begin at once, in whichever order.
  await plan('approvePlan', { id: made.id }, { version: made.version });
  await look();
  expect((await titles()).toSorted()).toEqual(['Migrate x from full to empty', 'Migrate y from full to empty']);
  await plan('cancelPlan', { id: made.id });

  const apart = await makeHost(server.db, { name: 'apart' });
  await server.db.host.update({ where: { id: apart.id }, data: { class: 'montecito' } });
  await makeDomain(server.db, { hostId: apart.id, name: 'z', ...site });
  const parted = await recommend({ hostClass: 'dempsey' });
  expect(names(parted)).toEqual([]);
  expect(parted.document.stays).toContainEqual(
    expect.objectContaining({
      code: 'group-parted',
      sentence: expect.stringContaining('z of its group site runs on apart'),
    }),
  );
});

test('approved, it is carried out wave by wave, and says that it is done', async () => {
  await world();
  const draft = await recommend();
  expect(await plan('approvePlan', { id: draft.id }, { version: draft.version })).toMatchObject({ state: 'running' });
  await look();
  const [a, b, c] = names(draft);
  expect(await titles()).toEqual([`Migrate ${a} from full to empty`, `Migrate ${b} from full to empty`]);
  await finish((await waiting())[0]?.id ?? '');
  await look();
  // A place is free, but the next wave counts on both having gone.
  expect(await titles()).toEqual([`Migrate ${b} from full to empty`]);
  await finishAll();
  await look();
  expect(await titles()).toEqual([`Migrate ${c} from full to empty`]);
  expect((await waiting())[0]?.reason).toBe('Rebalance');
  await finishAll();
  await look();
  await look();
  const ended = await read(draft.id);
  expect(ended).toMatchObject({ state: 'rebalanced', done: 3, total: 3, halted: null });
  // The inventory is as the plan foretold it, so what was reached is what was foretold.
  expect(draft.document.spreadReached).toBeNull();
  expect(ended.document.spreadReached).toBeCloseTo(draft.document.spreadAfter, 1);
  // What it led to is level.
  expect((await recommend()).document.moves).toEqual([]);
});

test('a move that is struck out stays out, the others stay as they were read, and the page can say what changed', async () => {
  await world();
  const draft = await recommend();
  const [first, ...rest] = draft.document.moves;
  const struck = await plan(
    'replan',
    { id: draft.id },
    { body: { struck: [first?.domainId] }, version: draft.version },
  );
  expect(names(struck)).toEqual(rest.map(({ domainName }) => domainName));
  expect(struck.difference[0]).toBe(`${first?.domainName} was struck out: it stays on full.`);
  expect(struck.difference[1]).toMatch(/^The spread ends at \d+\.\d\d instead of \d+\.\d\d\.$/);
  expect(struck.document.stays).toMatchObject([{ code: 'struck-out', names: [first?.domainName] }]);
  // Planned again it is made up for by others; taken back, it may go as well.
  const again = await plan('replan', { id: draft.id }, { body: {} });
  expect(again.total).toBe(3);
  expect(names(again)).not.toContain(first?.domainName);
  const back = await plan('replan', { id: draft.id }, { body: { struck: [] } });
  expect(back.wish.struck).toEqual([]);
  const unknown = await call('replan', { id: draft.id }, { body: { struck: [draft.id] } });
  expect([unknown.status, unknown.body.error?.message]).toEqual([
    400,
    'struck.0: this plan does not move such a domain',
  ]);
  expect((await call('replan', { id: draft.id }, { body: { choices: [] } })).body.error?.message).toContain(
    'a rebalance has no choices',
  );
});

test('a plan that the world has left behind is planned again, says what changed, and waits to be read', async () => {
  const { empty } = await world();
  const draft = await recommend();
  await makeHost(server.db, { name: 'third' });
  await server.db.host.update({ where: { id: empty.id }, data: { maintenance: true } });
  const refused = await call('approvePlan', { id: draft.id }, { version: draft.version });
  expect(refused.status).toBe(409);
  const [a] = names(draft);
  expect(refused.body.error?.message).toContain(`${a} goes to third instead of empty.`);
  const again = await read(draft.id);
  expect(again).toMatchObject({ state: 'draft', total: 3 });
  expect(again.difference).toContain(`${a} goes to third instead of empty.`);
  expect(await plan('approvePlan', { id: draft.id }, { version: again.version })).toMatchObject({ state: 'running' });
});

test('a host that is lost has the hosts first; one that is only suspected holds nothing up', async () => {
  await world();
  const loss = await makeLoss(server.db, { state: 'suspected' });
  const draft = await recommend({ mostMoves: 3 });
  await plan('approvePlan', { id: draft.id });
  await look();
  expect(await waiting()).toHaveLength(2);
  await server.db.hostLoss.update({ where: { id: loss.id }, data: { state: 'lost' } });
  await finishAll();
  await look();
  const sentence = `${loss.hostName} is lost, and its domains have the hosts first. Go on when its recovery has ended.`;
  expect(await read(draft.id)).toMatchObject({ state: 'paused', halted: sentence });
  expect((await call('resumePlan', { id: draft.id })).body.error?.message).toBe(sentence);
  await server.db.hostLoss.update({ where: { id: loss.id }, data: { state: 'recovered', endedAt: new Date() } });
  expect(await plan('resumePlan', { id: draft.id })).toMatchObject({ state: 'running' });
});

test('while a drain is under way none is approved, and one that is under way pauses itself and says why', async () => {
  await world();
  const other = await makeHost(server.db, { name: 'other', memoryFreeKiB: GIB / 2n });
  await makeDomain(server.db, { hostId: other.id, name: 'z' });
  const draft = await recommend({ mostMoves: 3 });
  await plan('approvePlan', { id: draft.id });
  await look();
  expect(await waiting()).toHaveLength(2);
  const drain = DrainPlan.parse((await call('planDrain', { id: other.id }, { body: {} })).body);
  expect((await call('approvePlan', { id: drain.id })).status).toBe(200);
  for (const { id, title } of await waiting()) if (!title.includes(' z ')) await finish(id);
  await look();
  const sentence = 'The drain of other is under way, and has the hosts first. Go on when it has ended.';
  expect(await read(draft.id)).toMatchObject({ state: 'paused', halted: sentence, done: 2 });
  expect(await titles()).toEqual([expect.stringMatching(/^Migrate z from other/)]);
  for (const deed of ['resumePlan', 'approvePlan'] as const) {
    const id = deed === 'resumePlan' ? draft.id : (await recommend()).id;
    const refused = await call(deed, { id });
    expect([refused.status, refused.body.error?.message]).toEqual([422, sentence]);
  }
  await finishAll();
  await look();
  await look();
  expect(await server.db.plan.findUnique({ where: { id: drain.id } })).toMatchObject({ state: 'drained' });
  expect(await plan('resumePlan', { id: draft.id })).toMatchObject({ state: 'running', halted: null });
  await look();
  expect(await waiting()).toHaveLength(1);
});

test('what fails makes it stand still; planned again on the way, what went is no part of it any more', async () => {
  await world();
  const draft = await recommend({ atOnce: 1 });
  await plan('approvePlan', { id: draft.id });
  await look();
  const [a, b] = names(draft);
  await finishAll();
  await look();
  await finish((await waiting())[0]?.id ?? '', 'failed', 'The link is down.');
  await look();
  expect(await read(draft.id)).toMatchObject({ state: 'paused', halted: `${b}: The link is down.`, done: 1 });
  const again = await plan('replan', { id: draft.id }, { body: {} });
  expect(again).toMatchObject({ state: 'draft', document: { moves: { length: 2 } } });
  expect(names(again)).not.toContain(a);
  await plan('approvePlan', { id: draft.id });
  for (let turn = 0; turn < 3; turn += 1) {
    await look();
    await finishAll();
  }
  await look();
  expect(await read(draft.id)).toMatchObject({ state: 'rebalanced', done: 3, total: 3 });
});

test('paused nothing is begun, cancelled what waits is taken back, and one at a time is under way', async () => {
  await world();
  const draft = await recommend({ atOnce: 1 });
  await plan('approvePlan', { id: draft.id });
  const second = await recommend();
  const refused = await call('approvePlan', { id: second.id });
  expect([refused.status, refused.body.error?.message]).toEqual([
    422,
    expect.stringMatching(/^Another rebalance is under way, by /),
  ]);
  await look();
  await plan('pausePlan', { id: draft.id });
  await finishAll();
  await look();
  expect(await waiting()).toEqual([]);
  expect(await read(draft.id)).toMatchObject({ state: 'paused', done: 1 });
  await plan('resumePlan', { id: draft.id });
  await look();
  expect(await waiting()).toHaveLength(1);
  expect(await plan('cancelPlan', { id: draft.id })).toMatchObject({ state: 'cancelled' });
  expect(await waiting()).toEqual([]);
  expect((await call('returnPlan', { id: draft.id })).body.error?.message).toBe(
    'A rebalance has no way home: plan another one.',
  );
});

test('of two that are approved in the same moment one is carried out', async () => {
  await world();
  const both = [await recommend({ atOnce: 1 }), await recommend({ atOnce: 1 })];
  const answers = await Promise.all(both.map(async ({ id }) => await call('approvePlan', { id })));
  expect(answers.map(({ status }) => status)).toContain(200);
  await look();
  await look();
  const states = (await Promise.all(both.map(async ({ id }) => (await read(id)).state))).toSorted();
  // Whoever was refused is a draft still; whoever slipped through stands still.
  expect([
    ['draft', 'running'],
    ['paused', 'running'],
  ]).toContainEqual(states);
  expect(await waiting()).toHaveLength(1);
});

const settings = async (body: object, version?: number) => {
  const answer = await call('updateRebalanceSettings', {}, { body, ...(version === undefined ? {} : { version }) });
  return { ...answer, body: answer.body as Record<string, unknown> & (typeof answer)['body'] };
};
const lookAt = async (now: Date): Promise<unknown> =>
  await keepPlans(server.db, now, (error) => {
    throw error;
  });
/** The hosts' readings are of that time, so that nothing is stale then. */
async function atTime(text: string): Promise<Date> {
  const now = new Date(text);
  await server.db.host.updateMany({ data: { seenAt: now } });
  return now;
}
const due = async (text: string) =>
  await server.db.rebalanceSettings.updateMany({ data: { nextDueAt: new Date(text) } });
const last = async () => {
  const { body } = await call('getRebalanceSettings', {});
  return (body as unknown as { last: { words: string; planId: string | null } | null }).last;
};
const NIGHTLY = { cron: '0 3 * * *', zone: 'UTC', window: null, leastGainPercent: 10, mostMovesADay: 10 };

test('nobody has asked, so nothing is done; times that never come and windows without length are refused', async () => {
  await server.db.rebalanceSettings.deleteMany();
  await world();
  const first = await call('getRebalanceSettings', {});
  expect(first.body).toMatchObject({ mode: 'manual', version: 0, nextDueAt: null, last: null });
  await lookAt(await atTime('2027-03-01T03:00:01Z'));
  expect(await server.db.plan.count()).toBe(0);
  const wrong = await settings({ cron: '61 * * * *' });
  expect([wrong.status, wrong.body.error?.message]).toEqual([400, expect.stringMatching(/^cron: invalid value/)]);
  expect((await settings({ window: { fromMinute: 5, toMinute: 5 } })).status).toBe(400);
  const saved = await settings({ ...NIGHTLY, mode: 'scheduled' });
  expect(saved.body).toMatchObject({ mode: 'scheduled', version: 1, nextDueAt: expect.stringMatching(/T03:00:00/) });
  expect((await settings({ mode: 'manual' }, 7)).status).toBe(409);
  expect((await settings({ mode: 'manual' }, 1)).body).toMatchObject({ mode: 'manual', version: 2, nextDueAt: null });
});

test('at its times a plan is recommended and waits to be read; the next one takes its place', async () => {
  await server.db.rebalanceSettings.deleteMany();
  await world();
  await settings({ ...NIGHTLY, mode: 'scheduled' });
  await due('2027-03-01T03:00:00Z');
  await lookAt(await atTime('2027-03-01T02:59:59Z'));
  expect(await server.db.plan.count()).toBe(0);
  await Promise.all([lookAt(await atTime('2027-03-01T03:00:01Z')), look()]);
  const [first] = await server.db.plan.findMany();
  expect(first).toMatchObject({ kind: 'rebalance', origin: 'recommended', state: 'draft' });
  expect(await last()).toMatchObject({
    words: expect.stringMatching(/^3 moves would take the spread from \d+\.\d\d to \d+\.\d\d\.$/),
    planId: first?.id,
  });
  expect(await waiting()).toEqual([]);
  await lookAt(await atTime('2027-03-02T03:00:01Z'));
  const plans = await server.db.plan.findMany({ orderBy: { createdAt: 'asc' } });
  expect(plans.map(({ state }) => state)).toEqual(['cancelled', 'draft']);
  // While a drain is under way none is made.
  const other = await makeHost(server.db, { name: 'other' });
  const drain = DrainPlan.parse((await call('planDrain', { id: other.id }, { body: {} })).body);
  await server.db.plan.update({ where: { id: drain.id }, data: { state: 'running' } });
  await due('2027-03-03T03:00:00Z');
  await lookAt(await atTime('2027-03-03T03:00:01Z'));
  expect((await last())?.words).toMatch(/^Nothing was planned\. The drain of other is under way/);
});

test('automatic, it is carried out by the account of whoever set it, within its limits', async () => {
  await server.db.rebalanceSettings.deleteMany();
  const { domains } = await world();
  await settings({ ...NIGHTLY, mode: 'automatic', mostMovesADay: 1, window: { fromMinute: 120, toMinute: 300 } });
  await due('2027-03-01T12:00:00Z');
  await lookAt(await atTime('2027-03-01T12:00:01Z'));
  expect((await last())?.words).toBe('Nothing was planned: automatic moves begin from 02:00 to 05:00 in UTC only.');
  await lookAt(await atTime('2027-03-02T03:00:01Z'));
  const [plan] = await server.db.plan.findMany();
  expect(plan).toMatchObject({ origin: 'automatic', state: 'running', ownerId: operator.userId });
  expect(await titles()).toHaveLength(1);
  expect((await waiting())[0]).toMatchObject({ actorId: operator.userId });
  await finishAll();
  await lookAt(await atTime('2027-03-02T03:00:02Z'));
  await lookAt(await atTime('2027-03-02T03:00:03Z'));
  expect(await server.db.plan.findFirst()).toMatchObject({ state: 'rebalanced' });
  await due('2027-03-02T03:30:00Z');
  await lookAt(await atTime('2027-03-02T03:30:01Z'));
  expect((await last())?.words).toBe('Nothing was planned: 1 automatic moves in 24 hours are made already.');
  // What would gain too little is not begun.
  await settings({ leastGainPercent: 100, mostMovesADay: 10 });
  await due('2027-03-04T03:00:00Z');
  await lookAt(await atTime('2027-03-04T03:00:01Z'));
  expect((await last())?.words).toMatch(/^Not worth it: .* less than 100 %\.$/);
  expect(await waiting()).toEqual([]);
  expect(domains).toHaveLength(6);
});

test('an automatic plan stands still outside its window and when it is switched off; resumed by hand it is theirs', async () => {
  await server.db.rebalanceSettings.deleteMany();
  await world();
  await settings({ ...NIGHTLY, mode: 'automatic', atOnce: 1, window: { fromMinute: 120, toMinute: 300 } });
  await due('2027-03-02T03:00:00Z');
  await lookAt(await atTime('2027-03-02T03:00:01Z'));
  await finishAll();
  await lookAt(await atTime('2027-03-02T05:00:01Z'));
  const [plan] = await server.db.plan.findMany();
  expect(plan).toMatchObject({ state: 'paused', halted: expect.stringContaining('02:00 to 05:00 in UTC only') });
  await settings({ mode: 'manual' });
  await server.db.host.updateMany({ data: { seenAt: new Date() } });
  expect((await call('resumePlan', { id: plan?.id ?? '' })).status).toBe(200);
  await look();
  expect(await waiting()).toHaveLength(1);
  expect(await server.db.plan.findFirst()).toMatchObject({ state: 'running', origin: 'person' });
});
