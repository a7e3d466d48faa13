/** What the end of a lease kept: asked for, judged, fetched by the people of its VO, and removed when its time is over. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { forgetKept } from '@/lib/agent/kept/forget-kept';
import { LeaseDetail, LeaseFeasibility, SnapshotPage } from '@/lib/contracts/leases';
import { keptFileName } from '@/lib/domain/lease-ending';
import { keepLeaseDisks } from '@/lib/server/services/leases/keep-lease-disks';
import { LEASE_PARTS } from '@/lib/server/services/leases/lease-rows';
import { makeEnvironment, makeKeptDisk, makeLease } from '@/lib/server/testing/lease-world';
import { type Caller, startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeHost } from '@/lib/server/testing/test-world';
import { DAY_MS } from '@/lib/utils/time';
import { tellSoonGone } from './tell-soon-gone';

const dir = mkdtempSync(join(tmpdir(), 'gridbox-test-kept-'));
const CONTENT = randomBytes(300_000);
const SHA512 = createHash('sha512').update(CONTENT).digest('hex');
let server: TestServer;
let atlas: Caller & { readonly userId: string };
let lhcb: Caller;
let viewer: Caller;
beforeAll(async () => {
  process.env['GRIDBOX_KEPT_DIR'] = dir;
  server = await startTestServer();
  atlas = await server.signInAs('vo-admin', { vos: ['atlas'] });
  lhcb = await server.signInAs('vo-admin', { vos: ['lhcb'] });
  viewer = await server.signInAs('viewer');
});
afterAll(async () => {
  delete process.env['GRIDBOX_KEPT_DIR'];
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

const forget = async (now: Date) =>
  await forgetKept(server.db, dir, {
    now,
    onError: (error) => {
      throw error;
    },
  });
const messageOf = async (answer: Response): Promise<string> =>
  z.object({ error: z.object({ message: z.string() }) }).parse(await answer.json()).error.message;
async function snapshot(of: { readonly environmentId?: string } = {}) {
  const found = await kept(of);
  const lease = await server.db.lease.update({ where: { id: found.lease.id }, data: { atEnd: 'snapshot' } });
  return { lease, disk: found.disk };
}
async function kept(of: { readonly environmentId?: string } = {}) {
  const lease = await makeLease(server.db, { vo: 'atlas', state: 'ended', ...of });
  const change = { simulated: false, bytes: BigInt(CONTENT.length), sha512: SHA512 };
  const disk = await makeKeptDisk(server.db, lease, change);
  writeFileSync(join(dir, keptFileName(disk.id)), CONTENT);
  return { lease, disk };
}
const read = async (id: string) =>
  LeaseDetail.parse(await (await server.call('getLease', { as: atlas, params: { id } })).json());

test('the people of its VO fetch it whole, which the history says; others do not learn of it', async () => {
  const { lease, disk } = await kept();
  const params = { id: disk.id };
  const answer = await server.call('readKeptDisk', { as: atlas, params });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-length')).toBe(String(CONTENT.length));
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="lease-1-wn-1-vda.qcow2"');
  expect(Buffer.from(await answer.arrayBuffer()).equals(CONTENT)).toBe(true);
  expect((await server.call('readKeptDisk', { as: lhcb, params })).status).toBe(404);
  expect((await server.call('readKeptDisk', { as: viewer, params })).status).toBe(403);
  const detail = await read(lease.id);
  expect(detail.kept).toMatchObject([{ sha512: SHA512, bytes: CONTENT.length, target: 'vda', goneAt: null }]);
  expect(detail.history.map(({ words }) => words)).toEqual(['disk vda of lease-1-wn-1 is fetched']);
  rmSync(join(dir, keptFileName(disk.id)));
  const lost = await server.call('readKeptDisk', { as: atlas, params });
  expect(lost.status).toBe(503);
  expect(await lost.text()).toContain('GRIDBOX_KEPT_DIR');
});

test('it goes when its time is over, or when its people say so, and no sooner', async () => {
  const { lease, disk } = await kept();
  const path = join(dir, keptFileName(disk.id));
  await forget(new Date());
  expect(existsSync(path)).toBe(true);
  await forget(new Date(Date.now() + DAY_MS + 1));
  expect(existsSync(path)).toBe(false);
  expect((await read(lease.id)).kept[0]?.goneAt).not.toBeNull();
  expect((await server.call('readKeptDisk', { as: atlas, params: { id: disk.id } })).status).toBe(404);

  const other = await kept();
  const removed = await server.call('removeKeptDisk', { as: atlas, params: { id: other.disk.id }, body: {} });
  expect(removed.status).toBe(200);
  await forget(new Date());
  expect(existsSync(join(dir, keptFileName(other.disk.id)))).toBe(false);
  // What was half made when nothing more was to be kept goes as well, and counts for nobody.
  const half = await kept();
  await server.db.keptDisk.update({ where: { id: half.disk.id }, data: { state: 'begun' } });
  await forget(new Date());
  expect(existsSync(join(dir, keptFileName(half.disk.id)))).toBe(true);
  await server.db.lease.update({ where: { id: half.lease.id }, data: { keepDoneAt: new Date() } });
  await forget(new Date());
  expect(existsSync(join(dir, keptFileName(half.disk.id)))).toBe(false);
});

test('the verdict says what can be kept where it would go, and what the VO has left', async () => {
  const environment = await makeEnvironment(server.db);
  const check = async (change: Record<string, unknown> = {}) => {
    const endsAt = new Date(Date.now() + 2 * DAY_MS).toISOString();
    const body = { environmentId: environment.id, vo: 'atlas', count: 1, endsAt, atEnd: 'export', ...change };
    return await server.call('checkLease', { as: atlas, body });
  };
  const endingOf = async (answer: Response) => LeaseFeasibility.parse(await answer.json()).ending;
  const host = await makeHost(server.db);
  await server.db.keptDisk.deleteMany();
  expect(await endingOf(await check({ keepDays: 5 }))).toEqual({
    possible: true,
    words: 'Its disks are kept for 5 days after its end; of the 100 GiB that atlas may have kept, 100 GiB are left.',
  });
  expect(await endingOf(await check({ atEnd: 'destroy' }))).toBeNull();
  await server.db.host.update({ where: { id: host.id }, data: { driver: 'simulated' } });
  expect((await endingOf(await check()))?.words).toMatch(/simulated: what is kept has a size and no content/);
  await server.db.host.update({ where: { id: host.id }, data: { driver: 'libvirt', hypervisor: 'esx' } });
  expect(await endingOf(await check())).toMatchObject({ possible: false });
  for (const bad of [{ atEnd: 'destroy', keepDays: 3 }, { keepDays: 91 }, { atEnd: 'sold' }])
    expect((await check(bad)).status).toBe(400);
});

test('whoever asked for it is told once what could not be kept, and it goes on to its end', async () => {
  const { db } = server;
  const { id } = await makeLease(db, { vo: 'atlas', state: 'ending' });
  const now = new Date();
  const data = { atEnd: 'export', keepDays: 3, activeAt: now, askedById: atlas.userId };
  const row = await db.lease.update({ where: { id }, data, include: LEASE_PARTS });
  const keeping = { leaseId: id, beganAt: now, attempt: 1 };
  await db.leaseKeeping.createMany({
    data: [
      { ...keeping, domainId: randomUUID(), domainName: 'lease-1-wn-1', state: 'done' },
      { ...keeping, domainId: randomUUID(), domainName: 'lease-1-wn-2', state: 'given-up', words: 'It was away.' },
    ],
  });
  const look = async (found: typeof row) => await keepLeaseDisks({ db, row: found, now }, randomUUID());
  expect(await Promise.all([look(row), look(row)])).toEqual([false, false]);
  expect(await look(await db.lease.findUniqueOrThrow({ where: { id }, include: LEASE_PARTS }))).toBe(true);
  const told = await db.inboxNotice.findMany({ where: { leaseId: id } });
  expect(told.map(({ words }) => words)).toEqual([
    expect.stringMatching(/ends, and not everything of it is kept: lease-1-wn-2: It was away\.$/),
  ]);
  expect(
    await db.event.count({ where: { type: 'lease.changed', vo: 'atlas', body: { path: ['leaseId'], equals: id } } }),
  ).toBe(1);
});

test('a later request of its VO may start from a snapshot; others get the answer of one that is not there', async () => {
  const { db } = server;
  await db.keptDisk.updateMany({ data: { state: 'gone' } });
  const environment = await makeEnvironment(db);
  const { lease, disk } = await snapshot({ environmentId: environment.id });
  const list = async (as: Caller, query: Record<string, string> = {}) => {
    const answer = await server.call('listSnapshots', { as, query });
    expect(answer.status).toBe(200);
    return SnapshotPage.parse(await answer.json()).items;
  };
  expect(await list(atlas)).toMatchObject([
    {
      id: disk.id,
      name: 'lease-1-wn-1 vda',
      vo: 'atlas',
      lease: { number: lease.number },
      environment: { name: environment.name, version: 1 },
      role: 'WN',
      format: 'qcow2',
      sha512: SHA512,
      neededBy: [],
    },
  ]);
  expect(await list(lhcb)).toEqual([]);
  expect(await list(lhcb, { vo: 'atlas' })).toEqual([]);
  expect(await list(viewer)).toHaveLength(1);
  const other = await makeEnvironment(db, { image: { path: '/srv/other.qcow2', sha512: '1'.repeat(128) } });
  expect(await list(atlas, { environmentId: environment.id })).toHaveLength(1);
  expect(await list(atlas, { environmentId: other.id })).toEqual([]);

  const wish = (vo: string, change: Record<string, unknown> = {}) => ({
    environmentId: environment.id,
    vo,
    count: 1,
    endsAt: new Date(Date.now() + 2 * DAY_MS).toISOString(),
    startFrom: disk.id,
    ...change,
  });
  const refused = async (as: Caller, body: Record<string, unknown>) => {
    const checked = await server.call('checkLease', { as, body });
    const asked = await server.call('requestLease', { as, body: { ...body, purpose: 'tests' } });
    const words = [await messageOf(checked), await messageOf(asked)];
    expect([checked.status, asked.status]).toEqual([400, 400]);
    expect(words[0]).toBe(words[1]);
    return words[0];
  };
  const stranger = await refused(lhcb, wish('lhcb'));
  expect(stranger).toBe(await refused(lhcb, wish('lhcb', { startFrom: randomUUID() })));
  expect(stranger).toBe('startFrom: lhcb has no such snapshot.');
  expect(await refused(atlas, wish('atlas', { environmentId: other.id }))).toMatch(/whose image is another/);
  // An export is kept to be fetched alone.
  const exported = await kept();
  expect(await refused(atlas, wish('atlas', { startFrom: exported.disk.id }))).toMatch(/no such snapshot/);

  const asked = await server.call('requestLease', { as: atlas, body: { ...wish('atlas'), purpose: 'tests' } });
  expect(asked.status).toBe(201);
  const made = LeaseDetail.parse(await asked.json());
  expect(made.startFrom).toEqual({
    id: disk.id,
    name: 'lease-1-wn-1 vda',
    leaseId: lease.id,
    leaseNumber: lease.number,
  });
  // Until it is made of it, it stays, also when its time is over.
  expect(await list(atlas)).toMatchObject([{ neededBy: [made.number] }]);
  const remove = async () => await server.call('removeKeptDisk', { as: atlas, params: { id: disk.id }, body: {} });
  const held = await remove();
  expect([held.status, await messageOf(held)]).toEqual([
    422,
    `Lease ${made.number} is still to be made of it; end that first, or wait until it is active.`,
  ]);
  const path = join(dir, keptFileName(disk.id));
  await forget(new Date(Date.now() + DAY_MS + 1));
  expect(existsSync(path)).toBe(true);
  await db.lease.update({ where: { id: made.id }, data: { state: 'active' } });
  expect((await remove()).status).toBe(200);
  await forget(new Date());
  expect(existsSync(path)).toBe(false);
  expect(await list(atlas)).toEqual([]);
  expect((await read(made.id)).startFrom?.name).toBe('lease-1-wn-1 vda');
});

test('whoever asked for a lease is told once, and in time, that its snapshots go', async () => {
  const { db } = server;
  const { lease, disk } = await snapshot();
  await db.lease.update({ where: { id: lease.id }, data: { askedById: atlas.userId } });
  const at = (days: number) => new Date((disk.keptAt?.getTime() ?? 0) + days * DAY_MS);
  await db.keptDisk.update({ where: { id: disk.id }, data: { keptUntil: at(10) } });
  const told = async () => (await db.inboxNotice.findMany({ where: { leaseId: lease.id } })).map(({ words }) => words);
  await tellSoonGone(db, at(6.9));
  expect(await told()).toEqual([]);
  await Promise.all([tellSoonGone(db, at(7)), tellSoonGone(db, at(7))]);
  await tellSoonGone(db, at(8));
  expect(await told()).toEqual([expect.stringMatching(/has snapshots that go on .*: lease-1-wn-1 vda\./)]);
});

test('a VO that takes endorsed images alone starts from none', async () => {
  const { db } = server;
  const environment = await makeEnvironment(db);
  const { disk } = await snapshot({ environmentId: environment.id });
  await db.imagePolicy.create({ data: { vo: 'atlas', rule: 'endorsed', setByName: 'Somebody' } });
  const endsAt = new Date(Date.now() + 2 * DAY_MS).toISOString();
  const body = { environmentId: environment.id, vo: 'atlas', count: 1, endsAt, startFrom: disk.id };
  const answer = await server.call('checkLease', { as: atlas, body });
  expect([answer.status, await messageOf(answer)]).toEqual([
    422,
    'atlas takes endorsed images of the library alone, and a kept disk is none.',
  ]);
});
