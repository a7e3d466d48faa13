/** A pool whose hosts are to be maintained: where it boots, what its batch system is told, and when a slot goes. Its loop dies at every step. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MortalPool, startMortalPool } from '@/lib/agent/testing/mortal-pool';
import { makeMaintenance } from '@/lib/server/testing/lease-world';
import { POOL_NAME } from '@/lib/server/testing/pool-world';
import { makeHost } from '@/lib/server/testing/test-world';
import { HOUR_MS, MINUTE_MS } from '@/lib/utils/time';
import { readPoolHosts } from '@/lib/server/services/pools/pool-hosts';

const TEST_MS = 300_000;
const OWNERS = ['one', 'two'];

let server: MortalPool['server'];
let model: MortalPool['model'];
let carryOn: MortalPool['carryOn'];
let live: MortalPool['live'];
let hostName: string;
/** Of the pool's only host: `ms` from now, to the second as batch systems tell it. */
let announce: (ms: number) => Promise<{ readonly id: string; readonly startsAt: Date }>;
beforeEach(async () => {
  ({ server, model, carryOn, live } = await startMortalPool());
  const host = await server.db.host.findFirstOrThrow();
  hostName = host.name;
  announce = async (ms) => {
    const { id } = await makeMaintenance(server.db, host, []);
    const startsAt = new Date(Math.ceil((Date.now() + ms) / 1000) * 1000);
    return await server.db.maintenance.update({ where: { id }, data: { startsAt, deferrableUntilAt: null } });
  };
});
afterEach(async () => await server.stop());

const whyOf = async (job: string) => (await server.db.poolJob.findFirst({ where: { jobId: job } }))?.why ?? '';
const reservedAt = async () => (await model.maintenances()).get(`gridbox-${POOL_NAME}-slot-1`)?.startsAt.getTime();

test(
  'a job whose limit does not fit before waits with the time, one that fits is booted for, and another host takes the long one',
  async () => {
    const { db } = server;
    const { startsAt } = await announce(HOUR_MS);
    const long = model.submit(POOL_NAME, 2 * HOUR_MS);
    await carryOn(async () => (await whyOf(long)).startsWith('Its limit of 2 h does not fit, after a boot'), {
      owners: OWNERS,
    });
    expect(await whyOf(long)).toContain(`begins at ${startsAt.getUTCDate()} `);
    expect(await live()).toEqual([]);
    // A slot that is there anyway is told to its batch system before it is heard of, so that the long one does not begin there.
    const short = model.submit(POOL_NAME, MINUTE_MS);
    await carryOn(async () => model.stateOf(short) === 'running', { owners: OWNERS });
    expect(await live()).toMatchObject([{ node: 'slot-1', hostName, reservedAt: startsAt }]);
    expect(await reservedAt()).toBe(startsAt.getTime());
    expect(model.stateOf(long)).toBe('queued');
    const other = await makeHost(db, { name: 'open-host' });
    await carryOn(async () => model.stateOf(long) === 'running', { owners: OWNERS });
    expect(await db.poolSlot.findFirst({ where: { node: 'slot-2' } })).toMatchObject({
      hostName: other.name,
      reservedAt: null,
      fitUntilAt: expect.any(Date),
    });
    expect(model.killed).toEqual([]);
  },
  TEST_MS,
);

test(
  'a reservation moves with the maintenance and is taken back with it; what is near drains the slot, whose job goes on',
  async () => {
    const { db } = server;
    const job = model.submit(POOL_NAME, MINUTE_MS);
    await carryOn(async () => model.stateOf(job) === 'running');
    await carryOn(async () => (await live()).every(({ state }) => state === 'open'));
    expect(await reservedAt()).toBeUndefined();
    const { id, startsAt } = await announce(HOUR_MS);
    await carryOn(async () => (await reservedAt()) === startsAt.getTime(), { owners: OWNERS });
    const later = new Date(startsAt.getTime() + HOUR_MS);
    await db.maintenanceVo.create({
      data: { maintenanceId: id, vo: 'atlas', toldAt: new Date(), answer: 'defer', deferUntilAt: later },
    });
    await carryOn(async () => (await reservedAt()) === later.getTime(), { owners: OWNERS });
    await db.maintenance.update({ where: { id }, data: { cancelledAt: new Date() } });
    await carryOn(async () => (await live())[0]?.reservedAt === null, { owners: OWNERS });
    expect(await reservedAt()).toBeUndefined();
    // Near: no job begins there any more, and the one that runs is let to its end.
    await announce(5 * MINUTE_MS);
    await carryOn(async () => (await model.nodes()).some(({ name, closed }) => name === 'slot-1' && closed));
    expect(await live()).toMatchObject([
      { state: 'draining', words: expect.stringMatching(`Its host ${hostName} is to be maintained from`) },
    ]);
    expect(model.stateOf(job)).toBe('running');
    model.finish(job);
    await carryOn(async () => (await live()).length === 0, { owners: OWNERS });
    expect(await reservedAt()).toBeUndefined();
    expect(model.killed).toEqual([]);
    // Nothing is booted there meanwhile.
    const next = model.submit(POOL_NAME, MINUTE_MS);
    await carryOn(async () => (await whyOf(next)).includes('does not fit'));
    expect(await live()).toEqual([]);
  },
  TEST_MS,
);

test(
  'where a slot is to be booted while maintenance is announced of its host, the pool says which was left out, and when it begins',
  async () => {
    const { db } = server;
    const job = model.submit(POOL_NAME, HOUR_MS);
    // Decided before, and announced since.
    await carryOn(async () => (await live()).some(({ state }) => state === 'wanted'));
    const { startsAt } = await announce(30 * MINUTE_MS);
    await carryOn(async () => (await db.batchPool.count({ where: { words: { contains: 'Left out' } } })) > 0);
    const pool = await db.batchPool.findFirstOrThrow({ include: { environment: true, slots: true } });
    expect(pool.words).toMatch(
      new RegExp(`Left out, since their maintenance would begin too soon: ${hostName} \\(from .* UTC\\)\\.$`),
    );
    expect(model.stateOf(job)).toBe('queued');
    const hosts = await readPoolHosts(db, pool, { now: new Date(), realOnly: true });
    expect(hosts.bootable).toMatchObject([{ name: hostName, closing: { startsAt } }]);
  },
  TEST_MS,
);
