/**
 * A domain made of images of the library on a real host: its kernel and its disk come from there, it reads what it is told, and
 * nothing of it is left, on the host the image's copy neither.
 */
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { CleanUp } from '@/lib/contracts/domain-making';
import { domainId } from '@/lib/domain/ids';
import { keptFileName } from '@/lib/domain/lease-ending';
import type { HostConnection } from '@/lib/drivers/port';
import { makeLease } from '@/lib/server/testing/lease-world';
import { renderContext } from '@/lib/site/context/render-context';
import { packGuestRoot } from '@/tools/rig/build-images';
import { writeCpio } from '@/tools/rig/cpio';
import { fetchedKernelDir } from '@/tools/rig/fetch-kernel';
import { INIT } from '@/tools/rig/guest-files';
import { findGuestKernel } from '@/tools/rig/kernel-modules';
import { SECOND_MS } from '@/lib/utils/time';
import { UNUSED_GRACE_MS } from './images/tunables';
import { type GuestHost, hostOfGuest } from './testing/host-of-guest';
import { leaveAsFound } from './testing/leave-as-found';
import { createTestLibrary, type TestLibrary } from './testing/library';
import { createQuietRigSite, type RealSite } from './testing/real-site';
import { endLeases } from './testing/end-leases';
import { runUntilKilled } from './testing/run-until-killed';
import { createSkippingClock } from './testing/skipping-clock';
import { CLEAN_UP_EVERY_MS } from './tunables';

const MIB = 1024 * 1024;
/** A guest that unpacks its root under emulation takes half a minute, and three where the machine has more to do than it can. */
const DEADLINE_MS = 200_000;
const TEST_MS = 2 * DEADLINE_MS;
const FIRST_BYTES = 'bytes of the signed image';
/** Where each guest finds what an earlier one has left on the disk, and leaves its own mark. */
const MARK_SECTOR = 2048;
/** What it found is said again and again, since nobody listens to the console when it boots. */
const TELL = `
for each in /sys/block/vd*; do
  disk=/dev/\${each##*/}
  [ "$(dd if=$disk bs=1 skip=257 count=5 2>/dev/null)" = ustar ] || continue
  [ "$(dd if=$disk bs=12 count=1 2>/dev/null)" = context.json ] || continue
  mkdir -p /run/context && tar -xf $disk -C /run/context && . /run/context/context.sh
  echo spoilt 2>/dev/null >$disk && writable=yes || writable=no
done
key=$(cat /run/context/files/etc/munge/munge.key)
first=$(dd if=/dev/vda bs=${FIRST_BYTES.length} count=1 2>/dev/null)
before=$(dd if=/dev/vda bs=512 skip=${MARK_SECTOR} count=1 2>/dev/null)
printf "mark of $GRIDBOX_HOSTNAME" | dd of=/dev/vda bs=512 seek=${MARK_SECTOR} conv=notrunc,fsync 2>/dev/null
while :; do
  echo "told: $GRIDBOX_HOSTNAME $GRIDBOX_ROLE $GRIDBOX_ADDRESS/$GRIDBOX_PREFIX key=$key writable=$writable vda=$first before=$before."
  sleep 1
done
`;

/** A whole line of it: bytes come as they come, and an address has dots as well. */
const TOLD = /told: .*\.(?=\r?\n)/;

/** The rig's hosts run as another user, who makes the files in here. */
const folder = mkdtempSync(join(tmpdir(), 'gridbox-test-library-domain-'));
const keptDir = mkdtempSync(join(tmpdir(), 'gridbox-test-kept-'));
let leave: (() => Promise<void>) | undefined;
let site: RealSite;
let library: TestLibrary;
let host: HostConnection;
let hostRowId: string;
let submit: GuestHost['submit'];
let boot: { id: string; digest: string };
let disk: { id: string; digest: string };

beforeAll(async () => {
  const ANYONE_WRITES = 0o777;
  chmodSync(folder, ANYONE_WRITES);
  leave = await leaveAsFound(inject('rigHosts'));
  site = await createQuietRigSite(DEADLINE_MS);
  library = createTestLibrary(site.db);
  const kernel = findGuestKernel(fetchedKernelDir());
  if (kernel === undefined) throw new Error('no kernel for the guest');
  const init = INIT.slice(0, INIT.lastIndexOf('while :; do setsid')) + TELL;
  const root = await packGuestRoot(kernel, { modules: ['virtio_blk'], agent: false });
  const EXECUTABLE = 0o755;
  boot = await library.add({
    name: 'told',
    files: {
      vmlinuz: readFileSync(kernel.image),
      // Of two archives the kernel unpacks the second over the first.
      'initramfs.cpio.gz': Buffer.concat([
        root,
        writeCpio([{ kind: 'file', path: 'init', content: Buffer.from(init), mode: EXECUTABLE }]),
      ]),
    },
  });
  disk = await library.add({
    name: 'disk',
    files: { 'disk.ext4': Buffer.concat([Buffer.from(FIRST_BYTES), Buffer.alloc(3 * MIB - FIRST_BYTES.length)]) },
  });
  ({ host, hostRowId, submit } = await hostOfGuest(site, 'ce-01'));
});
afterEach(async () => await site.stopAgents());
afterAll(async () => {
  await host.close();
  await site.close();
  await leave?.();
  library.close();
  for (const each of [folder, keptDir]) rmSync(each, { recursive: true, force: true });
});

async function create(name: string, change: { readonly vo?: string; readonly keptDiskId?: string } = {}) {
  const id = randomUUID();
  const context = renderContext(
    {
      version: 1,
      site: 'box',
      instance: 'ce',
      hostname: name,
      role: 'CE',
      vo: null,
      network: { address: '10.88.0.10', prefix: 24, gateway: null },
      hosts: [],
      vos: [],
      batch: null,
      vars: {},
      packages: [],
      run: [],
    },
    [{ path: '/etc/munge/munge.key', content: 'secret', mode: 0o400 }],
  );
  const operationId = await submit('create-domain', id, {
    name,
    folder,
    memoryKiB: 96 * 1024,
    boot: { from: 'library', imageId: boot.id, commandLine: `console=ttyS0 quiet no_timer_check gridbox.name=${name}` },
    disks: [{ from: 'library', imageId: disk.id }],
    networks: ['mcast:230.88.0.9:5599'],
    contextId: await library.addContext(context, id),
    ...change,
  });
  return { id, operationId };
}
async function consoleOf(id: string, wanted: RegExp): Promise<string> {
  let text = '';
  const opened = await host.openConsole(domainId(id), {
    onBytes: (bytes) => (text += Buffer.from(bytes).toString('latin1')),
    onEnd: () => undefined,
  });
  try {
    await site.until('the guest has said so on its console', () => Promise.resolve(wanted.test(text)));
  } finally {
    await opened.close();
  }
  return wanted.exec(text)?.[0] ?? '';
}
const clock = createSkippingClock();
/** The agents look for what nobody uses every quarter of a minute; here twice a second. */
async function cleanedUp(what: string, check: () => Promise<boolean>): Promise<void> {
  const timer = setInterval(() => clock.skip(CLEAN_UP_EVERY_MS), SECOND_MS / 2);
  await site.until(what, check).finally(() => clearInterval(timer));
}
const copies = () =>
  [
    [boot.digest, 'initramfs.cpio.gz'],
    [boot.digest, 'vmlinuz'],
    [disk.digest, 'disk.ext4'],
  ]
    .map(([digest = '', name = '']) => `gridbox-image-${digest.slice(0, 16)}-${hostRowId.slice(0, 8)}-${name}`)
    .toSorted();

test(
  'it boots the library’s kernel, reads its context and the image’s bytes, and is heard; another starts from the disk that it leaves',
  async () => {
    await site.startAgent({ ...library.agent, kept: { dir: keptDir, bytesPerVo: 64 * MIB } });
    const { id, operationId } = await create('told-01');
    const done = await site.finished(operationId);
    expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(done.result).toMatchObject({ verified: true });
    expect(await consoleOf(id, TOLD)).toBe(
      `told: told-01 CE 10.88.0.10/24 key=secret writable=no vda=${FIRST_BYTES} before=.`,
    );
    const rows = await site.db.hostImageFile.findMany();
    expect(rows.map(({ state }) => state)).toEqual(['made', 'made', 'made']);
    // Each was read back from the host.
    expect(rows.every(({ verifiedAt }) => verifiedAt !== null)).toBe(true);
    expect(readdirSync(folder).toSorted()).toEqual(
      [...copies(), 'told-01-context.img', 'told-01-vda.qcow2'].toSorted(),
    );
    // Its lease ends. This guest hears no power button.
    await host.destroy(domainId(id));
    const lease = await makeLease(site.db, { vo: 'atlas', state: 'ending' });
    await site.db.lease.update({ where: { id: lease.id }, data: { atEnd: 'snapshot', keepDays: 3 } });
    expect(await site.finished(await submit('keep-disks', id, { leaseId: lease.id }))).toMatchObject({
      state: 'succeeded',
      errorMessage: null,
    });
    const gone = await site.finished(await submit('delete-domain', id, { stop: 'force-off' }));
    expect(CleanUp.parse(gone.result)).toMatchObject({ clean: true });
    expect(await site.db.domainContext.count()).toBe(0);
    expect(readdirSync(folder).toSorted()).toEqual(copies());

    const kept = await site.db.keptDisk.findFirstOrThrow({ where: { state: 'kept' } });
    const stranger = await create('told-03', { vo: 'lhcb', keptDiskId: kept.id });
    expect((await site.finished(stranger.operationId)).errorMessage).toBe(
      'The kept disk that it was to start from is gone.',
    );
    const next = await create('told-04', { vo: 'atlas', keptDiskId: kept.id });
    expect(await site.finished(next.operationId)).toMatchObject({ state: 'succeeded', errorMessage: null });
    // It may go as soon as the domain is made: its host has a copy.
    rmSync(join(keptDir, keptFileName(kept.id)));
    expect(await consoleOf(next.id, TOLD)).toBe(
      `told: told-04 CE 10.88.0.10/24 key=secret writable=no vda=${FIRST_BYTES} before=mark of told-01.`,
    );
    const copy = await site.db.hostImageFile.findFirstOrThrow({ where: { name: 'kept.qcow2' } });
    expect(copy).toMatchObject({ state: 'made', sha512: kept.sha512, verifiedAt: expect.any(Date) });
    const last = await site.finished(await submit('delete-domain', next.id, { stop: 'force-off' }));
    expect(CleanUp.parse(last.result)).toMatchObject({ clean: true });
    expect(readdirSync(folder).toSorted()).toEqual([...copies(), basename(copy.path)].toSorted());
  },
  TEST_MS,
);

test(
  'an agent that dies while it copies leaves a part that is never used, and in the end nothing is left',
  async () => {
    // As if nobody had used the copies for long.
    await site.db.hostImageFile.updateMany({ data: { unusedSince: new Date(Date.now() - UNUSED_GRACE_MS * 2) } });
    await site.startAgent({ ...library.agent, clock });
    await cleanedUp('the copies are gone', () => Promise.resolve(readdirSync(folder).length === 0));
    await site.stopAgents();

    const { id, operationId } = await create('told-02');
    await runUntilKilled({
      databaseUrl: site.database.url,
      driver: 'libvirt',
      operationId,
      point: 'create-domain:after-image',
      imageDir: library.dir,
    });
    expect(readdirSync(folder)).toHaveLength(1);
    expect(await site.db.hostImageFile.count({ where: { state: 'begun' } })).toBe(1);
    await endLeases(site.db);
    await site.startAgent({ ...library.agent, clock });
    expect(await site.finished(operationId)).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(await consoleOf(id, TOLD)).toContain('told: told-02 CE');
    const gone = await site.finished(await submit('delete-domain', id, { stop: 'force-off' }));
    expect(CleanUp.parse(gone.result)).toMatchObject({ clean: true });
    await site.until('nobody uses the copies', async () => {
      const aged = await site.db.hostImageFile.updateMany({
        where: { unusedSince: { not: null }, state: { not: 'gone' } },
        data: { unusedSince: new Date(Date.now() - UNUSED_GRACE_MS * 2) },
      });
      return aged.count === 3;
    });
    await cleanedUp('they are gone', () => Promise.resolve(readdirSync(folder).length === 0));
    await cleanedUp(
      'the book says so',
      async () => (await site.db.hostImageFile.count({ where: { state: { not: 'gone' } } })) === 0,
    );
    // The last look at the folder lets go of its pool when it is over.
    await cleanedUp('no pool of ours is left', async () => {
      const { storage } = await host.readHost();
      return storage.every(({ name }) => !name.startsWith('gridbox-'));
    });
  },
  TEST_MS,
);
