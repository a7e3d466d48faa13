/**
 * The loop of pools dies after each transaction that it commits, before and after each word to the batch system. Whoever looks next goes on,
 * and several that look at once do nothing twice.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MortalPool, POOL_NODES, startMortalPool } from '@/lib/agent/testing/mortal-pool';
import type { PoolSystem } from '@/lib/batch/pool-port';
import { DriverError } from '@/lib/drivers/errors';
import { makeBuiltImage, makeImage } from '@/lib/server/testing/image-world';
import { makeEnvironment } from '@/lib/server/testing/lease-world';
import { POOL_NAME } from '@/lib/server/testing/pool-world';
import { advancePool } from './keep-pools';

const TEST_MS = 300_000;

let server: MortalPool['server'];
let model: MortalPool['model'];
let poolId: string;
let carryOn: MortalPool['carryOn'];
let live: MortalPool['live'];
let asked: MortalPool['asked'];
beforeEach(async () => {
  ({ server, model, poolId, carryOn, live, asked } = await startMortalPool());
});
afterEach(async () => await server.stop());

const isGone = async () => (await live()).length === 0;

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
    await carryOn(async () => (await server.db.poolSlot.count({ where: { state: 'gone' } })) > 0, {
      fails: POOL_NODES,
    });
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
