/**
 * The loops of leases and of sites die after each transaction that they commit. Whoever looks next goes on, and two that look at once do
 * nothing twice. What agents would do on hosts is done here by rows, so that only the loops are tried.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator, prepareEnvironment, SITE_IMAGE } from '@/lib/agent/testing/site-files';
import type { LeaseState } from '@/lib/domain/lease';
import type { ServiceContext } from '@/lib/server/service-context';
import { advanceRun, openRuns } from '@/lib/server/services/site-runs/advance-run';
import { makeEnvironment, makeKeptDisk, makeLease } from '@/lib/server/testing/lease-world';
import { Died, endOperations, mortal } from '@/lib/server/testing/mortal-loop';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeHost } from '@/lib/server/testing/test-world';
import { advanceLease } from './advance-lease';
import { endLease } from './end-lease';
import { leaseDetail } from './lease-rows';

/** Far more looks than a lease has steps. */
const MOST_LOOKS = 300;
const TEST_MS = 240_000;

let server: TestServer;
let context: ServiceContext;
beforeAll(async () => {
  server = await startTestServer();
  prepareEnvironment(server.url);
  context = await administrator(server.db);
  await makeHost(server.db);
});
afterAll(async () => await server.stop());

async function snapshot(): Promise<string> {
  const lease = await makeLease(server.db, { vo: 'atlas', state: 'ended' });
  await server.db.lease.update({ where: { id: lease.id }, data: { atEnd: 'snapshot', keepDays: 7 } });
  return (await makeKeptDisk(server.db, lease)).id;
}

async function approved({
  keeps = false,
  startFromId = null,
}: { readonly keeps?: boolean; readonly startFromId?: string | null } = {}): Promise<string> {
  const environment = await makeEnvironment(server.db, {
    image: { path: SITE_IMAGE, sha512: '0'.repeat(128) },
    isolation: 'dedicated',
  });
  const { id } = await makeLease(server.db, {
    vo: 'atlas',
    state: 'approved',
    environmentId: environment.id,
    count: 2,
  });
  await server.db.lease.update({
    where: { id },
    data: {
      decidedById: context.actor.userId,
      askedById: context.actor.userId,
      startFromId,
      ...(keeps ? { atEnd: 'snapshot', keepDays: 7 } : {}),
    },
  });
  return id;
}

const survive = async (work: Promise<unknown>): Promise<number> =>
  await work.then(
    () => 0,
    (error: unknown) => {
      if (error instanceof Died) return 1;
      throw error;
    },
  );

/** @returns how many looks at the lease ended in a death */
async function carryOut(
  id: string,
  state: LeaseState,
  { atOnce = 1, fails = [] as readonly string[] } = {},
): Promise<number> {
  const { db } = server;
  let deaths = 0;
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const row = await db.lease.findUniqueOrThrow({ where: { id } });
    if (row.state === state) return deaths;
    const now = new Date();
    const looks = Array.from({ length: atOnce }, async () => await survive(advanceLease(mortal(db), id, now)));
    for (const died of await Promise.all(looks)) deaths += died;
    for (const run of await openRuns(db)) await survive(advanceRun(mortal(db), run.id, now));
    await endOperations(db, fails);
    // No agent reads it here, and nothing is placed by old figures; what waits is not waited for.
    await db.host.updateMany({ data: { seenAt: new Date() } });
    await db.lease.updateMany({ data: { dueAt: null } });
  }
  const row = await db.lease.findUniqueOrThrow({ where: { id } });
  const runs = await db.siteRun.findMany({ where: { siteId: row.siteId ?? '' } });
  throw new Error(
    `it is ${row.state}: ${row.words ?? ''} ${runs.map(({ kind, state: at, halted }) => `${kind} ${at} ${halted ?? ''}`).join(', ')}`,
  );
}

async function askedFor(id: string): Promise<Readonly<Record<string, number>>> {
  const { siteId } = await server.db.lease.findUniqueOrThrow({ where: { id } });
  const runs = await server.db.siteRun.findMany({ where: { siteId: siteId ?? '' } });
  const counts: Record<string, number> = { runs: runs.length };
  for (const run of runs) {
    const where = { idempotencyKey: { startsWith: `site-run-${run.id}` } };
    for (const { kind } of await server.db.operation.findMany({ where })) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

test.each([1, 3])(
  'a lease is made once and goes once, however often its loop dies, with %i that look at once',
  async (atOnce) => {
    const startFromId = await snapshot();
    const id = await approved({ keeps: true, startFromId });
    const { number } = await server.db.lease.findUniqueOrThrow({ where: { id } });
    expect(await carryOut(id, 'active', { atOnce })).toBeGreaterThan(2);
    expect(await askedFor(id)).toEqual({ runs: 1, 'make-network': 1, 'create-domain': 2 });
    // Each of its domains starts from what was asked for.
    const creations = await server.db.operation.findMany({
      where: { kind: 'create-domain', title: { startsWith: `Create lease-${number}-` } },
    });
    expect(creations.map(({ input }) => input)).toEqual([
      expect.objectContaining({ keptDiskId: startFromId }),
      expect.objectContaining({ keptDiskId: startFromId }),
    ]);
    await endLease({ context, id, input: {} });
    expect(await carryOut(id, 'ended', { atOnce })).toBeGreaterThan(2);
    expect(await askedFor(id)).toEqual({
      runs: 2,
      'make-network': 1,
      'create-domain': 2,
      'delete-domain': 2,
      'remove-network': 1,
      'prove-clean': 1,
    });
    // Kept once each, and before any of them was destroyed.
    const keepings = await server.db.leaseKeeping.findMany({ where: { leaseId: id } });
    const after = await server.db.operation.findMany({
      where: { domainId: { in: keepings.map(({ domainId }) => domainId) }, kind: { not: 'create-domain' } },
      orderBy: { number: 'asc' },
    });
    expect(after.map(({ kind }) => kind)).toEqual(['keep-disks', 'keep-disks', 'delete-domain', 'delete-domain']);
    const row = await server.db.lease.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ outcome: 'used', proof: { clean: true } });
    expect(row.activeAt).not.toBeNull();
    expect(await server.db.siteNode.count({ where: { siteId: row.siteId ?? '' } })).toBe(0);
    const told = await server.db.event.findMany({ where: { type: 'lease.changed' }, orderBy: { sequence: 'asc' } });
    const words = told
      .map(({ body }) => body as { leaseId: string; words: string })
      .filter(({ leaseId }) => leaseId === id);
    const said = words.map((each) => each.words);
    // One domain may be kept before the other is begun with.
    const each = [1, 2].flatMap((index) => [
      `keeps the disks of lease-${number}-wn-${index}`,
      `has kept the disks of lease-${number}-wn-${index}`,
    ]);
    expect(said.filter((one) => each.includes(one)).toSorted()).toEqual(each.toSorted());
    expect(said.filter((one) => !each.includes(one))).toEqual([
      'is being prepared',
      'is active',
      'is to end',
      'is being ended',
      'keeps its disks before they are destroyed',
      'has kept its disks',
      'has ended, and nothing of it is left',
    ]);
  },
  TEST_MS,
);

test(
  'what fails is taken back once, and a lease that was ended before it was begun makes nothing',
  async () => {
    const id = await approved();
    const { number } = await server.db.lease.findUniqueOrThrow({ where: { id } });
    await carryOut(id, 'ended', { fails: [`lease-${number}-wn-2`] });
    const row = await server.db.lease.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({
      outcome: 'failed',
      proof: { clean: true },
      words: expect.stringMatching(/could not be made/),
    });
    expect(await askedFor(id)).toMatchObject({ runs: 1, 'prove-clean': 1 });
    // The one who asked is told why, and the page of the lease has all of it.
    const told = await server.db.inboxNotice.findFirstOrThrow({ where: { leaseId: id, kind: 'failed' } });
    expect(told.words).toMatch(/ could not be made, and nothing of it is left: wn-2: /);
    const { history } = await leaseDetail(server.db, context.actor, id, new Date());
    expect(history.map(({ words, byName }) => [words, byName])).toEqual([
      ['is being prepared', null],
      ['has ended: could not be made; what was made is gone', null],
    ]);

    const other = await approved();
    await endLease({ context, id: other, input: {} });
    await carryOut(other, 'ended');
    expect(await server.db.lease.findUniqueOrThrow({ where: { id: other } })).toMatchObject({
      outcome: 'unused',
      siteId: null,
    });
  },
  TEST_MS,
);

test(
  'disks that cannot be kept are tried again, and given up where no try helps or its people say so; then it goes, and they are told',
  async () => {
    const { db } = server;
    const id = await approved({ keeps: true });
    await carryOut(id, 'active');
    await endLease({ context, id, input: {} });
    const look = async () => await advanceLease(db, id, new Date());
    const failed = async (errorKind: string, errorMessage: string) => {
      const data = { state: 'failed', errorKind, errorMessage, finishedAt: new Date() };
      await db.operation.updateMany({ where: { kind: 'keep-disks', state: 'queued' }, data });
    };
    const keepings = async () =>
      await db.leaseKeeping.findMany({ where: { leaseId: id }, orderBy: { domainName: 'asc' } });
    for (let looks = 0; looks < 3; looks += 1) await look();
    await failed('unreachable', 'The host does not answer.');
    await look();
    expect((await keepings()).map(({ state, attempt, words }) => [state, attempt, words])).toEqual([
      ['waiting', 1, 'The host does not answer.'],
      ['waiting', 1, 'The host does not answer.'],
    ]);
    expect(await db.lease.findUniqueOrThrow({ where: { id } })).toMatchObject({
      state: 'ending',
      words: expect.stringMatching(/are not kept yet: The host does not answer\.$/),
    });
    // Not before its time.
    await look();
    expect(await db.operation.count({ where: { kind: 'keep-disks', state: 'queued' } })).toBe(0);
    const [first, second] = await keepings();
    await db.leaseKeeping.updateMany({ where: { domainId: first?.domainId ?? '' }, data: { dueAt: null } });
    await look();
    await failed('unsupported', 'Gridbox reads no disks there.');
    await look();
    expect((await keepings())[0]).toMatchObject({ state: 'given-up', words: 'Gridbox reads no disks there.' });
    // Nobody wants to wait for the other.
    await endLease({ context, id, input: { keep: false } });
    expect((await keepings()).find(({ domainId }) => domainId === second?.domainId)).toMatchObject({
      state: 'given-up',
    });
    // One was kept before that.
    await makeKeptDisk(db, { id, vo: 'atlas' }, { simulated: false, bytes: 1n });
    await carryOut(id, 'ended');
    expect(await db.lease.findUniqueOrThrow({ where: { id } })).toMatchObject({
      outcome: 'used',
      proof: { clean: true },
    });
    const told = await db.inboxNotice.findMany({ where: { leaseId: id, kind: { in: ['failed', 'ended'] } } });
    expect(told.map(({ words }) => words)).toEqual([
      expect.stringMatching(/has ended, with a disk kept until .* UTC, and nothing else of it is left\.$/),
    ]);
    await expect(endLease({ context, id, input: { keep: false } })).rejects.toMatchObject({ code: 'refused' });
  },
  TEST_MS,
);

test('a lease whose hosts can make no network waits and says why, and nothing of it is made', async () => {
  const { db } = server;
  const why = 'This host runs as an ordinary user, who may make no bridge.';
  await makeHost(db, { name: 'rig-2', class: 'other', capabilities: { noNetworks: why } });
  const id = await approved();
  await db.lease.update({ where: { id }, data: { hostClass: 'other' } });
  for (const _ of ['its site is kept', 'its plan is looked at']) await advanceLease(db, id, new Date());
  const row = await db.lease.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({
    state: 'preparing',
    words: `wn-1: No host of the file may take it. rig-2: It can make no network. ${why}`,
  });
  expect(await askedFor(id)).toEqual({ runs: 0 });
  // A host comes that can: it goes there.
  await makeHost(db, { name: 'rig-3', class: 'other' });
  await carryOut(id, 'active');
  const { siteId } = await db.lease.findUniqueOrThrow({ where: { id } });
  const networks = await db.siteNetwork.findMany({ where: { siteId: siteId ?? '' } });
  const rig3 = await db.host.findUniqueOrThrow({ where: { name: 'rig-3' } });
  expect(networks.map(({ hostId }) => hostId)).toEqual([rig3.id]);
});
