import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HostConnection, MigrationProgress } from '@/lib/drivers/port';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { HEAR_AFTER_MOVE_MS } from '@/lib/agent/handlers/migrate-domain/tunables';
import {
  ADDRESSES_LOOK_EVERY_MS,
  HEAR_EVERY_MS,
  INVENTORY_SWEEP_EVERY_MS,
  READ_EVERY_MS,
  RECONNECT_MAX_MS,
} from '@/lib/agent/tunables';
import { domainId } from '@/lib/domain/ids';
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import { parseGuestAddresses } from '@/lib/server/db/facts';
import { createPool } from '@/lib/server/db/pool';
import { confirmSplitBrain } from './confirm-split-brain';
import { applyFault } from '@/lib/drivers/simulated/serve/apply-fault';

let site: Site;
let one: HostConnection;
beforeAll(async () => {
  site = await createSite({
    hosts: ['one', 'two', 'three'],
    domains: [
      { name: 'a', host: 'one' },
      { name: 'b', host: 'one', running: false },
      { name: 'c', host: 'two' },
      { name: 'd', host: 'three' },
      { name: 'e', host: 'two' },
      { name: 'f-moved-but-restarted', host: 'two' },
    ],
  });
  say('c');
  await site.startAgent();
  await site.read();
  one = await site.driver.connect({ uri: 'simulated://openlab/one' });
});
afterAll(async () => {
  await one.close();
  await site.close();
});
/** What the agent of its guest says from now on. */
function say(name: string, ...addresses: string[]): void {
  const [record] = [...site.world.hosts.values()].flatMap(({ domains }) => domains.get(site.domainId(name)) ?? []);
  if (record === undefined) throw new Error(`${name} is on no host`);
  record.addresses = addresses.map((address) => ({ mac: '52:54:00:aa:bb:01', address, prefixLength: 24 }));
}
const domain = async (name: string) => await site.db.domain.findUniqueOrThrow({ where: { id: site.domainId(name) } });
/** Twice: the first reading may have been under way already. */
async function readAgain(hosts: readonly string[]): Promise<void> {
  const from = site.events.length;
  await site.until('the hosts are read again', () => {
    site.clock.skip(READ_EVERY_MS);
    const read = site.events.slice(from).flatMap((event) => (event.type === 'host.read' ? [event.name] : []));
    return Promise.resolve(hosts.every((host) => read.filter((name) => name === host).length >= 2));
  });
}
const events = async (type: string) => await site.db.event.findMany({ where: { type }, orderBy: { sequence: 'asc' } });

test('a change behind our back shows at once, as an event with the state before', async () => {
  const began = performance.now();
  await one.start(domainId(site.domainId('b')));
  await site.until('b runs', async () => (await domain('b')).state === 'running');
  // Well below the beat of whole readings: it was the event that told.
  expect(performance.now() - began).toBeLessThan(2_000);
  const changed = (await events('domain.changed')).filter((event) => event.domainId === site.domainId('b'));
  expect(changed.at(-1)?.body).toMatchObject({ state: 'running', previousState: 'off' });
});

test('what a guest said of itself ends with it: the next boot is another guest', async () => {
  await site.until('b is heard', async () => {
    site.clock.skip(HEAR_EVERY_MS);
    return (await domain('b')).guestHeardAt !== null;
  });
  await one.destroy(domainId(site.domainId('b')));
  await site.until('b is off', async () => (await domain('b')).state === 'off');
  expect(await domain('b')).toMatchObject({ guestHeardAt: null, guestUptimeMs: null });
  await one.start(domainId(site.domainId('b')));
  await site.until('b runs', async () => (await domain('b')).state === 'running');
});

test('the addresses that a guest’s agent says are kept, told when they change, and end with that guest', async () => {
  const told = async (wanted: readonly string[]) => {
    await site.until(`its addresses are ${wanted.join(' ')}`, async () => {
      site.clock.skip(ADDRESSES_LOOK_EVERY_MS);
      const { guestAddresses } = await domain('c');
      return (
        parseGuestAddresses(guestAddresses)
          .map(({ address }) => address)
          .join(' ') === wanted.join(' ')
      );
    });
  };
  const changes = async () =>
    (await events('domain.changed')).filter((event) => event.domainId === site.domainId('c')).length;
  await site.until('its agent was asked', async () => {
    site.clock.skip(ADDRESSES_LOOK_EVERY_MS);
    return (await domain('c')).guestAddressesAt !== null;
  });
  const before = await changes();
  say('c', '10.88.0.15');
  await told(['10.88.0.15']);
  const at = (await domain('c')).guestAddressesAt?.getTime() ?? 0;
  await site.until('they are said again', async () => {
    site.clock.skip(ADDRESSES_LOOK_EVERY_MS);
    return ((await domain('c')).guestAddressesAt?.getTime() ?? 0) > at;
  });
  expect(await changes()).toBe(before + 1);
  say('c', '10.88.0.16', '10.89.0.1');
  await told(['10.88.0.16', '10.89.0.1']);
  expect(await changes()).toBe(before + 2);
  const two = await site.driver.connect({ uri: 'simulated://openlab/two' });
  try {
    await two.destroy(domainId(site.domainId('c')));
    await site.until('c is off', async () => (await domain('c')).state === 'off');
    expect(await domain('c')).toMatchObject({ guestAddresses: null, guestAddressesAt: null });
    await two.start(domainId(site.domainId('c')));
    await site.until('c runs', async () => (await domain('c')).state === 'running');
  } finally {
    await two.close();
  }
});

test('a domain defined behind our back appears, and one undefined is missing', async () => {
  const id = crypto.randomUUID();
  await one.define(
    `<domain type='kvm'><name>'; drop table "Domain"; -- &lt;x&gt; 🦊</name><uuid>${id}</uuid><memory unit='KiB'>65536</memory><os><type arch='x86_64'>hvm</type></os></domain>`,
  );
  await site.until('it appears', async () => (await site.db.domain.count({ where: { id } })) === 1);
  expect((await site.db.domain.findUniqueOrThrow({ where: { id } })).name).toBe(`'; drop table "Domain"; -- <x> 🦊`);
  await one.undefine(domainId(id));
  await site.until(
    'it is missing',
    async () => (await site.db.domain.findUniqueOrThrow({ where: { id } })).missingSince !== null,
  );
  expect((await events('domain.missing')).map((event) => event.domainId)).toContain(id);
});

test('where nothing changed nothing is told, however often the hosts are read', async () => {
  const before = await site.db.event.count();
  await readAgain(['one', 'two', 'three']);
  expect(await site.db.event.count()).toBe(before);
});

test('a host that stops answering is unreachable with an alarm, holds up no other, and comes back by itself', async () => {
  const threeId = site.hostId('three');
  applyFault(site.world, 'three', { fault: 'cut' });
  const three = async () => await site.db.host.findUniqueOrThrow({ where: { id: threeId } });
  await site.until('three is unreachable', async () => (await three()).status === 'unreachable', 30_000);
  expect((await three()).statusReason).toBeTruthy();
  const open = await site.db.alarm.findMany({ where: { kind: 'host-unreachable', resolvedAt: null } });
  expect(open).toMatchObject([{ hostId: threeId }]);
  // Its values stay, as of then.
  expect(await domain('d')).toMatchObject({ state: 'running', missingSince: null });
  const began = performance.now();
  expect(await site.finished(await site.submit('pause-domain', 'a', {}))).toMatchObject({ state: 'succeeded' });
  expect(performance.now() - began).toBeLessThan(3_000);
  applyFault(site.world, 'three', { fault: 'heal' });
  site.clock.skip(RECONNECT_MAX_MS);
  await site.until('three is up', async () => (await three()).status === 'up', 30_000);
  const settled = await site.db.alarm.findFirstOrThrow({ where: { kind: 'host-unreachable' } });
  expect(settled).toMatchObject({ resolvedBy: 'Gridbox' });
}, 90_000);

test('a host whose calls hang is unreachable, and holds up no other', async () => {
  applyFault(site.world, 'three', { fault: 'hang' });
  const began = performance.now();
  expect(await site.finished(await site.submit('resume-domain', 'a', {}))).toMatchObject({ state: 'succeeded' });
  expect(performance.now() - began).toBeLessThan(3_000);
  const status = async () => (await site.db.host.findUniqueOrThrow({ where: { id: site.hostId('three') } })).status;
  await site.until('three is unreachable', async () => (await status()) === 'unreachable', 30_000);
  applyFault(site.world, 'three', { fault: 'heal' });
  site.clock.skip(RECONNECT_MAX_MS);
  await site.until('three is up', async () => (await status()) === 'up', 40_000);
}, 90_000);

test('a guest that is not heard after its move is red: alarm, stage and the place it is at', async () => {
  applyFault(site.world, 'two', { fault: 'mute', id: site.domainId('e'), mute: true });
  const id = await site.migrate('e', 'two', 'one');
  await site.until(
    'it is listened for',
    async () => (await site.db.migration.findUniqueOrThrow({ where: { operationId: id } })).stage === 'verifying',
  );
  site.clock.skip(HEAR_AFTER_MOVE_MS);
  const done = await site.finished(id);
  expect(done).toMatchObject({ state: 'failed', errorKind: 'moved-unheard' });
  const migration = await site.db.migration.findUniqueOrThrow({ where: { operationId: id } });
  expect(migration).toMatchObject({ stage: 'moved-unheard', guestHeardAt: null });
  expect(await domain('e')).toMatchObject({ hostId: site.hostId('one'), state: 'running' });
  expect(await site.db.alarm.count({ where: { kind: 'moved-unheard', domainId: site.domainId('e') } })).toBe(1);
}, 90_000);

test('a guest that started anew on the way is red too, though it is heard', async () => {
  const name = 'f-moved-but-restarted';
  const id = await site.migrate(name, 'two', 'one');
  expect(await site.finished(id, 60_000)).toMatchObject({ state: 'failed', errorKind: 'moved-restarted' });
  const migration = await site.db.migration.findUniqueOrThrow({ where: { operationId: id } });
  expect(migration).toMatchObject({ stage: 'moved-restarted', downtimeMeasuredMs: null });
  expect(migration.guestHeardAt).not.toBeNull();
  expect(await domain(name)).toMatchObject({ hostId: site.hostId('one'), state: 'running' });
  expect(await site.db.alarm.count({ where: { kind: 'moved-restarted', domainId: site.domainId(name) } })).toBe(1);
});

test('somebody else’s migration, which both ends call running, is no split brain', async () => {
  const id = site.domainId('e');
  await site.db.domainSighting.create({
    data: { domainId: id, hostId: site.hostId('three'), state: 'running', seenAt: new Date() },
  });
  let job: MigrationProgress | undefined = { at: new Date(), phase: 'copying', elapsedMs: 900 };
  const end = { readDomain: async () => ({ state: 'running' }), migrationJob: async () => job };
  const directory = { link: () => ({ connection: async () => end }) } as unknown as Pick<HostDirectory, 'link'>;
  const pool = createPool(site.database.url, { max: 2 });
  const ports = { pool, clock: site.clock, emit: () => undefined };
  expect(await confirmSplitBrain(ports, directory, id)).toBe(false);
  expect((await domain('e')).splitBrain).toBe(false);
  // The same without a job is one.
  job = undefined;
  expect(await confirmSplitBrain(ports, directory, id)).toBe(true);
  expect((await domain('e')).splitBrain).toBe(true);
  await pool.end();
});

test('two running copies raise one split-brain alarm, block a start, and stay blocked until somebody resolves it', async () => {
  const id = site.domainId('c');
  applyFault(site.world, 'two', { fault: 'split', id, other: 'one' });
  await site.until(
    'alarm',
    async () => (await site.db.alarm.count({ where: { kind: 'split-brain', domainId: id } })) === 1,
    30_000,
  );
  expect((await domain('c')).splitBrain).toBe(true);
  const alarm = await site.db.alarm.findFirstOrThrow({ where: { kind: 'split-brain', domainId: id } });
  expect(alarm.sentence).toMatch(/one and two/);
  const id2 = await site.submit('reset-domain', 'c', {});
  expect(await site.finished(id2)).toMatchObject({ state: 'failed', errorKind: 'refused' });
  site.world.hosts.get('one')?.domains.delete(id);
  await readAgain(['one', 'two']);
  expect(await site.db.domainSighting.count({ where: { domainId: id } })).toBe(1);
  site.clock.skip(INVENTORY_SWEEP_EVERY_MS);
  await readAgain(['one', 'two']);
  expect((await domain('c')).splitBrain).toBe(true);
}, 60_000);

test('a crash raises an alarm, once, and a start settles it', async () => {
  const id = site.domainId('a');
  const alarms = async () => await site.db.alarm.findMany({ where: { kind: 'domain-crashed' } });
  applyFault(site.world, 'one', { fault: 'crash', id });
  await site.until('it is raised', async () => (await alarms()).length === 1);
  await readAgain(['one']);
  expect(await alarms()).toMatchObject([{ domainId: id, sentence: 'a has crashed: panicked.', resolvedAt: null }]);
  await one.start(domainId(id));
  await site.until('it is settled', async () => (await alarms())[0]?.resolvedAt !== null);
  expect(await alarms()).toMatchObject([{ resolvedBy: 'Gridbox', note: 'It is running.' }]);
});

test('a host that is removed is let go, and one that is added is read at once', async () => {
  const { appendEvent } = await import('@/lib/server/events/append-event');
  const { hostId } = await import('@/lib/domain/ids');
  const id = site.hostId('three');
  await site.db.$transaction(async (tx) => {
    await tx.host.delete({ where: { id } });
    await appendEvent(tx, { type: 'host.removed', hostId: hostId(id), hostName: 'three' });
  });
  const again = crypto.randomUUID();
  const began = performance.now();
  await site.db.$transaction(async (tx) => {
    await tx.host.create({ data: { id: again, name: 'three', uri: 'simulated://openlab/three', driver: 'simulated' } });
    await appendEvent(tx, { type: 'host.added', hostId: hostId(again), hostName: 'three' });
  });
  await site.until('it is read', async () => (await domain('d')).hostId === again);
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(await domain('d')).toMatchObject({ state: 'running', missingSince: null });
});
