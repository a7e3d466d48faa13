/**
 * The loop of pools dies after each transaction that it commits, before and after each word to the batch system. Whoever looks next goes on,
 * and several that look at once do nothing twice. What agents would do on hosts is done here by rows, and the batch system is a model.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { administrator, prepareEnvironment, SITE_IMAGE } from '@/lib/agent/testing/site-files';
import type { PoolSystem } from '@/lib/batch/pool-port';
import { createModelPool, type ModelPool } from '@/lib/batch/testing/model-pool';
import { DriverError } from '@/lib/drivers/errors';
import { makeBuiltImage, makeImage } from '@/lib/server/testing/image-world';
import { makeEnvironment } from '@/lib/server/testing/lease-world';
import { Died, endOperations, mortal } from '@/lib/server/testing/mortal-loop';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeHost } from '@/lib/server/testing/test-world';
import { advancePool } from './keep-pools';
import { makePool, POOL_NAME } from '@/lib/server/testing/pool-world';

const NODES = ['slot-1', 'slot-2', 'slot-3'];
/** Far more looks than a slot has steps. */
const MOST_LOOKS = 300;
const TEST_MS = 120_000;

let server: TestServer;
let model: ModelPool;
let poolId: string;
let ownerId: string;
beforeEach(async () => {
  server = await startTestServer();
  prepareEnvironment(server.url);
  const context = await administrator(server.db);
  ownerId = context.actor.userId;
  await makeHost(server.db);
  const environment = await makeEnvironment(server.db, { image: { path: SITE_IMAGE, sha512: '0'.repeat(128) } });
  model = createModelPool({
    name: 'model',
    nodes: NODES,
    feature: POOL_NAME,
    isUp: async (node) => (await server.db.domain.count({ where: { name: node } })) > 0,
  });
  ({ id: poolId } = await makePool(server.db, {
    environmentId: environment.id,
    system: 'model',
    ownerId,
    nodes: NODES,
    max: 2,
  }));
});
afterEach(async () => await server.stop());

/** Dies before the first word is said, and after the second; the third is let through, for else nobody would ever go on. */
function mortalSystem(): PoolSystem {
  let calls = 0;
  const sometimes = async (deed: () => Promise<void>): Promise<void> => {
    const turn = calls % 3;
    calls += 1;
    if (turn > 0) await deed();
    if (turn < 2) throw new Died();
  };
  return {
    ...model,
    attach: async (...args) => await sometimes(async () => await model.attach(...args)),
    close: async (...args) => await sometimes(async () => await model.close(...args)),
    detach: async (...args) => await sometimes(async () => await model.detach(...args)),
    offer: async (...args) => await sometimes(async () => await model.offer(...args)),
    beginMaintenance: async (...args) => await sometimes(async () => await model.beginMaintenance(...args)),
    endMaintenance: async (...args) => await sometimes(async () => await model.endMaintenance(...args)),
  };
}

/** @returns how many looks ended in a death */
async function carryOn(
  isDone: () => Promise<boolean>,
  {
    owners = ['one'],
    fails = [],
    ends = true,
  }: { readonly owners?: readonly string[]; readonly fails?: readonly string[]; readonly ends?: boolean } = {},
): Promise<number> {
  const { db } = server;
  const system = mortalSystem();
  let deaths = 0;
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    if (await isDone()) return deaths;
    const now = new Date();
    const looks = owners.map(async (owner) => {
      try {
        await advancePool({ db: mortal(db), system, owner, now }, poolId);
      } catch (error) {
        if (!(error instanceof Died)) throw error;
        deaths += 1;
      }
    });
    await Promise.all(looks);
    // Of an agent that died the pool is free again after a while; that while is not waited for.
    await db.batchPool.updateMany({ data: { heldUntil: null } });
    await db.batchPool.updateMany({ where: { dueAt: { not: null } }, data: { dueAt: new Date(0) } });
    if (ends) await endOperations(db, fails);
    await db.host.updateMany({ data: { seenAt: new Date() } });
  }
  const slots = await db.poolSlot.findMany();
  const pool = await db.batchPool.findUniqueOrThrow({ where: { id: poolId } });
  throw new Error(
    `${pool.words ?? ''} ` + slots.map(({ node, state, words }) => `${node} ${state} ${words ?? ''}`).join(', '),
  );
}
const live = async () => await server.db.poolSlot.findMany({ where: { state: { not: 'gone' } } });
const isGone = async () => (await live()).length === 0;
const asked = async (kind: string) => await server.db.operation.count({ where: { kind } });

test.each([[['one']], [['one', 'two', 'three']]])(
  'a slot is booted once for a job, and goes once when it is over, however often its loop dies: %j',
  async (owners) => {
    const job = model.submit(POOL_NAME);
    expect(await carryOn(async () => model.stateOf(job) === 'running', { owners })).toBeGreaterThan(2);
    await carryOn(async () => (await live()).every(({ state }) => state === 'open'), { owners });
    expect(await asked('create-domain')).toBe(1);
    model.finish(job);
    expect(await carryOn(isGone, { owners })).toBeGreaterThan(3);
    expect(model.killed).toEqual([]);
    expect(await asked('create-domain')).toBe(1);
    expect(await asked('delete-domain')).toBe(1);
    expect(await server.db.domain.count()).toBe(0);
    expect((await model.nodes()).filter(({ heard }) => heard)).toEqual([]);
    // Its place is another's now.
    const next = model.submit(POOL_NAME);
    await carryOn(async () => model.stateOf(next) === 'running', { owners });
    expect((await live()).map(({ node }) => node)).toEqual(['slot-1']);
  },
  TEST_MS,
);

test(
  'never more than its most, each job says why it waits, and a slot whose job runs does not go',
  async () => {
    const jobs = [1, 2, 3].map(() => model.submit(POOL_NAME));
    const running = () => jobs.filter((job) => model.stateOf(job) === 'running');
    await carryOn(async () => running().length === 2, { owners: ['one', 'two'] });
    const why = 'All 2 slots that the pool may have are taken; it waits for one of them.';
    await carryOn(async () => (await server.db.poolJob.count({ where: { state: 'queued', why } })) === 1);
    await carryOn(async () => (await live()).every(({ state }) => state === 'open'));
    expect(await asked('create-domain')).toBe(2);
    // Switched off: what runs goes on, and nothing more begins.
    await server.db.batchPool.update({ where: { id: poolId }, data: { enabled: false } });
    const [first = ''] = running();
    await carryOn(async () => (await model.nodes()).every(({ heard, closed }) => !heard || closed));
    model.finish(running()[1] ?? '');
    await carryOn(async () => (await live()).length === 1);
    expect(model.stateOf(first)).toBe('running');
    expect(new Set(jobs.map((job) => model.stateOf(job)))).toEqual(new Set(['completed', 'queued', 'running']));
    expect(await server.db.poolJob.findFirst({ where: { state: 'queued' } })).toMatchObject({
      why: 'The pool is switched off.',
    });
    expect(model.killed).toEqual([]);
  },
  TEST_MS,
);

test(
  'a slot that cannot be made gives its place back and says why; a batch system that is away is waited for',
  async () => {
    const job = model.submit(POOL_NAME);
    await carryOn(async () => (await server.db.poolSlot.count({ where: { state: 'gone' } })) > 0, { fails: NODES });
    const [slot] = await server.db.poolSlot.findMany({ where: { state: 'gone' } });
    expect(slot).toMatchObject({ words: 'Its domain was not made: It could not be made.', place: null });
    await carryOn(async () => model.stateOf(job) === 'running');

    const away: PoolSystem = {
      ...model,
      nodes: async () => await Promise.reject(new DriverError('unreachable', 'The model does not answer.')),
    };
    await advancePool({ db: server.db, system: away, owner: 'one', now: new Date() }, poolId);
    expect(await server.db.batchPool.findUniqueOrThrow({ where: { id: poolId } })).toMatchObject({
      words: 'The model does not answer.',
    });
    expect(model.killed).toEqual([]);
  },
  TEST_MS,
);

test(
  'an environment whose specification nobody has built is built first, once, and then booted',
  async () => {
    const { db } = server;
    const specification = await makeImage(db, { name: 'fresh-node' });
    const environment = await makeEnvironment(db, { image: { library: 'fresh-node', version: 1 } });
    await db.batchPool.update({ where: { id: poolId }, data: { environmentId: environment.id } });
    const job = model.submit(POOL_NAME);
    const whyOf = async () => (await db.poolJob.findFirst({ where: { jobId: job } }))?.why ?? '';
    const saysSo = (words: string) => async () => (await whyOf()).startsWith(words);
    await carryOn(saysSo('Image fresh-node 1 is being built'), { owners: ['one', 'two'], ends: false });
    expect(await asked('build-image')).toBe(1);
    // It fails, which is said, and not tried again at once.
    await db.operation.updateMany({
      where: { kind: 'build-image' },
      data: { state: 'failed', finishedAt: new Date(), errorMessage: 'The mirror is away.' },
    });
    await carryOn(saysSo('Image fresh-node 1 could not be built, which is tried again: The mirror is away.'));
    expect(await asked('build-image')).toBe(1);
    // As if that while had passed.
    await db.operation.updateMany({ where: { kind: 'build-image' }, data: { finishedAt: new Date(0) } });
    await carryOn(saysSo('Image fresh-node 1 is being built'), { owners: ['one', 'two'], ends: false });
    expect(await asked('build-image')).toBe(2);
    expect(await asked('create-domain')).toBe(0);
    await makeBuiltImage(db, specification);
    await carryOn(saysSo('A slot is being booted'), { ends: false });
    expect(await asked('build-image')).toBe(2);
  },
  TEST_MS,
);

test(
  'of a pool that gets another environment the slots go once their jobs are over, and one that is deleted goes with its last slot',
  async () => {
    const { db } = server;
    const job = model.submit(POOL_NAME);
    await carryOn(async () => model.stateOf(job) === 'running');
    await carryOn(async () => (await live()).every(({ state }) => state === 'open'));
    const next = await makeEnvironment(db, { image: { path: SITE_IMAGE, sha512: '1'.repeat(128) } });
    await db.batchPool.update({ where: { id: poolId }, data: { environmentId: next.id } });
    const second = model.submit(POOL_NAME);
    await carryOn(async () => model.stateOf(second) === 'running', { owners: ['one', 'two'] });
    expect((await live()).map(({ environmentId, state }) => [environmentId === next.id, state])).toContainEqual([
      false,
      'draining',
    ]);
    await db.batchPool.update({ where: { id: poolId }, data: { endingAt: new Date() } });
    const third = model.submit(POOL_NAME);
    await carryOn(
      async () => (await db.poolJob.count({ where: { jobId: third, why: 'The pool is being deleted.' } })) > 0,
    );
    // Until then a job may still begin there, and would be waited for.
    await carryOn(async () => (await model.nodes()).every(({ heard, closed }) => !heard || closed));
    for (const each of [job, second]) model.finish(each);
    await carryOn(async () => (await db.batchPool.count()) === 0, { owners: ['one', 'two'] });
    expect(model.killed).toEqual([]);
    expect(model.stateOf(third)).toBe('queued');
    expect(await db.domain.count()).toBe(0);
    expect(await asked('delete-domain')).toBe(2);
  },
  TEST_MS,
);

test(
  'a specification that a job brings is built once, and its slot takes no other job, nor does it take another slot',
  async () => {
    const { db } = server;
    await db.batchPool.update({ where: { id: poolId }, data: { takesSpecifications: true } });
    const bring = async (name: string, feature: string) => {
      const specification = await makeImage(db, { name });
      await db.imageSpecification.update({ where: { id: specification.id }, data: { forJobs: true } });
      const who = { createdById: 'somebody', createdByName: 'Somebody' };
      const row = { poolId, feature, specificationId: specification.id, ...who };
      return { specification, row: await db.jobSpecification.create({ data: row }) };
    };
    const [featureA, featureB] = [`spec-${'a'.repeat(32)}`, `spec-${'b'.repeat(32)}`];
    const { specification, row } = await bring('job-a', featureA);
    await bring('job-b', featureB);
    const isOffered = async () => (await db.jobSpecification.count({ where: { offeredAt: null } })) === 0;
    await carryOn(isOffered);
    // Slurm would have refused it before.
    const job = model.submit(featureA);
    const whyOf = async (id: string) => (await db.poolJob.findFirst({ where: { jobId: id } }))?.why ?? '';
    await carryOn(async () => (await whyOf(job)).startsWith('Image job-a 1 is being built'), {
      owners: ['one', 'two'],
      ends: false,
    });
    expect(await asked('build-image')).toBe(1);
    await makeBuiltImage(db, specification, { files: ['vmlinuz', 'initramfs.cpio.gz'] });
    await carryOn(async () => model.stateOf(job) === 'running', { owners: ['one', 'two'] });
    await carryOn(async () => (await live()).every(({ state }) => state === 'open'));
    expect(await live()).toMatchObject([{ node: 'slot-1', feature: featureA }]);
    const nodes = async () => Object.fromEntries((await model.nodes()).map(({ name, features }) => [name, features]));
    expect(await nodes()).toEqual({
      'slot-1': [featureA],
      'slot-2': [POOL_NAME, featureA, featureB],
      'slot-3': [POOL_NAME, featureA, featureB],
    });
    expect(await db.imageUse.count({ where: { subject: `job-specification:${row.id}` } })).toBe(1);
    model.finish(job);
    // A job of another kind does not begin in what is free, and does not wait for its idle time either.
    await db.batchPool.update({ where: { id: poolId }, data: { idleSeconds: 3600, max: 1 } });
    const usual = model.submit(POOL_NAME);
    await carryOn(async () => model.stateOf(usual) === 'running', { owners: ['one', 'two'] });
    expect(await db.poolJob.findFirst({ where: { jobId: usual } })).toMatchObject({ node: 'slot-1', feature: null });
    expect(await db.poolJob.findFirst({ where: { jobId: job } })).toMatchObject({
      phase: 'factory',
      feature: featureA,
    });
    // Nobody asks for one any more: it is offered no more, and a collection may have its image.
    model.finish(usual);
    await db.jobSpecification.updateMany({ data: { askedAt: new Date(0) } });
    await carryOn(async () => (await db.jobSpecification.count()) === 0);
    expect(await db.imageUse.count({ where: { subject: { startsWith: 'job-specification:' } } })).toBe(0);
    expect(await db.imageSpecification.count({ where: { forJobs: true, retiredAt: null } })).toBe(0);
    await carryOn(async () => Object.values(await nodes()).every((features) => features.join() === POOL_NAME));
    expect(model.killed).toEqual([]);
  },
  TEST_MS,
);

test(
  'a batch system is told of a maintenance once, of another date anew, and of none once it is taken back or the pool deleted',
  async () => {
    const { db } = server;
    const soon = (minutes: number) => new Date(Math.ceil(Date.now() / 1000) * 1000 + minutes * 60_000);
    const heldAt = async () => (await model.maintenance(''))?.startsAt;
    const tell = async (closesAt: Date | null, isSo: () => Promise<boolean>) => {
      await db.batchPool.update({ where: { id: poolId }, data: { closesAt } });
      await carryOn(isSo, { owners: ['one', 'two'] });
    };
    for (const at of [soon(60), soon(90)]) await tell(at, async () => (await heldAt())?.getTime() === at.getTime());
    const reservedAt = async () => (await db.batchPool.findUnique({ where: { id: poolId } }))?.reservedAt ?? null;
    const begun = model.deeds.filter((deed) => deed === `begin maintenance gridbox-${POOL_NAME}`);
    expect(begun).toHaveLength(2);
    await tell(null, async () => (await reservedAt()) === null);
    expect(await heldAt()).toBeUndefined();
    // One that it does not take is said, and the pool goes on by its own rules.
    await db.batchPool.update({ where: { id: poolId }, data: { closesAt: soon(60) } });
    const against = async () => await Promise.reject(new DriverError('refused', 'Slurm makes no reservation.'));
    await advancePool({ db, system: { ...model, beginMaintenance: against }, owner: 'one', now: new Date() }, poolId);
    expect(await db.batchPool.findUnique({ where: { id: poolId } })).toMatchObject({
      words: 'Slurm makes no reservation.',
      readAt: expect.any(Date),
    });
    await carryOn(async () => (await heldAt()) !== undefined, { owners: ['one', 'two'] });
    await carryOn(async () => (await db.batchPool.findUnique({ where: { id: poolId } }))?.words === null);
    await db.batchPool.update({ where: { id: poolId }, data: { endingAt: new Date() } });
    await carryOn(async () => (await db.batchPool.count()) === 0, { owners: ['one', 'two'] });
    expect(await heldAt()).toBeUndefined();
  },
  TEST_MS,
);
