/** Disks of real hosts that are kept at the end of a lease: whole, the same bytes, and once, whenever the agent dies. */
import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { endLeases } from '@/lib/agent/testing/end-leases';
import { type GuestHost, hostOfGuest } from '@/lib/agent/testing/host-of-guest';
import { leaveAsFound } from '@/lib/agent/testing/leave-as-found';
import { createQuietRigSite, type RealSite } from '@/lib/agent/testing/real-site';
import { runUntilKilled } from '@/lib/agent/testing/run-until-killed';
import type { HostConnection } from '@/lib/drivers/port';
import { makeLease } from '@/lib/server/testing/lease-world';
import { DAY_MS } from '@/lib/utils/time';

const MIB = 1024 * 1024;
/** Where the domain wrote something of its own, over what its image has there. */
const WRITTEN_AT = 64 * 1024;
const WRITTEN_BYTES = 512;
const IMAGE = Buffer.alloc(8 * MIB, 'bytes of the image ');
const POINTS = ['disk-begun', 'disk-read', 'disk-whole', 'disk-put', 'disk-kept'];

/** The rig's hosts run as another user, who makes the images in here. */
const folder = mkdtempSync(join(tmpdir(), 'gridbox-test-keep-'));
const dir = mkdtempSync(join(tmpdir(), 'gridbox-test-kept-'));
let leave: (() => Promise<void>) | undefined;
let site: RealSite;
let host: HostConnection;
let submit: GuestHost['submit'];

beforeAll(async () => {
  const ANYONE_WRITES = 0o777;
  chmodSync(folder, ANYONE_WRITES);
  leave = await leaveAsFound(inject('rigHosts'));
  site = await createQuietRigSite();
  ({ host, submit } = await hostOfGuest(site, 'ce-01'));
});
afterEach(async () => await site.stopAgents());
afterAll(async () => {
  await host.close();
  await site.close();
  await leave?.();
  for (const each of [folder, dir]) rmSync(each, { recursive: true, force: true });
});

async function* once(content: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new Uint8Array(content));
}
const rawOf = (path: string): Buffer => {
  const to = join(dir, 'raw');
  execFileSync('qemu-img', ['convert', '-f', 'qcow2', '-O', 'raw', path, to]);
  const content = readFileSync(to);
  rmSync(to);
  return content;
};

test('a layer and a raw disk are kept whole, once, however often the agent dies; and never more than a VO may have', async () => {
  const base = await host.files?.write({ folder, name: 'base.img', bytes: IMAGE.length }, once(IMAGE));
  const image = { path: base ?? '', format: 'raw' } as const;
  const agent = await site.startAgent();
  const id = randomUUID();
  const made = await submit('create-domain', id, {
    name: 'keep-01',
    like: (await site.domain('ce-01')).id,
    folder,
    disks: [
      { from: 'layer', ...image },
      { from: 'copy', ...image },
    ],
    start: false,
  });
  expect(await site.finished(made)).toMatchObject({ state: 'succeeded', errorMessage: null });
  await site.until('the inventory has it', async () => (await site.db.domain.findUnique({ where: { id } })) !== null);
  await agent.stop();
  execFileSync('qemu-io', [
    '-f',
    'qcow2',
    '-c',
    `write -P 0x42 ${WRITTEN_AT} ${WRITTEN_BYTES}`,
    join(folder, 'keep-01-vda.qcow2'),
  ]);
  const lease = await makeLease(site.db, { vo: 'atlas', state: 'ending' });
  await site.db.lease.update({ where: { id: lease.id }, data: { atEnd: 'export', keepDays: 3 } });

  const refused = await submit('keep-disks', id, { leaseId: lease.id });
  const small = await site.startAgent({ kept: { dir, bytesPerVo: MIB } });
  expect((await site.finished(refused)).errorMessage).toMatch(
    /^atlas has 0 B of kept disks, and .* more are over the 1 MiB/,
  );
  await small.stop();
  expect(readdirSync(dir)).toEqual(['work']);

  const operationId = await submit('keep-disks', id, { leaseId: lease.id });
  for (const point of POINTS) {
    await runUntilKilled({
      databaseUrl: site.database.url,
      driver: 'libvirt',
      operationId,
      point: `keep-disks:${point}`,
      keptDir: dir,
    });
    await endLeases(site.db);
  }
  await site.startAgent({ kept: { dir, bytesPerVo: 1024 * MIB } });
  expect(await site.finished(operationId)).toMatchObject({ state: 'succeeded', errorMessage: null });

  const kept = await site.db.keptDisk.findMany({ orderBy: { target: 'asc' } });
  expect(kept.map(({ target, state, simulated, capacityBytes }) => [target, state, simulated, capacityBytes])).toEqual([
    ['vda', 'kept', false, BigInt(IMAGE.length)],
    ['vdb', 'kept', false, BigInt(IMAGE.length)],
  ]);
  expect(readdirSync(dir).toSorted()).toEqual([...kept.map((row) => `${row.id}.qcow2`), 'work'].toSorted());
  expect(readdirSync(join(dir, 'work'))).toEqual([]);
  const own = Buffer.from(IMAGE);
  own.fill(0x42, WRITTEN_AT, WRITTEN_AT + WRITTEN_BYTES);
  for (const [index, content] of [own, IMAGE].entries()) {
    const row = kept[index];
    const path = join(dir, `${row?.id ?? ''}.qcow2`);
    const file = readFileSync(path);
    expect(row).toMatchObject({ bytes: BigInt(file.length), sha512: createHash('sha512').update(file).digest('hex') });
    expect((row?.keptUntil?.getTime() ?? 0) - (row?.keptAt?.getTime() ?? 0)).toBe(3 * DAY_MS);
    expect(rawOf(path).equals(content)).toBe(true);
  }

  const gone = await site.finished(await submit('delete-domain', id, { stop: 'no' }));
  expect(gone).toMatchObject({ state: 'succeeded', result: { clean: true } });
  expect(readdirSync(folder)).toEqual(['base.img']);
}, 300_000);
