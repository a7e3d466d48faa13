/** Pools as people write and read them: what is refused and why, and what the rows of the loop become. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreatePool, JobSpecification, PoolDetail, PoolPage } from '@/lib/contracts/pools';
import { VoBackOffs } from '@/lib/contracts/vos';
import { type Actor, ROLE_SCOPES, type UserRole } from '@/lib/domain/access';
import type { ServiceContext } from '@/lib/server/service-context';
import { listImages } from '@/lib/server/services/images/list-images';
import { makeEnvironment } from '@/lib/server/testing/lease-world';
import { listVoBackOffs } from '@/lib/server/services/vos/list-back-offs';
import { jobSpecificationOf, makePool } from '@/lib/server/testing/pool-world';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { MINUTE_MS } from '@/lib/utils/time';
import { changePool } from './change-pool';
import { createPool } from './create-pool';
import { listPools } from './list-pools';
import { readPool } from './read-pool';
import { bringSpecification } from './bring-specification';
import { removePool } from './remove-pool';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => await server.stop());

function as(role: UserRole, vos?: readonly string[]): ServiceContext {
  const actor: Actor = {
    userId: role,
    name: `The ${role}`,
    role,
    scopes: ROLE_SCOPES[role],
    vos,
    via: 'session',
  };
  return { actor, db: server.db, now: () => new Date(), requestId: 'test', address: undefined };
}
let count = 0;
async function wish(change: Record<string, unknown> = {}): Promise<CreatePool> {
  count += 1;
  const environmentId = (await makeEnvironment(server.db)).id;
  return CreatePool.parse({
    name: `p${count}`,
    environmentId,
    system: 'main',
    nodes: [`n${count}`],
    max: 1,
    ...change,
  });
}
const create = async (change?: Record<string, unknown>) =>
  PoolDetail.parse(await createPool({ context: as('manager'), input: await wish(change) }));

test('a pool is written, found by its name, and changed within its nodes', async () => {
  const pool = await create({ nodes: ['a-1', 'a-2'], max: 2, idleSeconds: 60 });
  expect(pool).toMatchObject({
    min: 0,
    max: 2,
    enabled: true,
    ownerName: 'The manager',
    can: { change: { allowed: true } },
  });
  const page = PoolPage.parse(await listPools({ context: as('viewer'), query: { page: 1, pageSize: 50 } }));
  expect(page.items.find(({ id }) => id === pool.id)).toMatchObject({ counts: { open: 0, waiting: 0 } });
  const change = async (input: Parameters<typeof changePool>[0]['input']) =>
    PoolDetail.parse(await changePool({ context: as('manager'), id: pool.id, input }));
  await expect(change({ max: 3 })).rejects.toThrow('max: is more than the 2 nodes of the pool');
  await expect(change({ max: 1, min: 2 })).rejects.toThrow('min: is more than the most');
  expect(await change({ min: 1, closesAt: '2026-12-24T12:00:00Z' })).toMatchObject({
    min: 1,
    max: 2,
    idleSeconds: 60,
    closesAt: '2026-12-24T12:00:00.000Z',
    version: 2,
  });
  expect(await change({ closesAt: null })).toMatchObject({ min: 1, closesAt: null });
  await expect(changePool({ context: as('viewer'), id: pool.id, input: {} })).rejects.toMatchObject({
    code: 'forbidden',
  });
  const audited = await server.db.audit.findMany({ where: { subjectId: pool.id }, orderBy: { at: 'asc' } });
  expect(audited.map(({ action }) => action)).toEqual(['createPool', 'changePool', 'changePool']);
});

test('a pool whose batch system no agent looks at says so, for as long as that is so', async () => {
  const environment = await makeEnvironment(server.db, { vos: ['dteam'] });
  const { id } = await create({ system: 'nobody', environmentId: environment.id, vo: 'dteam' });
  const at = async (afterMs: number, change: { lookedAt?: Date; words?: string | null } = {}) => {
    await server.db.batchPool.update({ where: { id }, data: change });
    const context = { ...as('viewer'), now: () => new Date(Date.now() + afterMs) };
    return PoolDetail.parse(await readPool({ context, id }));
  };
  expect(await at(0)).toMatchObject({ attended: true, words: null });
  const unseen = await at(3 * MINUTE_MS);
  expect(unseen.attended).toBe(false);
  expect(unseen.words).toMatch(/^No agent has looked at a batch system called nobody yet: its jobs are not seen/);
  expect(await at(0, { lookedAt: new Date() })).toMatchObject({ attended: true, words: null });
  expect((await at(3 * MINUTE_MS)).words).toMatch(/^No agent has looked at the batch system nobody since /);
  // An agent that asks in vain says why, as long as there is one.
  const vain = { words: 'It does not answer.' };
  expect(await at(0, vain)).toMatchObject({ attended: true, ...vain });
  expect((await at(3 * MINUTE_MS)).words).toMatch(/^No agent has looked at the batch system nobody since /);
  const heldBack = async (afterMs: number) => {
    const context = { ...as('vo-admin', ['dteam']), now: () => new Date(Date.now() + afterMs) };
    return VoBackOffs.parse(await listVoBackOffs({ context, vo: 'dteam' })).items;
  };
  expect(await heldBack(0)).toEqual([]);
  const told = { kind: 'pool', reason: expect.stringMatching(/^No agent looks at its batch system/), untilAt: null };
  expect(await heldBack(3 * MINUTE_MS)).toEqual([expect.objectContaining(told)]);
  await server.db.batchPool.update({ where: { id }, data: { enabled: false } });
  expect(await heldBack(3 * MINUTE_MS)).toEqual([]);
});

test('what cannot be is refused with its place', async () => {
  const taken = await create({ name: 'taken', nodes: ['b-1'] });
  expect(taken.nodes).toEqual(['b-1']);
  await expect(create({ name: 'taken' })).rejects.toThrow('name: there is a pool called taken already');
  await expect(create({ nodes: ['c-1', 'b-1'], max: 2 })).rejects.toThrow('nodes: b-1 is of the pool taken');
  // Another batch system may have a node of that name.
  await create({ nodes: ['b-1'], system: 'other' });
  const atlas = await makeEnvironment(server.db, { vos: ['atlas'] });
  await expect(create({ environmentId: atlas.id })).rejects.toThrow('environmentId: it is offered to atlas alone');
  await create({ environmentId: atlas.id, vo: 'atlas' });
  const retired = await makeEnvironment(server.db, { retiredAt: new Date() });
  await expect(create({ environmentId: retired.id })).rejects.toThrow('it is offered no more');
  await expect(wish({ max: 2 })).rejects.toThrow('is more than the 1 nodes');
  await expect(wish({ bootAhead: 2 })).rejects.toThrow('is more than the most');
  await expect(wish({ addresses: ['10.0.0.1', '10.0.0.2'], prefix: 24 })).rejects.toThrow('one for each node');
});

test('how long jobs waited is told apart by whether a slot was there', async () => {
  const environment = await makeEnvironment(server.db);
  const pool = await makePool(server.db, {
    name: 'figures',
    environmentId: environment.id,
    system: 'main',
    ownerId: 'somebody',
    nodes: ['d-1'],
  });
  const at = (second: number) => new Date(Date.UTC(2026, 10, 29, 12, 0, second));
  const job = (jobId: string, phase: string | null, seconds: number) => ({
    poolId: pool.id,
    jobId,
    state: phase === null ? 'queued' : 'completed',
    why: phase === null ? 'A slot is being booted for it.' : null,
    phase,
    submittedAt: at(0),
    startedAt: phase === null ? null : at(seconds),
    seenAt: at(59),
  });
  await server.db.poolJob.createMany({
    data: [job('1', 'on-demand', 12), job('2', 'static', 1), job('3', 'static', 3), job('4', null, 0)],
  });
  const detail = PoolDetail.parse(await readPool({ context: as('viewer'), id: pool.id }));
  expect(detail).toMatchObject({
    counts: { waiting: 1, running: 0 },
    start: { static: { jobs: 2, medianMs: 2000 }, onDemand: { jobs: 1, medianMs: 12_000 } },
    can: { change: { allowed: false } },
  });
  expect(detail.jobs.find(({ jobId }) => jobId === '4')).toMatchObject({ why: 'A slot is being booted for it.' });
});

test('a pool gets another environment and other nodes, but none of another pool, and keeps what is a slot', async () => {
  const pool = await create({ nodes: ['e-1', 'e-2'], max: 2 });
  await create({ nodes: ['e-9'] });
  const slot = { poolId: pool.id, node: 'e-2', domainName: 'e-2', state: 'open' };
  const { id: slotId } = await server.db.poolSlot.create({ data: slot });
  const change = async (input: Parameters<typeof changePool>[0]['input']) =>
    PoolDetail.parse(await changePool({ context: as('manager'), id: pool.id, input }));
  await expect(change({ nodes: ['e-2', 'e-9'] })).rejects.toThrow('nodes: e-9 is of the pool');
  await expect(change({ nodes: ['e-1', 'e-3'] })).rejects.toThrow('nodes: e-2 is a slot now');
  await expect(change({ nodes: ['e-2'] })).rejects.toThrow('max: is more than the 1 nodes');
  await expect(change({ addresses: ['10.0.0.1', '10.0.0.1'] })).rejects.toThrow('has an address twice');
  await expect(change({ environmentId: (await makeEnvironment(server.db, { vos: ['cms'] })).id })).rejects.toThrow(
    'environmentId: it is offered to cms alone',
  );
  const environment = await makeEnvironment(server.db);
  expect(await change({ environmentId: environment.id, nodes: ['e-2', 'e-3', 'e-4'] })).toMatchObject({
    environment: { id: environment.id },
    nodes: ['e-2', 'e-3', 'e-4'],
    max: 2,
  });
  await server.db.poolSlot.update({ where: { id: slotId }, data: { state: 'gone' } });
});

test('deleted, a pool goes at once where it has no slot, and else once the last is gone', async () => {
  const { id } = await create({ nodes: ['f-1', 'f-2'] });
  const slot = { poolId: id, node: 'f-1', domainName: 'f-1' };
  await server.db.poolSlot.create({ data: { ...slot, state: 'gone' } });
  const live = await server.db.poolSlot.create({ data: { ...slot, state: 'open' } });
  const remove = async () => await removePool({ context: as('manager'), id, input: { reason: 'no job asks for it' } });
  await expect(removePool({ context: as('viewer'), id, input: {} })).rejects.toMatchObject({ code: 'forbidden' });
  expect(await remove()).toEqual({ id, slots: 1, gone: false });
  const read = async () => PoolDetail.parse(await readPool({ context: as('manager'), id }));
  expect(await read()).toMatchObject({
    endingAt: expect.any(String),
    can: { change: { allowed: false }, remove: { allowed: false } },
  });
  await expect(remove()).rejects.toMatchObject({ code: 'conflict' });
  await expect(changePool({ context: as('manager'), id, input: { enabled: true } })).rejects.toThrow('being deleted');
  await server.db.poolSlot.update({ where: { id: live.id }, data: { state: 'gone' } });
  const idle = await create({ nodes: ['g-1'] });
  expect(await removePool({ context: as('manager'), id: idle.id, input: {} })).toEqual({
    id: idle.id,
    slots: 0,
    gone: true,
  });
  await expect(readPool({ context: as('manager'), id: idle.id })).rejects.toMatchObject({ code: 'not-found' });
  expect((await server.db.audit.findMany({ where: { subjectId: idle.id } })).map(({ action }) => action)).toEqual([
    'createPool',
    'removePool',
  ]);
});

test('a VO admin sees the pools of the own VOs with the reasons of their jobs, and nothing of hosts or of others', async () => {
  const { db } = server;
  const environment = await makeEnvironment(db);
  const owned = { environmentId: environment.id, system: 'main', ownerId: 'somebody' };
  const pool = await makePool(db, {
    ...owned,
    name: 'alice-pool',
    vo: 'alice',
    nodes: ['h-1'],
    addresses: ['10.0.0.1'],
    network: 'br-inside',
  });
  const others = [
    await makePool(db, { ...owned, name: 'cms-pool', vo: 'cms', nodes: ['h-2'] }),
    await makePool(db, { ...owned, name: 'testbed-pool', nodes: ['h-3'] }),
  ];
  const inside = 'No host has room: dempsey-7 is full.';
  await db.batchPool.update({ where: { id: pool.id }, data: { words: inside } });
  const at = { poolId: pool.id, state: 'queued', submittedAt: new Date(), seenAt: new Date() };
  await db.poolJob.createMany({
    data: [
      { ...at, jobId: '1', why: 'It is held.' },
      { ...at, jobId: '2', why: inside, whyInside: true },
    ],
  });
  const cleanUp = {
    clean: true,
    items: [{ what: 'disk', name: '/secret', hostName: 'dempsey-7', outcome: 'gone', words: 'It is gone.' }],
  };
  const words = `Its domain was not made: ${inside}`;
  const slot = { poolId: pool.id, node: 'h-1', domainName: 'h-1', state: 'gone', words, cleanUp, endedAt: new Date() };
  await db.poolSlot.create({ data: slot });

  const context = as('vo-admin', ['alice', 'lhcb']);
  const page = PoolPage.parse(await listPools({ context, query: { page: 1, pageSize: 50 } }));
  expect(page).toMatchObject({ total: 1, items: [{ name: 'alice-pool', vo: 'alice' }] });
  const detail = PoolDetail.parse(await readPool({ context, id: pool.id }));
  expect(Object.fromEntries(detail.jobs.map(({ jobId, why }) => [jobId, why]))).toEqual({
    '1': 'It is held.',
    '2': 'No slot can be booted at the moment; testbed managers see why.',
  });
  expect(JSON.stringify([page, detail])).not.toMatch(/dempsey-7|secret|br-inside|10\.0\.0\.1|cms|testbed-pool/);
  expect(detail.can.change.allowed).toBe(false);
  for (const { id } of others) await expect(readPool({ context, id })).rejects.toMatchObject({ code: 'not-found' });
  const whole = PoolDetail.parse(await readPool({ context: as('viewer'), id: pool.id }));
  expect(whole).toMatchObject({ words: inside, network: 'br-inside', addresses: ['10.0.0.1'] });
});

test('a VO brings a specification for its jobs where the pool takes any; the same twice is one, what is wrong is said', async () => {
  const { db } = server;
  const environment = await makeEnvironment(db);
  const owned = { environmentId: environment.id, system: 'main', ownerId: 'somebody' };
  const pool = await makePool(db, { ...owned, name: 'takes', vo: 'bob', nodes: ['i-1', 'i-2'], max: 1 });
  const context = as('vo-admin', ['bob']);
  const bring = async (yaml: string, by = context) =>
    JobSpecification.parse(await bringSpecification({ context: by, id: pool.id, input: { yaml } }));
  await expect(bring(jobSpecificationOf('own'))).rejects.toThrow('takes takes no specifications of jobs');
  const change = async (input: Parameters<typeof changePool>[0]['input']) =>
    PoolDetail.parse(await changePool({ context: as('manager'), id: pool.id, input }));
  await expect(change({ takesSpecifications: true, max: 2 })).rejects.toThrow('needs a node more than slots at most');
  await change({ takesSpecifications: true });

  const own = await bring(jobSpecificationOf('own'));
  expect(own).toMatchObject({ feature: `spec-${own.hash.slice(0, 32)}`, offeredAt: null, image: { built: false } });
  // Called otherwise it is the same; with another package it is not.
  expect(await bring(jobSpecificationOf('another'))).toMatchObject({ id: own.id, feature: own.feature });
  const second = await bring(jobSpecificationOf('own').replace('[busybox-static]', '[busybox-static, munge]'));
  expect(second.feature).not.toBe(own.feature);
  const detail = PoolDetail.parse(await readPool({ context, id: pool.id }));
  expect(detail.specifications.map(({ feature }) => feature).toSorted()).toEqual(
    [own.feature, second.feature].toSorted(),
  );
  expect(detail.can.specify.allowed).toBe(true);
  // It is of the VO, whatever its text says.
  expect(await db.imageSpecification.findUnique({ where: { id: own.image.id } })).toMatchObject({
    vo: 'bob',
    forJobs: true,
  });
  const listed = await listImages({ context, query: { page: 1, pageSize: 50, retired: true } });
  expect(listed.items.map(({ name }) => name)).not.toContain(own.image.name);
  await expect(bring(jobSpecificationOf('own'), as('vo-admin', ['alice']))).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(bring(jobSpecificationOf('own'), as('viewer'))).rejects.toMatchObject({ code: 'forbidden' });
  await expect(bring('name: [')).rejects.toMatchObject({ code: 'bad-request' });
  await expect(bring(jobSpecificationOf('own', 'files: [{ path: /../etc/shadow, content: x }]'))).rejects.toThrow(
    /files/,
  );
  await expect(
    bring(
      jobSpecificationOf('own')
        .replace(/kernel.*/, 'absent: []')
        .replace('initramfs', 'qcow2'),
    ),
  ).rejects.toThrow('kernel is left out');
  await expect(
    bring(jobSpecificationOf('own').replace('{ kind: initramfs }', '{ kind: qcow2, sizeMiB: 9000 }')),
  ).rejects.toThrow('more than the 8192 MiB');
  const set = { vo: 'bob', rule: 'endorsed', setByName: 'Somebody' };
  await db.imagePolicy.create({ data: set });
  await expect(bring(jobSpecificationOf('own'))).rejects.toThrow('bob takes endorsed images alone');
  // With the pool they go, and the library offers them no more.
  await removePool({ context: as('manager'), id: pool.id, input: {} });
  expect(await db.jobSpecification.count({ where: { poolId: pool.id } })).toBe(0);
  expect((await db.imageSpecification.findUnique({ where: { id: own.image.id } }))?.retiredAt).not.toBeNull();
});
