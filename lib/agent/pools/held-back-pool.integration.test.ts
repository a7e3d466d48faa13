/** A pool whose tries fail again and again, while its loop dies at every step: it waits, tells people once, and goes on by one success. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MortalPool, POOL_NODES, startMortalPool } from '@/lib/agent/testing/mortal-pool';
import { Inbox } from '@/lib/contracts/lease-notices';
import { PoolDetail } from '@/lib/contracts/pools';
import { VoBackOffs } from '@/lib/contracts/vos';
import { DIED_AT_ONCE_MS, FAILURES_BEFORE } from '@/lib/domain/pools/held-back';
import { POOL_NAME } from '@/lib/server/testing/pool-world';
import { HOUR_MS, MINUTE_MS } from '@/lib/utils/time';

const TEST_MS = 300_000;
const HOW = { owners: ['one', 'two'] };

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

const pool = async () => await server.db.batchPool.findUniqueOrThrow({ where: { id: poolId } });
const isHeld = async () => (await pool()).heldBackSince !== null;
/** However long what follows takes. */
async function stretchWait(): Promise<Date> {
  const heldBackUntil = new Date(Date.now() + HOUR_MS);
  await server.db.batchPool.updateMany({ data: { heldBackUntil } });
  return heldBackUntil;
}
/** As if its wait were over. */
const passWait = async () => await server.db.batchPool.updateMany({ data: { heldBackUntil: new Date(0) } });

test(
  'slots that are not made hold it back, with the reason; one that opens ends it, and both are told once',
  async () => {
    const { db } = server;
    const manager = await server.signInAs('manager');
    const atlas = await server.signInAs('vo-admin', { vos: ['atlas'] });
    const other = await server.signInAs('vo-admin', { vos: ['cms'] });
    await db.batchPool.update({ where: { id: poolId }, data: { vo: 'atlas' } });
    const job = model.submit(POOL_NAME);
    await carryOn(isHeld, { ...HOW, fails: POOL_NODES });
    const held = await pool();
    expect(held).toMatchObject({
      failures: FAILURES_BEFORE,
      failureCause: 'boot',
      failureWords: 'slot-1: Its domain was not made: It could not be made.',
    });
    expect((held.heldBackUntil?.getTime() ?? 0) - (held.failedAt?.getTime() ?? 0)).toBe(MINUTE_MS);
    const until = await stretchWait();
    const tries = await asked('create-domain');
    expect(tries).toBe(FAILURES_BEFORE);
    // Nothing is tried meanwhile, and the job says why it waits.
    await carryOn(
      async () =>
        (await db.poolJob.count({ where: { jobId: job, why: { startsWith: 'Nothing is booted until' } } })) > 0,
      HOW,
    );
    await carryOn(async () => (await live()).length === 0, HOW);
    expect(await asked('create-domain')).toBe(tries);

    const read = async (as: typeof manager) =>
      PoolDetail.parse(await (await server.call('getPool', { as, params: { id: poolId } })).json());
    expect((await read(manager)).heldBack).toMatchObject({
      failures: FAILURES_BEFORE,
      cause: 'boot',
      until: until.toISOString(),
      words: 'slot-1: Its domain was not made: It could not be made.',
    });
    expect((await read(atlas)).heldBack?.words).toMatch(/testbed managers see/);
    const ofVo = { as: atlas, params: { vo: 'atlas' } };
    expect(VoBackOffs.parse(await (await server.call('listVoBackOffs', ofVo)).json()).items).toMatchObject([
      { kind: 'pool', subject: `Pool ${POOL_NAME}`, untilAt: until.toISOString() },
    ]);

    // The next wait is longer; asked for by somebody it is tried at once, and that is counted as well.
    await passWait();
    await carryOn(async () => (await pool()).failures === FAILURES_BEFORE + 1, { ...HOW, fails: POOL_NODES });
    expect(await asked('create-domain')).toBe(tries + 1);
    const again = await pool();
    expect((again.heldBackUntil?.getTime() ?? 0) - (again.failedAt?.getTime() ?? 0)).toBe(2 * MINUTE_MS);
    await stretchWait();
    const retry = async (as: typeof manager) =>
      await server.call('retryPool', { as, params: { id: poolId }, body: {} });
    expect((await retry(atlas)).status).toBe(403);
    expect((await retry(manager)).status).toBe(200);
    expect((await retry(manager)).status).toBe(409);
    await carryOn(async () => model.stateOf(job) === 'running', HOW);
    await carryOn(async () => !(await isHeld()), HOW);
    expect(await pool()).toMatchObject({ failures: 0, failureWords: null, heldBackUntil: null });

    const inboxOf = async (as: typeof manager) =>
      Inbox.parse(await (await server.call('readInbox', { as })).json()).items;
    const told = await inboxOf(manager);
    expect(told.map(({ kind, pool: of }) => [kind, of?.name])).toEqual([
      ['pool-goes-on', POOL_NAME],
      ['pool-held-back', POOL_NAME],
    ]);
    expect(told[1]?.words).toMatch(/its last 3 tries failed.* UTC\. The last: slot-1: Its domain was not made/);
    const theirs = await inboxOf(atlas);
    expect(theirs.map(({ kind }) => kind)).toEqual(['pool-goes-on', 'pool-held-back']);
    expect(theirs[1]?.words).not.toContain('slot-1');
    expect(await inboxOf(other)).toEqual([]);
    expect(model.killed).toEqual([]);
  },
  TEST_MS,
);

test(
  'jobs that die at once hold it back and close its free slots; one that lives ends it',
  async () => {
    const { db } = server;
    await db.batchPool.update({ where: { id: poolId }, data: { idleSeconds: 3600, max: 1 } });
    const die = async () => {
      const job = model.submit(POOL_NAME);
      await carryOn(async () => model.stateOf(job) === 'running', HOW);
      model.fail(job, 127);
      await carryOn(async () => (await db.poolJob.count({ where: { jobId: job, judged: true } })) === 1, HOW);
    };
    for (const _ of Array.from({ length: FAILURES_BEFORE })) await die();
    expect(await pool()).toMatchObject({
      failures: FAILURES_BEFORE,
      failureCause: 'jobs',
      failureWords: expect.stringMatching(/^Job 3 died .* after it began on slot-1: exit code 127\.$/),
    });
    await stretchWait();
    // What is there would eat the next as well; its idle time is an hour.
    await carryOn(async () => (await live()).length === 0, HOW);
    const next = model.submit(POOL_NAME);
    const whys = { jobId: next, why: { startsWith: 'Nothing is booted until' } };
    await carryOn(async () => (await db.poolJob.count({ where: whys })) > 0, HOW);
    expect(await live()).toEqual([]);
    // A slot that opens says nothing of them.
    await passWait();
    await carryOn(async () => model.stateOf(next) === 'running', HOW);
    // However long the looks take, it has not run for long yet.
    model.startedBefore(next, -2 * TEST_MS);
    await carryOn(async () => (await live()).every(({ state }) => state === 'open'), HOW);
    expect(await isHeld()).toBe(true);
    model.startedBefore(next, 2 * TEST_MS + DIED_AT_ONCE_MS);
    await carryOn(async () => !(await isHeld()), HOW);
    expect(model.stateOf(next)).toBe('running');
    expect(model.killed).toEqual([]);
  },
  TEST_MS,
);
