/** A domain that moves cold between a real QEMU host and a real Xen host, and back: with its disk, its kernel and its name. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream, mkdtempSync, chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { ColdMovePlan } from '@/lib/contracts/cold-moves';
import { domainId, type DomainId } from '@/lib/domain/ids';
import type { HostConnection, HostFiles } from '@/lib/drivers/port';
import { OPERATIONS, type OperationInput } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import { assembleTinyGuest } from '@/tools/lab/tiny-guest';
import { XEN_LAB } from '@/tools/lab/xen/xen-lab';
import { buildRigImages } from '@/tools/rig/build-images';
import { fetchedKernelDir } from '@/tools/rig/fetch-kernel';
import { openRigFolder, startRig, type Rig } from '@/tools/rig/start-rig';
import { createRealSite, type RealSite } from './testing/real-site';
import { endLeases } from './testing/end-leases';
import { holdGuests } from '@/tools/lab/hold-guests';
import { runUntilKilled } from './testing/run-until-killed';
import { ACTOR } from './testing/simulated-site';

const DEADLINE_MS = 240_000;
/** What happens here takes seconds; a look is a statement beside the emulated host. */
const LOOK_EVERY_MS = 250;
const MIB = 1024 * 1024;
const SECTOR_BYTES = 512;
/** On Xen: a folder that is not there before. */
const XEN_FOLDER = '/var/lib/libvirt/cold';

const scratch = mkdtempSync(join(tmpdir(), 'gridbox-test-cold-'));
let rig: Rig;
let site: RealSite;
let qemu: HostConnection;
let xen: HostConnection;
let rigFolder: string;
let release: (() => Promise<void>) | undefined;
/** What the guest's disk holds: noise, a hole, noise. */
const content = Buffer.concat([randomBytes(3 * MIB), Buffer.alloc(4 * MIB), randomBytes(MIB)]);
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const filesOf = (host: HostConnection): HostFiles => {
  if (host.files === undefined) throw new Error('the libvirt driver reaches no files');
  return host.files;
};
const readWhole = async (host: HostConnection, path: string): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  await filesOf(host).read(path, async (piece) => void parts.push(piece));
  return Buffer.concat(parts);
};
/** An emulated host on a busy machine stands still for seconds. */
const at = async (host: HostConnection, domain: { readonly id: DomainId }) =>
  await host.readDomain(domain.id, { deadlineMs: 60_000 });
const toQcow2 = (from: string, to: string): void =>
  void execFileSync('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', join(scratch, from), join(scratch, to)]);
const put = async (host: HostConnection, folder: string, name: string, from: string): Promise<string> =>
  await filesOf(host).write({ folder, name, bytes: statSync(from).size }, createReadStream(from));

const guest = { name: 'cold-1', id: domainId(randomUUID()) };
const booting = { name: 'cold-disk', id: domainId(randomUUID()) };
const broken = { name: 'cold-bad', id: domainId(randomUUID()) };

function definition(
  domain: { readonly name: string; readonly id: string },
  files: { readonly kernel: string; readonly initramfs: string; readonly disk: string },
): string {
  return `<domain type='qemu'>
    <name>${domain.name}</name><uuid>${domain.id}</uuid>
    <metadata><gridbox:domain xmlns:gridbox='https://gridbox.dev/xmlns/domain/1'><gridbox:role>WN</gridbox:role><gridbox:vo>atlas</gridbox:vo></gridbox:domain></metadata>
    <memory unit='MiB'>128</memory><vcpu>1</vcpu>
    <os><type arch='x86_64' machine='pc'>hvm</type><kernel>${files.kernel}</kernel><initrd>${files.initramfs}</initrd>
      <cmdline>console=ttyS0 loglevel=3 panic=-1 mitigations=off no_timer_check gridbox.name=${domain.name}</cmdline></os>
    <features><acpi/><apic/></features>
    <on_crash>destroy</on_crash>
    <devices>
      <controller type='usb' model='none'/>
      <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${files.disk}'/><target dev='vda' bus='virtio'/></disk>
      <serial type='pty'><target port='0'/></serial><serial type='pty'><target port='1'/></serial>
      <console type='pty'><target type='serial' port='0'/></console>
    </devices>
  </domain>`;
}

/** It boots its disk and has no kernel beside it, so at Xen it must be fully virtualised. */
const definitionOfBooting = (disk: string): string => `<domain type='qemu'>
    <name>${booting.name}</name><uuid>${booting.id}</uuid>
    <metadata><gridbox:domain xmlns:gridbox='https://gridbox.dev/xmlns/domain/1'><gridbox:role>WN</gridbox:role><gridbox:vo>atlas</gridbox:vo></gridbox:domain></metadata>
    <memory unit='MiB'>64</memory><vcpu>1</vcpu>
    <os><type arch='x86_64' machine='pc'>hvm</type><boot dev='hd'/></os>
    <features><acpi/><apic/></features>
    <devices>
      <controller type='usb' model='none'/>
      <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${disk}'/><target dev='vda' bus='virtio'/></disk>
      <serial type='pty'><target port='0'/></serial><serial type='pty'><target port='1'/></serial>
      <console type='pty'><target type='serial' port='0'/></console>
    </devices>
  </domain>`;

beforeAll(async () => {
  const ENTER_ONLY = 0o711;
  chmodSync(scratch, ENTER_ONLY);
  release = await holdGuests(
    inject('xenHosts'),
    XEN_LAB.guests.map(({ name }) => name),
  );
  rig = await startRig({ dir: scratch, hosts: 1, guests: [] });
  const [rigHost] = rig.hosts;
  const xenHost = inject('xenHosts')[1];
  if (rigHost === undefined || xenHost === undefined) throw new Error('a host is missing');
  const { dir } = await openRigFolder(scratch, 1);
  const images = await buildRigImages(join(dir, 'images'), fetchedKernelDir());
  rigFolder = join(dir, 'disks');
  const hosts = [xenHost, rigHost].map(({ name, uri, migrationUri }) => ({ name, uri, migrationUri }));
  site = await createRealSite({ hosts, guests: 3, deadlineMs: DEADLINE_MS, lookEveryMs: LOOK_EVERY_MS });
  qemu = await site.driver.connect({ uri: rigHost.uri });
  xen = await site.driver.connect({ uri: xenHost.uri });

  writeFileSync(join(scratch, 'disk.raw'), content);
  toQcow2('disk.raw', 'disk');
  const disk = await put(qemu, rigFolder, 'cold-1.qcow2', join(scratch, 'disk'));
  await qemu.define(definition(guest, { ...images, disk }));
  writeFileSync(join(scratch, 'no-kernel'), 'this boots nowhere');
  const kernel = await put(qemu, rigFolder, 'no-kernel', join(scratch, 'no-kernel'));
  const badDisk = await put(qemu, rigFolder, 'cold-bad.qcow2', join(scratch, 'disk'));
  await qemu.define(definition(broken, { kernel, initramfs: images.initramfs, disk: badDisk }));
  writeFileSync(
    join(scratch, 'boots.raw'),
    Buffer.concat([await assembleTinyGuest(), randomBytes(MIB - SECTOR_BYTES)]),
  );
  toQcow2('boots.raw', 'boots');
  await qemu.define(definitionOfBooting(await put(qemu, rigFolder, 'cold-disk.qcow2', join(scratch, 'boots'))));
  await qemu.start(guest.id);
  await qemu.hearGuest(guest.id, { deadlineMs: DEADLINE_MS });
}, DEADLINE_MS);
afterEach(async () => await site.stopAgents());
afterAll(async () => {
  await release?.();
  // The lab is everybody's: what a failed test left there goes.
  const left = await site.driver.connect({ uri: xen.uri });
  for (const { id } of [guest, broken, booting]) {
    await left.destroy(id).catch(() => undefined);
    await left.undefine(id).catch(() => undefined);
  }
  await left.close();
  await Promise.all([qemu.close(), xen.close()]);
  await site.close();
  await rig.stop();
  rmSync(scratch, { recursive: true, force: true });
}, DEADLINE_MS);

const hostNamed = async (name: string) => await site.db.host.findUniqueOrThrow({ where: { name } });
async function submit<Kind extends 'plan-cold-move' | 'cold-move-domain' | 'keep-cold-move' | 'return-cold-move'>(
  kind: Kind,
  domain: { readonly id: string; readonly name: string },
  way: { readonly from: string; readonly to: string },
  input: OperationInput<Kind>,
): Promise<string> {
  const [source, target] = [await hostNamed(way.from), await hostNamed(way.to)];
  return await site.db.$transaction(async (tx) => {
    const { operation } = await submitOperation(tx, {
      kind,
      input,
      actor: ACTOR,
      title: OPERATIONS[kind].title({ domain: domain.name, host: source.name, target: target.name }),
      domainId: domain.id,
      hostId: source.id,
      targetHostId: target.id,
    });
    return operation.id;
  });
}
const steps = async (operationId: string) =>
  await site.db.operationStep.findMany({ where: { operationId }, orderBy: { sequence: 'asc' } });
const planOf = async (operationId: string) =>
  ColdMovePlan.parse((await site.db.coldMove.findUniqueOrThrow({ where: { operationId } })).plan);
const poolsLeft = async (host: HostConnection) =>
  (await host.readHost()).storage.map((pool) => pool.name).filter((name) => name.startsWith('gridbox-'));

const THERE = { from: 'rig-1', to: 'xen-b' };
const BACK = { from: 'xen-b', to: 'rig-1' };

test('what would change is told before, and then it moves to Xen, is heard there, and is taken back', async () => {
  await site.startAgent();
  await site.until('the guest is known', async () => (await site.db.domain.count({ where: { id: guest.id } })) === 1);
  const dry = await site.finished(await submit('plan-cold-move', guest, THERE, { folder: XEN_FOLDER }));
  expect(dry).toMatchObject({ state: 'succeeded', errorMessage: null });
  const plan = ColdMovePlan.parse((dry.result as { plan: unknown }).plan);
  expect(plan).toMatchObject({ obstacles: [], running: true, guestMode: 'pvh' });
  expect(plan.files.map(({ role, targetPath }) => [role, targetPath])).toEqual([
    ['disk', `${XEN_FOLDER}/cold-1-vda.raw`],
    ['kernel', `${XEN_FOLDER}/cold-1-kernel`],
    ['initrd', `${XEN_FOLDER}/cold-1-initrd`],
  ]);
  expect(plan.changes).toContain('Kernel command line: console=ttyS0 becomes console=hvc0.');
  expect(await at(xen, guest)).toBeUndefined();

  // It runs, and nobody said that it may be shut down.
  const unasked = await site.finished(await submit('cold-move-domain', guest, THERE, { folder: XEN_FOLDER }));
  expect(unasked.errorMessage).toMatch(/Shut it down first/);
  expect((await at(qemu, guest))?.state).toBe('running');

  const startedAt = Date.now();
  const move = await submit('cold-move-domain', guest, THERE, {
    folder: XEN_FOLDER,
    shutDown: true,
    planHash: plan.planHash,
  });
  const moved = await site.finished(move);
  console.log(`cold move to Xen, guest heard, in ${Date.now() - startedAt} ms`);
  expect(moved).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect((await steps(move)).map((step) => step.name)).toEqual([
    'check',
    'shutdown',
    'copy-vda',
    'copy-kernel',
    'copy-initrd',
    'define',
    'start',
    'verify',
  ]);
  const cold = await site.db.coldMove.findUniqueOrThrow({ where: { operationId: move } });
  expect(cold).toMatchObject({ stage: 'awaiting', verified: true });
  expect(cold.verification).toMatch(/Heard by its heartbeat after .*: verified\./);
  expect(await at(xen, guest)).toMatchObject({ state: 'running', name: 'cold-1', persistent: true });
  expect((await at(qemu, guest))?.state).toBe('off');
  expect(hash(await readWhole(xen, `${XEN_FOLDER}/cold-1-vda.raw`))).toBe(hash(content));
  expect([...(await poolsLeft(xen)), ...(await poolsLeft(qemu))]).toEqual([]);

  // One domain, where it runs; the old copy is no second one.
  const target = await hostNamed('xen-b');
  await site.until('the old copy is seen off', async () => {
    const sightings = await site.db.domainSighting.findMany({ where: { domainId: guest.id } });
    return sightings.length === 2 && sightings.some((one) => one.hostId !== target.id && one.state === 'off');
  });
  expect(await site.domain('cold-1')).toMatchObject({
    hostId: target.id,
    state: 'running',
    splitBrain: false,
    guestMode: 'pvh',
    vo: 'atlas',
  });
  expect(await site.db.alarm.count()).toBe(0);

  const back = await submit('return-cold-move', guest, THERE, { force: true });
  expect(await site.finished(back)).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect(await at(xen, guest)).toBeUndefined();
  for (const file of plan.files) expect(await filesOf(xen).stat(file.targetPath)).toBeUndefined();
  expect(await site.domain('cold-1')).toMatchObject({ hostId: (await hostNamed('rig-1')).id, state: 'off' });
  expect(await site.finished(await site.submit('start-domain', 'cold-1'))).toMatchObject({ state: 'succeeded' });
  await qemu.hearGuest(guest.id, { deadlineMs: DEADLINE_MS });
  await qemu.destroy(guest.id);
});

test('a new copy that does not start goes again whole, and the old one is as it was', async () => {
  await site.startAgent();
  const move = await submit('cold-move-domain', broken, THERE, { folder: XEN_FOLDER });
  const failed = await site.finished(move);
  expect(failed.state).toBe('failed');
  expect(failed.errorMessage).toMatch(/Nothing is left of it on xen-b\. cold-bad is off on rig-1, where it was\./);
  expect(await at(xen, broken)).toBeUndefined();
  for (const file of (await planOf(move)).files) expect(await filesOf(xen).stat(file.targetPath)).toBeUndefined();
  expect(await site.db.coldMove.findUniqueOrThrow({ where: { operationId: move } })).toMatchObject({ stage: 'undone' });
  expect((await at(qemu, broken))?.state).toBe('off');
});

test('an agent that is killed in the middle of the copy, and another before the start, leave nothing half done; kept, then moved home', async () => {
  const move = await submit('cold-move-domain', guest, THERE, { folder: XEN_FOLDER });
  for (const point of ['file-written', 'before-start']) {
    await runUntilKilled({
      databaseUrl: site.database.url,
      driver: 'libvirt',
      operationId: move,
      point: `cold-move-domain:${point}`,
    });
    await endLeases(site.db);
  }
  expect((await at(qemu, guest))?.state).toBe('off');
  await site.startAgent();
  expect(await site.finished(move)).toMatchObject({ state: 'succeeded', errorMessage: null, attempt: 3 });
  const plan = await planOf(move);
  expect(plan.files.map((file) => file.targetPath)).toContain(`${XEN_FOLDER}/cold-1-vda.raw`);
  expect(hash(await readWhole(xen, `${XEN_FOLDER}/cold-1-vda.raw`))).toBe(hash(content));
  expect([...(await poolsLeft(xen)), ...(await poolsLeft(qemu))]).toEqual([]);

  const kept = await site.finished(await submit('keep-cold-move', guest, THERE, {}));
  expect(kept).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect(kept.result).toMatchObject({ deleted: [join(rigFolder, 'cold-1.qcow2')] });
  expect(await at(qemu, guest)).toBeUndefined();
  expect(await filesOf(qemu).stat(join(rigFolder, 'cold-1.qcow2'))).toBeUndefined();

  // Home again: from Xen to QEMU, powered off through its guest.
  const home = await submit('cold-move-domain', guest, BACK, { folder: rigFolder, shutDown: true });
  expect(await site.finished(home)).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect(await site.db.coldMove.findUniqueOrThrow({ where: { operationId: home } })).toMatchObject({ verified: true });
  const disk = (await planOf(home)).files.find((file) => file.role === 'disk')?.targetPath ?? '';
  writeFileSync(join(scratch, 'home.qcow2'), await readWhole(qemu, disk));
  execFileSync('qemu-img', [
    'convert',
    '-f',
    'qcow2',
    '-O',
    'raw',
    join(scratch, 'home.qcow2'),
    join(scratch, 'home.raw'),
  ]);
  expect(hash(readFileSync(join(scratch, 'home.raw')))).toBe(hash(content));
  expect(await site.finished(await submit('keep-cold-move', guest, BACK, {}))).toMatchObject({ state: 'succeeded' });
  expect(await at(xen, guest)).toBeUndefined();
}, 300_000);

test('a guest that boots its own disk becomes a fully virtualised one, boots at Xen from a disk its BIOS can read, and comes home', async () => {
  await site.startAgent();
  const move = await submit('cold-move-domain', booting, THERE, { folder: XEN_FOLDER });
  expect(await site.finished(move)).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect(await planOf(move)).toMatchObject({ guestMode: 'hvm', obstacles: [] });
  // Only its own code on the disk beats: a BIOS without a disk to boot is silent.
  const cold = await site.db.coldMove.findUniqueOrThrow({ where: { operationId: move } });
  expect(cold).toMatchObject({ stage: 'awaiting', verified: true });
  expect(cold.verification).toMatch(/Heard by its heartbeat/);
  expect(await at(xen, booting)).toMatchObject({ state: 'running' });
  await site.finished(await submit('keep-cold-move', booting, THERE, {}));
  expect(await at(qemu, booting)).toBeUndefined();

  // It has no operating system that could be asked to power off.
  expect(await site.finished(await site.submit('destroy-domain', booting.name))).toMatchObject({ state: 'succeeded' });
  const home = await submit('cold-move-domain', booting, BACK, { folder: rigFolder });
  expect(await site.finished(home)).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect(await site.db.coldMove.findUniqueOrThrow({ where: { operationId: home } })).toMatchObject({ verified: true });
  await qemu.destroy(booting.id);
  expect(await site.finished(await submit('keep-cold-move', booting, BACK, {}))).toMatchObject({ state: 'succeeded' });
  expect(await at(xen, booting)).toBeUndefined();
}, 300_000);
