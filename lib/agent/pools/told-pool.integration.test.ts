/** What a pool is told by people while its loop dies at every step: another environment, its end, specifications of jobs, a maintenance. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MortalPool, startMortalPool } from '@/lib/agent/testing/mortal-pool';
import { SITE_IMAGE } from '@/lib/agent/testing/site-files';
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
    const heldAt = async () => (await model.maintenances()).get(`gridbox-${POOL_NAME}`)?.startsAt;
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
