/** What people are told of leases, and requests that a rule approves: by the routes, and by the loop of the agent. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Inbox, LeaseRules } from '@/lib/contracts/lease-notices';
import { LeaseDetail } from '@/lib/contracts/leases';
import { VoBackOffs } from '@/lib/contracts/vos';
import type { RouteId } from '@/lib/contracts/routes';
import { leasesToRemind, remindLease } from '@/lib/server/services/leases/remind-leases';
import { makeEnvironment, makeLease } from '@/lib/server/testing/lease-world';
import { Died, mortal } from '@/lib/server/testing/mortal-loop';
import { type Caller, startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';
import { DAY_MS, HOUR_MS } from '@/lib/utils/time';

let server: TestServer;
let manager: Caller & { userId: string };
let atlas: Caller & { userId: string };
beforeAll(async () => {
  server = await startTestServer();
  manager = await server.signInAs('manager');
  atlas = await server.signInAs('vo-admin', { vos: ['atlas'] });
});
afterAll(async () => await server.stop());
beforeEach(async () => {
  await server.db.lease.deleteMany();
  await server.db.leaseRule.deleteMany();
  await server.db.voShare.deleteMany();
  await server.db.domain.deleteMany();
  await server.db.host.deleteMany();
  await makeHost(server.db, { name: 'dempsey-01' });
});

async function call(
  id: RouteId,
  as: Caller,
  { status = 200, ...rest }: { params?: Record<string, string>; body?: unknown; status?: number } = {},
): Promise<unknown> {
  const answer = await server.call(id, { as, ...rest });
  const text = await answer.text();
  expect(answer.status, text.slice(0, 500)).toBe(status);
  return JSON.parse(text);
}
const inboxOf = async (as: Caller) => Inbox.parse(await call('readInbox', as));
const kindsOf = async (as: Caller) => (await inboxOf(as)).items.map(({ kind }) => kind);
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
async function ask(environmentId: string, change: object = {}) {
  const body = { environmentId, vo: 'atlas', purpose: 'tests', count: 1, endsAt: inDays(2), ...change };
  return LeaseDetail.parse(await call('requestLease', atlas, { status: 201, body }));
}

test('managers are told of a request, its requester of what is said to it, and each has an inbox of their own', async () => {
  const viewer = await server.signInAs('viewer');
  const { id } = await makeEnvironment(server.db);
  const lease = await ask(id);
  const params = { id: lease.id };
  expect((await inboxOf(manager)).items).toMatchObject([
    { kind: 'filed', lease: { number: lease.number, vo: 'atlas', state: 'asked' }, readAt: null },
  ]);
  expect([await kindsOf(atlas), await kindsOf(viewer)]).toEqual([[], []]);
  await call('decideLease', manager, { params, body: { decision: 'ask-back', words: 'Why?' } });
  await call('answerLease', atlas, { params, body: { answer: 'For tests.', count: 1, endsAt: inDays(2) } });
  await call('decideLease', manager, { params, body: { decision: 'approve' } });
  await call('extendLease', manager, { params, body: { endsAt: inDays(3) } });
  const told = await inboxOf(atlas);
  expect(told.items.map(({ kind }) => kind)).toEqual(['extended', 'decided', 'asked-back']);
  expect(told.items[2]?.words).toMatch(/^Lease \d+ of atlas is asked back by .*: Why\?$/);
  expect(told.unread).toBe(3);
  expect(await kindsOf(manager)).toEqual(['answered', 'filed']);
  // One's own are marked, and of others none.
  const others = (await inboxOf(manager)).items.map((notice) => notice.id);
  expect(await call('markNotices', atlas, { body: { ids: [told.items[0]?.id, ...others] } })).toEqual({ unread: 2 });
  expect(await call('markNotices', atlas, { body: {} })).toEqual({ unread: 0 });
  expect((await inboxOf(manager)).unread).toBe(2);
  // Of a VO that is not theirs any more they are told no more.
  await server.db.user.update({ where: { id: atlas.userId }, data: { vos: ['lhcb'] } });
  expect(await kindsOf(atlas)).toEqual([]);
  await server.db.user.update({ where: { id: atlas.userId }, data: { vos: ['atlas'] } });
});

test('a rule approves below its limits, counts what it gave, and is seen in the history', async () => {
  const { id } = await makeEnvironment(server.db);
  const rule = { name: 'small', vo: 'atlas', domains: 3, vcpus: 4, memoryMiB: 1_024, days: 3 };
  await call('createLeaseRule', manager, { status: 201, body: rule });
  await call('createLeaseRule', manager, { status: 409, body: rule });
  await call('createLeaseRule', manager, { status: 400, body: { ...rule, name: 'typo', vo: 'altas' } });
  const approved = await ask(id, { count: 2 });
  expect(approved).toMatchObject({ state: 'approved', decidedByName: 'rule small', hostClass: 'dempsey' });
  expect(approved.history.map(({ words, byName }) => [words, byName === 'rule small'])).toEqual([
    ['is asked for by atlas', false],
    ['is approved', true],
  ]);
  expect(await kindsOf(atlas)).toContain('decided');
  // Two and two are more than three, one is too long, and one too large.
  expect((await ask(id, { count: 2 })).state).toBe('asked');
  expect((await ask(id, { endsAt: inDays(4) })).state).toBe('asked');
  expect((await ask(id, { memoryMiB: 1_000 })).state).toBe('asked');
  // What no manager saw is not extended beyond the rule either.
  const params = { id: approved.id };
  await call('extendLease', atlas, { params, body: { endsAt: inDays(4) }, status: 400 });
  await call('extendLease', atlas, { params, body: { endsAt: inDays(2.5) } });
  const [listed] = LeaseRules.parse(await call('listLeaseRules', atlas)).items;
  expect(listed).toMatchObject({ name: 'small', taken: { domains: 2, vcpus: 2, memoryMiB: 192 } });
  await call('removeLeaseRule', manager, { params: { id: listed?.id ?? '' }, body: {} });
  expect((await ask(id)).state).toBe('asked');
});

test('two requests at once do not get more by a rule than it gives; what does not fit waits for a manager', async () => {
  const { id } = await makeEnvironment(server.db);
  const rule = { name: 'one', vo: 'atlas', domains: 1, vcpus: 64, memoryMiB: 65_536, days: 3 };
  await call('createLeaseRule', manager, { status: 201, body: rule });
  const both = await Promise.all([ask(id), ask(id)]);
  expect(both.map(({ state }) => state).toSorted()).toEqual(['approved', 'asked']);
  await server.db.lease.deleteMany();
  await server.db.host.updateMany({ data: { enabled: false } });
  expect((await ask(id)).state).toBe('asked');
  // By an account that may decide no more nothing could be made.
  await server.db.host.updateMany({ data: { enabled: true } });
  await server.db.leaseRule.updateMany({ data: { ownerId: atlas.userId } });
  expect((await ask(id)).state).toBe('asked');
});

test('a VO over its share is approved by no rule while one with less waits, and both its lease and its window say why', async () => {
  const { db } = server;
  const { id } = await makeEnvironment(db);
  const host = await db.host.findFirstOrThrow();
  await makeDomain(db, { hostId: host.id, vo: 'atlas' });
  await db.voShare.createMany({ data: ['atlas', 'cms'].map((vo) => ({ vo, weight: 1, setByName: 'Somebody' })) });
  const rule = { name: 'small', vo: 'atlas', domains: 9, vcpus: 64, memoryMiB: 65_536, days: 3 };
  await call('createLeaseRule', manager, { status: 201, body: rule });
  const heldBack = async () => VoBackOffs.parse(await call('listVoBackOffs', atlas, { params: { vo: 'atlas' } })).items;
  // It has all that was used, and nobody else wants any.
  expect(await heldBack()).toEqual([]);
  expect((await ask(id)).state).toBe('approved');
  const other = await makeLease(db, { vo: 'cms', state: 'asked' });
  const waits = await ask(id);
  const reason =
    'atlas has 100 % of what was used lately and is to have 50 %, while a VO that has less than its share waits for a decision.';
  expect(waits).toMatchObject({ state: 'asked', words: `No rule approves it now: ${reason}` });
  expect(await heldBack()).toEqual([expect.objectContaining({ kind: 'share', reason, untilAt: null })]);
  expect(await kindsOf(manager)).toContain('filed');
  // A manager may, and then it is said no more.
  await call('decideLease', manager, { params: { id: waits.id }, body: { decision: 'approve' } });
  expect(await call('getLease', atlas, { params: { id: waits.id } })).toMatchObject({ state: 'approved', words: null });
  await db.lease.update({ where: { id: other.id }, data: { state: 'rejected' } });
  expect((await ask(id)).state).toBe('approved');
  // What an agent tries again stands there as well, with when.
  const dueAt = new Date(Date.now() + HOUR_MS);
  await db.lease.update({ where: { id: waits.id }, data: { words: 'Its image is not built.', dueAt } });
  expect(await heldBack()).toEqual([
    expect.objectContaining({
      kind: 'lease',
      leaseId: waits.id,
      reason: 'Its image is not built.',
      untilAt: dueAt.toISOString(),
    }),
  ]);
});

test('a lease that ends is reminded of once each, whoever looks and whenever one dies', async () => {
  const { db } = server;
  const { id } = await makeLease(db, { vo: 'atlas', state: 'active' });
  const now = new Date();
  const endsAt = new Date(now.getTime() + 23 * HOUR_MS);
  const lent = { approvedStartsAt: new Date(now.getTime() - 20 * DAY_MS), approvedEndsAt: endsAt };
  await db.lease.update({ where: { id }, data: { askedById: atlas.userId, reminderDueAt: now, ...lent } });
  await db.inboxNotice.deleteMany();
  const look = async (at: Date): Promise<void> => {
    for (const due of await leasesToRemind(db, at))
      await Promise.all([
        remindLease(mortal(db), due.id, at).catch((error: unknown) => {
          if (!(error instanceof Died)) throw error;
        }),
        remindLease(db, due.id, at),
      ]);
  };
  await look(now);
  await look(now);
  expect((await inboxOf(atlas)).items.map(({ words }) => words)).toEqual([
    expect.stringMatching(/^Lease \d+ of atlas ends in 23 h\.$/),
  ]);
  // The next is an hour before; extended, it is a day before the new end.
  await look(new Date(endsAt.getTime() - 2 * HOUR_MS));
  expect(await kindsOf(atlas)).toHaveLength(1);
  await look(new Date(endsAt.getTime() - HOUR_MS));
  expect(await kindsOf(atlas)).toHaveLength(2);
  await call('extendLease', atlas, { params: { id }, body: { endsAt: inDays(5) } });
  const { reminderDueAt } = await db.lease.findUniqueOrThrow({ where: { id } });
  expect(reminderDueAt?.getTime()).toBeLessThanOrEqual(Date.now());
  await look(new Date());
  expect((await inboxOf(atlas)).items.map(({ words }) => words)).toContainEqual(
    expect.stringMatching(/ends in 5 d\.$/),
  );
  // What is being ended is not reminded of.
  await db.lease.update({ where: { id }, data: { endRequestedAt: now, reminderDueAt: now } });
  await look(now);
  expect(await kindsOf(atlas)).toHaveLength(3);
});
