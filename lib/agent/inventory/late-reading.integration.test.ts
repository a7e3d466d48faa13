/** Answers of a host that come late: what was deleted meanwhile, by us or behind our back, stays away. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { READ_EVERY_MS } from '@/lib/agent/tunables';
import { domainId } from '@/lib/domain/ids';
import type { Driver, HostConnection } from '@/lib/drivers/port';
import { createGate, type Gate } from '@/lib/utils/gate';

/** The next list of the host is held back between its answer and its reader. */
let held: { readonly asked: Gate; readonly released: Gate } | undefined;

function holdingBack(driver: Driver): Driver {
  return {
    ...driver,
    connect: async (...at) => {
      const connection = await driver.connect(...at);
      const list = connection.listDomains.bind(connection);
      connection.listDomains = async (...options) => {
        const late = held;
        held = undefined;
        const listed = await list(...options);
        late?.asked.open();
        await late?.released.opened;
        return listed;
      };
      return connection;
    },
  };
}

let site: Site;
let one: HostConnection;
beforeAll(async () => {
  site = await createSite({
    hosts: ['one'],
    domains: ['deleted', 'undefined', 'behind'].map((name) => ({ name, host: 'one', running: false })),
  });
  await site.startAgent({ drivers: { simulated: holdingBack(site.driver) } });
  await site.read();
  one = await site.driver.connect({ uri: 'simulated://openlab/one' });
});
afterAll(async () => {
  await one.close();
  await site.close();
});

/** `work`, between the host's answer and what is made of it; and then until two readings more are written. */
async function whileAnswerIsLate(work: () => Promise<void>): Promise<void> {
  held = { asked: createGate(), released: createGate() };
  const { asked, released } = held;
  site.clock.skip(READ_EVERY_MS);
  await asked.opened;
  let from = 0;
  try {
    await work();
  } finally {
    from = site.events.length;
    released.open();
  }
  await site.skipping('the host is read twice more', () =>
    Promise.resolve(site.events.slice(from).filter(({ type }) => type === 'host.read').length >= 3),
  );
}
const told = async (name: string) =>
  (await site.db.event.findMany({ where: { domainId: site.domainId(name) }, orderBy: { sequence: 'asc' } })).map(
    ({ type }) => type,
  );

test.each([
  ['deleted', 'delete-domain'],
  ['undefined', 'undefine-domain'],
] as const)('a domain that is %s while its host answers is not found in that answer', async (name, kind) => {
  await whileAnswerIsLate(async () => {
    const id = await site.submit(kind, name, {});
    expect(await site.finished(id)).toMatchObject({ state: 'succeeded' });
  });
  expect(await site.db.domain.count({ where: { id: site.domainId(name) } })).toBe(0);
  expect((await told(name)).filter((type) => type.startsWith('domain.'))).toEqual(['domain.added', 'domain.removed']);
});

test('one defined again under the same UUID is found', async () => {
  const id = site.domainId('deleted');
  await one.define(
    `<domain type='kvm'><name>again</name><uuid>${id}</uuid><memory unit='KiB'>65536</memory><os><type arch='x86_64'>hvm</type></os></domain>`,
  );
  await site.skipping('it is found', async () => (await site.db.domain.count({ where: { id, name: 'again' } })) === 1);
});

test('one undefined behind our back does not come back with an answer that is older', async () => {
  const id = domainId(site.domainId('behind'));
  await whileAnswerIsLate(async () => {
    await one.undefine(id);
    await site.skipping(
      'it is missing',
      async () => (await site.db.domain.findUniqueOrThrow({ where: { id } })).missingSince !== null,
    );
  });
  expect((await told('behind')).filter((type) => type.startsWith('domain.'))).toEqual([
    'domain.added',
    'domain.missing',
  ]);
});
