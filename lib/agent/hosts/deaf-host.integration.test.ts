/** A host that answers no reading for a while, in the middle of an operation of ours on it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { KEPT_DEAF_MS, READ_EVERY_MS } from '@/lib/agent/tunables';
import { DriverError } from '@/lib/drivers/errors';
import type { Driver } from '@/lib/drivers/port';
import { createGate, type Gate } from '@/lib/utils/gate';

/** While there is one, the host answers no reading, and destroys nothing before the gate is open. */
let deaf: { readonly destroying: Gate; readonly destroyed: Gate } | undefined;
let closed = 0;

function growingDeaf(driver: Driver): Driver {
  return {
    ...driver,
    connect: async (...at) => {
      const connection = await driver.connect(...at);
      const { listDomains, destroy, close } = connection;
      connection.listDomains = async (...options) => {
        if (deaf !== undefined) throw new DriverError('timeout', 'It did not answer within 10 s.');
        return await listDomains.apply(connection, options);
      };
      connection.destroy = async (...options) => {
        deaf?.destroying.open();
        await deaf?.destroyed.opened;
        await destroy.apply(connection, options);
      };
      connection.close = async () => {
        closed += 1;
        deaf?.destroyed.open();
        await close.apply(connection);
      };
      return connection;
    },
  };
}

let site: Site;
beforeAll(async () => {
  site = await createSite({
    hosts: ['one'],
    domains: [
      { name: 'slow', host: 'one' },
      { name: 'hopeless', host: 'one' },
    ],
  });
  await site.startAgent({ drivers: { simulated: growingDeaf(site.driver) } });
  await site.read();
});
afterAll(async () => {
  deaf?.destroyed.open();
  await site.close();
});

async function destroying(name: string) {
  const now = { destroying: createGate(), destroyed: createGate() };
  deaf = now;
  const id = await site.submit('destroy-domain', name, {});
  await now.destroying.opened;
  return { ...now, id };
}
const status = async () => (await site.db.host.findUniqueOrThrow({ where: { id: site.hostId('one') } })).status;
const deafFor = async (ms: number) => {
  const until = site.clock.monotonicMs() + ms;
  await site.skipping(`it is deaf for ${ms} ms`, () => Promise.resolve(site.clock.monotonicMs() > until), {
    stepMs: READ_EVERY_MS,
  });
};

test('what it is busy with goes on: it is called unreachable, and its connection is kept', async () => {
  const { id, destroyed } = await destroying('slow');
  await site.skipping('it is called unreachable', async () => (await status()) === 'unreachable');
  await deafFor(KEPT_DEAF_MS / 2);
  deaf = undefined;
  destroyed.open();
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  await site.skipping('it is up', async () => (await status()) === 'up');
  expect(closed).toBe(0);
});

test('one that stays deaf is left, and its operation fails with what is known', async () => {
  const { id } = await destroying('hopeless');
  const begunMs = site.clock.monotonicMs();
  await site.skipping('its connection is cut', () => Promise.resolve(closed > 0), { stepMs: READ_EVERY_MS });
  expect(site.clock.monotonicMs() - begunMs).toBeGreaterThanOrEqual(KEPT_DEAF_MS);
  deaf = undefined;
  expect(await site.finished(id)).toMatchObject({ state: 'failed' });
  await site.skipping('it is up', async () => (await status()) === 'up');
});
