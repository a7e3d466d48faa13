/** Domains that are made on real hosts: they boot, are heard, move, and go without leaving anything. */
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { CleanUp } from '@/lib/contracts/domain-making';
import { domainId } from '@/lib/domain/ids';
import type { HostConnection } from '@/lib/drivers/port';
import type { OperationInput } from '@/lib/operations/registry';
import { type GuestHost, hostOfGuest } from './testing/host-of-guest';
import { leaveAsFound } from './testing/leave-as-found';
import { createQuietRigSite, type RealSite } from './testing/real-site';
import { endLeases } from './testing/end-leases';
import { runUntilKilled } from './testing/run-until-killed';

const LIKE = 'ce-01';
const MIB = 1024 * 1024;
/** The rig's hosts run as another user, who makes the images in here. */
const folder = mkdtempSync(join(tmpdir(), 'gridbox-test-create-'));
let leave: (() => Promise<void>) | undefined;
let site: RealSite;
let host: HostConnection;
let hostRowId: string;
let submit: GuestHost['submit'];

beforeAll(async () => {
  const ANYONE_WRITES = 0o777;
  chmodSync(folder, ANYONE_WRITES);
  leave = await leaveAsFound(inject('rigHosts'));
  site = await createQuietRigSite();
  ({ host, hostRowId, submit } = await hostOfGuest(site, LIKE));
});
afterEach(async () => await site.stopAgents());
afterAll(async () => {
  await host.close();
  await site.close();
  await leave?.();
  rmSync(folder, { recursive: true, force: true });
});

async function create(name: string, change: Partial<OperationInput<'create-domain'>> = {}) {
  const id = randomUUID();
  const like = (await site.domain(LIKE)).id;
  const operationId = await submit('create-domain', id, { name, like, folder, disks: [], ...change });
  return { id, operationId };
}
const reading = async (id: string) => await host.readDomain(domainId(id));
const poolsLeft = async (): Promise<string[]> =>
  (await host.readHost()).storage.map(({ name }) => name).filter((name) => name.startsWith('gridbox-'));

test('a guest like another boots, is heard, moves live, and is deleted with nothing left', async () => {
  await site.startAgent();
  const { id, operationId } = await create('made-01');
  const done = await site.finished(operationId);
  expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect(done.result).toMatchObject({ verified: true });
  const like = await reading((await site.domain(LIKE)).id);
  const made = await reading(id);
  expect(made).toMatchObject({
    state: 'running',
    memoryKiB: like?.memoryKiB,
    definition: { kernel: like?.definition?.kernel, initrd: like?.definition?.initrd },
  });
  expect(made?.definition?.commandLine).toContain('gridbox.name=made-01');
  // On the segment of the other guests, by an address of its own.
  expect(made?.definition?.nics[0]?.source).toBe(like?.definition?.nics[0]?.source);
  expect(made?.definition?.nics[0]?.mac).not.toBe(like?.definition?.nics[0]?.mac);

  await site.until('the inventory has it', async () => (await site.db.domain.findUnique({ where: { id } })) !== null);
  const there = site.otherHost(hostRowId);
  expect(await site.finished(await site.migrate('made-01', there))).toMatchObject({ errorMessage: null });
  expect(await site.finished(await site.migrate('made-01', hostRowId))).toMatchObject({ errorMessage: null });

  const gone = await site.finished(await submit('delete-domain', id, { stop: 'force-off' }));
  expect(gone).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect(CleanUp.parse(gone.result).clean).toBe(true);
  expect(await reading(id)).toBeUndefined();
  expect(await site.db.domain.findUnique({ where: { id } })).toBeNull();
}, 180_000);

test('its disks are made, layered and copied, and go with it; the image that they start from stays', async () => {
  await site.startAgent();
  const base = await host.disks?.make({ folder, name: 'base.img', format: 'raw', capacityBytes: 8 * MIB });
  const image = { path: base ?? '', format: 'raw' } as const;
  const { id, operationId } = await create('made-02', {
    disks: [
      { from: 'new', sizeGiB: 1 },
      { from: 'layer', ...image },
      { from: 'copy', ...image },
    ],
  });
  expect(await site.finished(operationId)).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect(await host.disks?.stat(join(folder, 'made-02-vdb.qcow2'))).toMatchObject({ backingPath: base });
  expect((await reading(id))?.definition?.disks.map(({ target, format }) => `${target} ${format ?? ''}`)).toEqual([
    'vda qcow2',
    'vdb qcow2',
    'vdc raw',
  ]);
  const gone = await site.finished(await submit('delete-domain', id, { stop: 'force-off' }));
  expect(gone).toMatchObject({ errorMessage: null });
  expect(CleanUp.parse(gone.result)).toMatchObject({ clean: true });
  expect(readdirSync(folder)).toEqual(['base.img']);
  expect(await poolsLeft()).toEqual([]);
}, 120_000);

test('one whose kernel is not there is taken back whole: no disk, no definition', async () => {
  await site.startAgent();
  const before = readdirSync(folder);
  const { id, operationId } = await create('made-03', {
    boot: { from: 'kernel', kernel: '/nowhere/vmlinuz' },
    disks: [{ from: 'new', sizeGiB: 1 }],
  });
  const done = await site.finished(operationId);
  expect(done.state).toBe('failed');
  expect(done.errorMessage).toMatch(/Nothing is left of it on rig-\d: each thing was looked for again\.$/);
  expect(done.errorNative).toMatch(/VIR_ERR/);
  expect(await reading(id)).toBeUndefined();
  expect(readdirSync(folder)).toEqual(before);
}, 120_000);

test.each(['after-disk', 'after-define', 'after-start'])(
  'an agent that dies at "%s" leaves it to the next, and there is one domain',
  async (point) => {
    const name = `made-${point}`;
    const { id, operationId } = await create(name, { disks: [{ from: 'new', sizeGiB: 1 }] });
    await runUntilKilled({
      databaseUrl: site.database.url,
      driver: 'libvirt',
      operationId,
      point: `create-domain:${point}`,
    });
    await endLeases(site.db);
    await site.startAgent();
    expect(await site.finished(operationId)).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect((await host.listDomains()).filter((domain) => domain.name === name)).toMatchObject([
      { id, state: 'running' },
    ]);
    const gone = await site.finished(await submit('delete-domain', id, { stop: 'force-off' }));
    expect(CleanUp.parse(gone.result).clean).toBe(true);
    expect(readdirSync(folder)).toEqual(['base.img']);
  },
  180_000,
);

test('nothing of it is left on any host of the rig', async () => {
  for (const { uri } of inject('rigHosts')) {
    const connection = await site.driver.connect({ uri });
    const names = (await connection.listDomains()).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('made-'))).toEqual([]);
    await connection.close();
  }
});
