/** Domains made of images of the library, on simulated hosts: what is copied, shared, refused, and taken away again. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CleanUp } from '@/lib/contracts/domain-making';
import { createTestLibrary, type TestLibrary } from '@/lib/agent/testing/library';
import { ACTOR, createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { UNUSED_GRACE_MS } from '@/lib/agent/images/tunables';
import { imageFolder } from '@/lib/images/build/image-store';
import { domainId } from '@/lib/domain/ids';
import type { HostRecord } from '@/lib/drivers/simulated/world/records';
import type { OperationInput } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import { useImage } from '@/lib/server/services/images/use-image';

const MIB = 1024 * 1024;
const FOLDER = '/openlab-library';
/** As the factory writes a disk. */
function asQcow2(content: Buffer): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'gridbox-test-qcow2-'));
  try {
    const [from, to] = [join(folder, 'raw'), join(folder, 'qcow2')];
    writeFileSync(from, content);
    execFileSync('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', from, to]);
    return readFileSync(to);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
let site: Site;
const finished = async (id: string) => await site.hurrying(site.finished(id));
let library: TestLibrary;
let tiny: { id: string; digest: string };
let disk: { id: string; digest: string };

beforeAll(async () => {
  site = await createSite({ hosts: ['one', 'two'], domains: [] });
  library = createTestLibrary(site.db);
  tiny = await library.add({
    name: 'tiny',
    files: { vmlinuz: Buffer.alloc(2 * MIB, 1), 'initramfs.cpio.gz': Buffer.alloc(MIB, 2) },
  });
  disk = await library.add({
    name: 'debian',
    files: { vmlinuz: Buffer.alloc(MIB, 3), 'initrd.img': Buffer.alloc(MIB, 4), 'disk.ext4': Buffer.alloc(4 * MIB, 5) },
  });
  await site.startAgent(library.agent);
  await site.read();
});
afterAll(async () => {
  await site.close();
  library.close();
});

type Input = Partial<OperationInput<'create-domain'>>;
async function create(wish: Input, options: { readonly context?: Uint8Array; readonly hostName?: string } = {}) {
  const id = randomUUID();
  const contextId = options.context === undefined ? undefined : await library.addContext(options.context, id);
  const input = {
    name: `lib-${id.slice(0, 8)}`,
    memoryKiB: 128 * 1024,
    folder: FOLDER,
    disks: [],
    ...(contextId === undefined ? {} : { contextId }),
    ...wish,
  };
  const { operation } = await site.db.$transaction(async (tx) => {
    const images = [wish.boot, ...(wish.disks ?? [])].flatMap((each) =>
      each?.from === 'library' ? [each.imageId] : [],
    );
    const kept = await tx.image.findMany({ where: { id: { in: images }, removedAt: null } });
    for (const image of kept) await useImage(tx, { imageId: image.id, subject: `domain:${id}`, reason: 'a test' });
    return await submitOperation(tx, {
      kind: 'create-domain',
      input,
      actor: ACTOR,
      title: `Create ${input.name}`,
      domainId: id,
      hostId: site.hostId(options.hostName ?? 'one'),
    });
  });
  return { id, name: input.name, contextId, operationId: operation.id };
}
async function remove(id: string, hostName = 'one') {
  const { operation } = await site.db.$transaction(
    async (tx) =>
      await submitOperation(tx, {
        kind: 'delete-domain',
        input: { stop: 'force-off' },
        actor: ACTOR,
        title: `Delete ${id}`,
        domainId: id,
        hostId: site.hostId(hostName),
      }),
  );
  return await finished(operation.id);
}
const files = (hostName = 'one'): string[] =>
  (site.world.hosts.get(hostName)?.record.disks ?? [])
    .map(({ path }) => path)
    .filter((path) => path.startsWith(`${FOLDER}/`))
    .toSorted();
const definition = (id: string) => site.world.hosts.get('one')?.domains.get(id)?.definition;
const steps = async (operationId: string) =>
  await site.db.operationStep.findMany({ where: { operationId }, orderBy: { sequence: 'asc' } });
const copyOf = (digest: string, name: string): string =>
  `${FOLDER}/gridbox-image-${digest.slice(0, 16)}-${site.hostId('one').slice(0, 8)}-${name}`;

describe('a domain of the library', () => {
  test('boots the kernel and initramfs of an image, and has its context as its last disk', async () => {
    const { id, name, contextId, operationId } = await create(
      {
        boot: { from: 'library', imageId: tiny.id, commandLine: 'quiet' },
        disks: [{ from: 'new', sizeGiB: 1 }],
        networks: ['mcast:230.88.0.1:5558'],
      },
      { context: Buffer.from('the key is under the mat'.padEnd(4096)) },
    );
    const done = await finished(operationId);
    expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(definition(id)).toMatchObject({
      kernel: copyOf(tiny.digest, 'vmlinuz'),
      initrd: copyOf(tiny.digest, 'initramfs.cpio.gz'),
      commandLine: 'quiet',
      nics: [{ kind: 'mcast', source: '230.88.0.1:5558' }],
      disks: [
        { target: 'vda', source: `${FOLDER}/${name}-vda.qcow2`, readOnly: false },
        { target: 'vdb', source: `${FOLDER}/${name}-context.img`, readOnly: true },
      ],
    });
    const told = await steps(operationId);
    expect(told.map((step) => step.name)).toEqual([
      'check',
      'image-vmlinuz',
      'image-initramfs.cpio.gz',
      'disk-vda',
      'disk-vdb',
      'define',
      'start',
      'verify',
    ]);
    expect(told[1]?.title).toBe('Put vmlinuz of tiny 1 on one');
    expect(told[1]?.detail).toContain('2 MiB of tiny 1');
    // What it is told is nowhere but sealed.
    const row = await site.db.domainContext.findUniqueOrThrow({ where: { id: contextId ?? '' } });
    const kept = [JSON.stringify([done.input, done.result, told]), Buffer.from(row.sealed).toString('latin1')];
    expect(kept.join()).not.toContain('under the mat');

    expect(CleanUp.parse((await remove(id)).result)).toMatchObject({ clean: true });
    expect(files()).toEqual([copyOf(tiny.digest, 'initramfs.cpio.gz'), copyOf(tiny.digest, 'vmlinuz')]);
    expect(await site.db.domainContext.count()).toBe(0);
    expect(await site.db.imageUse.count()).toBe(0);
  });

  test('has its disk as a layer on the host’s copy, boots by the image’s own kernel, and the book says of what it is', async () => {
    const { id, name, operationId } = await create({ disks: [{ from: 'library', imageId: disk.id, sizeGiB: 2 }] });
    expect(await finished(operationId)).toMatchObject({ state: 'succeeded', errorMessage: null });
    const base = copyOf(disk.digest, 'disk.ext4');
    expect(definition(id)).toMatchObject({
      kernel: copyOf(disk.digest, 'vmlinuz'),
      initrd: copyOf(disk.digest, 'initrd.img'),
      commandLine: 'root=/dev/vda rw console=ttyS0',
      architecture: 'x86_64',
    });
    const records = site.world.hosts.get('one')?.record.disks ?? [];
    expect(records.find(({ path }) => path === `${FOLDER}/${name}-vda.qcow2`)).toMatchObject({
      basePath: base,
      capacityBytes: 2 * 1024 * MIB,
    });
    expect(await site.db.madeThing.findFirst({ where: { domainId: id, kind: 'disk' } })).toMatchObject({
      basePath: base,
      imageDigest: disk.digest,
      imageFile: 'disk.ext4',
    });
    expect(await site.db.imageUse.findMany()).toMatchObject([{ imageId: disk.id, subject: `domain:${id}` }]);
    await remove(id);
  });

  test('shares a copy with those that are made beside it, and the last one that goes takes it along after a while', async () => {
    const wish = { boot: { from: 'library' as const, imageId: tiny.id } };
    const before = await site.db.hostImageFile.count();
    const made = await Promise.all([1, 2, 3].map(async () => await create(wish, { hostName: 'two' })));
    for (const { operationId } of made)
      expect(await finished(operationId)).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(files('two')).toHaveLength(2);
    expect(await site.db.hostImageFile.count()).toBe(before + 2);
    expect(await site.db.hostImageUse.count({ where: { domainId: { in: made.map(({ id }) => id) } } })).toBe(6);
    for (const { id } of made) expect(await remove(id, 'two')).toMatchObject({ state: 'succeeded' });
    expect(files('two')).toHaveLength(2);
    // The loop has noted that nobody uses them; the time that they stay for is over.
    const long = new Date(Date.now() - UNUSED_GRACE_MS * 2);
    const age = async (): Promise<void> =>
      void (await site.db.hostImageFile.updateMany({
        where: { unusedSince: { not: null } },
        data: { unusedSince: long },
      }));
    await site.skipping('the copies are gone', async () => {
      await age();
      return files('two').length === 0 && files().length === 0;
    });
    await site.until(
      'their rows say so',
      async () => (await site.db.hostImageFile.count({ where: { state: { not: 'gone' } } })) === 0,
    );
    // And are put there anew for the next.
    const again = await create(wish, { hostName: 'two' });
    expect(await finished(again.operationId)).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(files('two')).toHaveLength(2);
    await remove(again.id, 'two');
  }, 60_000);
});

describe('a host’s copy', () => {
  const age = async (): Promise<void> =>
    void (await site.db.hostImageFile.updateMany({
      where: { unusedSince: { not: null } },
      data: { unusedSince: new Date(Date.now() - UNUSED_GRACE_MS * 2) },
    }));

  test('that somebody has removed past Gridbox is put back for the next domain', async () => {
    const image = await library.add({ name: 'lost', files: { vmlinuz: Buffer.alloc(2 * MIB, 8) } });
    const wish = { boot: { from: 'library' as const, imageId: image.id } };
    const first = await create(wish);
    expect(await finished(first.operationId)).toMatchObject({ errorMessage: null });
    const path = copyOf(image.digest, 'vmlinuz');
    const { record } = site.world.hosts.get('one') ?? {};
    if (record === undefined) throw new Error('no host one');
    record.disks = record.disks?.filter((each) => each.path !== path);
    const second = await create(wish);
    expect(await finished(second.operationId)).toMatchObject({ errorMessage: null });
    expect(record.disks?.find((each) => each.path === path)?.bytes).toBe(2 * MIB);
    // One of another length is nobody's to put right: a domain may run on it.
    record.disks = record.disks?.map((each) => (each.path === path ? { ...each, bytes: 7 } : each));
    const third = await create(wish);
    expect((await finished(third.operationId)).errorMessage).toMatch(/has 7 bytes and not the 2097152 that/);
    for (const { id } of [first, second]) await remove(id);
  });

  test('stays while a definition names it that was made like another domain’s', async () => {
    const image = await library.add({ name: 'liked', files: { vmlinuz: Buffer.alloc(MIB, 9) } });
    const first = await create({ boot: { from: 'library', imageId: image.id } });
    expect(await finished(first.operationId)).toMatchObject({ errorMessage: null });
    const second = await create({ like: domainId(first.id), boot: undefined });
    expect(await finished(second.operationId)).toMatchObject({ errorMessage: null });
    await remove(first.id);
    const path = copyOf(image.digest, 'vmlinuz');
    expect(definition(second.id)?.kernel).toBe(path);
    const before = new Date(Date.now() - UNUSED_GRACE_MS);
    const row = async () => await site.db.hostImageFile.findFirstOrThrow({ where: { imageDigest: image.digest } });
    await site.skipping('nobody uses it by the book', async () => (await row()).unusedSince !== null);
    await age();
    await site.skipping('it was looked at, and kept', async () => ((await row()).unusedSince ?? before) > before);
    expect(await row()).toMatchObject({ state: 'made' });
    expect(files()).toContain(path);
    await remove(second.id);
    await site.skipping('it is gone', async () => {
      await age();
      return !files().includes(path);
    });
  }, 60_000);
});

/** While host `two` is of another kind. */
async function whileTwoIs(
  kind: Pick<HostRecord, 'hypervisor' | 'guestModes'>,
  test: (record: HostRecord) => Promise<void>,
): Promise<void> {
  const { record } = site.world.hosts.get('two') ?? {};
  if (record === undefined) throw new Error('no host two');
  const was = { hypervisor: record.hypervisor, guestModes: record.guestModes };
  Object.assign(record, kind);
  try {
    await test(record);
  } finally {
    Object.assign(record, was);
  }
}

test('an emulated guest does not check its timer, which fails on a busy machine', async () => {
  await whileTwoIs({ hypervisor: 'qemu', guestModes: ['hvm'] }, async () => {
    const { id, operationId } = await create(
      { disks: [{ from: 'library', imageId: disk.id, sizeGiB: 2 }] },
      { hostName: 'two' },
    );
    expect(await site.finished(operationId)).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(site.world.hosts.get('two')?.domains.get(id)?.definition).toMatchObject({
      commandLine: 'root=/dev/vda rw console=ttyS0 no_timer_check',
    });
    await remove(id, 'two');
  });
});

test('under Xen a disk of the library is a raw copy of its own', async () => {
  await whileTwoIs({ hypervisor: 'xen', guestModes: ['pv', 'hvm'] }, async (record) => {
    const image = await library.add({
      name: 'for-xen',
      files: { vmlinuz: Buffer.alloc(MIB, 10), 'disk.ext4': Buffer.alloc(3 * MIB, 11) },
    });
    const { id, name, operationId } = await create(
      { disks: [{ from: 'library', imageId: image.id, sizeGiB: 1 }] },
      { hostName: 'two', context: Buffer.alloc(4096) },
    );
    expect(await finished(operationId)).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(site.world.hosts.get('two')?.domains.get(id)?.definition).toMatchObject({
      guestMode: 'pv',
      commandLine: 'root=/dev/xvda rw console=hvc0',
      disks: [
        { target: 'xvda', source: `${FOLDER}/${name}-xvda.img`, format: 'raw', readOnly: false },
        { target: 'xvdb', source: `${FOLDER}/${name}-context.img`, readOnly: true },
      ],
    });
    expect(record.disks?.find(({ path }) => path.endsWith(`${name}-xvda.img`))?.bytes).toBe(1024 * MIB);
    // The kernel is on the host for all, the disk is not.
    expect(files('two').filter((path) => path.includes(image.digest.slice(0, 16)))).toHaveLength(1);
    expect(await site.db.madeThing.findFirst({ where: { domainId: id, path: { contains: 'xvda' } } })).toMatchObject({
      basePath: null,
      imageDigest: image.digest,
    });
    await remove(id, 'two');
  });
});

test('under Xen the disk of a qcow2 image is a raw file with the same content, proved before, and the agent keeps nothing of it', async () => {
  await whileTwoIs({ hypervisor: 'xen', guestModes: ['pv', 'hvm'] }, async (record) => {
    const content = Buffer.concat([Buffer.alloc(MIB, 14), Buffer.alloc(6 * MIB), Buffer.alloc(MIB, 15)]);
    const image = await library.add({
      name: 'converted',
      files: { vmlinuz: Buffer.alloc(MIB, 12), 'disk.qcow2': asQcow2(content) },
    });
    const work = join(library.dir, 'work', 'creations');
    // An agent has died in the middle of another.
    mkdirSync(join(work, randomUUID()), { recursive: true });
    const { id, name, operationId } = await create(
      { disks: [{ from: 'library', imageId: image.id }] },
      { hostName: 'two' },
    );
    expect(await finished(operationId)).toMatchObject({ state: 'succeeded', errorMessage: null });
    expect(site.world.hosts.get('two')?.domains.get(id)?.definition).toMatchObject({
      disks: [{ target: 'xvda', source: `${FOLDER}/${name}-xvda.img`, format: 'raw' }],
    });
    expect(record.disks?.find(({ path }) => path.endsWith(`${name}-xvda.img`))?.bytes).toBe(content.length);
    expect(readdirSync(work)).toEqual([]);
    await remove(id, 'two');

    // Bytes that nobody signed are not converted, whatever they are.
    const changed = asQcow2(Buffer.alloc(8 * MIB, 16));
    const other = await library.add({
      name: 'changed-qcow2',
      files: { vmlinuz: Buffer.alloc(MIB, 12), 'disk.qcow2': changed },
    });
    changed[changed.length - 1] = 0xff;
    writeFileSync(join(imageFolder(library.dir, other.digest), 'disk.qcow2'), changed);
    const refused = await create({ disks: [{ from: 'library', imageId: other.id }] }, { hostName: 'two' });
    const { errorMessage } = await finished(refused.operationId);
    expect(readdirSync(work)).toEqual([]);
    expect(errorMessage).toMatch(/^disk\.qcow2 in .* is not what was signed any more/);
  });
});

describe('before anything is made it is refused', () => {
  const boot = (imageId: string) => ({ from: 'library' as const, imageId });
  const failed = async (wish: Input): Promise<string | null> => {
    const { id, operationId } = await create(wish);
    const done = await finished(operationId);
    expect(done.state).toBe('failed');
    expect(await site.db.madeThing.count({ where: { domainId: id } })).toBe(0);
    expect(await site.db.hostImageUse.count({ where: { domainId: id } })).toBe(0);
    expect(await site.db.imageUse.count({ where: { subject: `domain:${id}` } })).toBe(0);
    return done.errorMessage;
  };

  test('of an image that is another VO’s, of another machine, without what is asked of it, or unknown', async () => {
    const cms = await library.add({ name: 'of-cms', vo: 'cms', files: { vmlinuz: Buffer.alloc(10) } });
    const arm = await library.add({ name: 'of-arm', architecture: 'arm64', files: { vmlinuz: Buffer.alloc(11) } });
    expect(await failed({ vo: 'atlas', boot: boot(cms.id) })).toMatch(
      /^boot.imageId: of-cms 1 is an image of the VO cms/,
    );
    expect(await failed({ boot: boot(arm.id) })).toContain('aarch64');
    expect(await failed({ architecture: 'i686', boot: boot(tiny.id) })).toMatch(
      /^architecture: tiny 1 is an image for x86_64/,
    );
    expect(await failed({ boot: boot(tiny.id), disks: [boot(tiny.id)] })).toMatch(/tiny 1 has no disk/);
    expect(await failed({ boot: boot(randomUUID()) })).toBe('boot.imageId: there is no such image.');
    expect(await failed({ boot: { from: 'disk' }, disks: [boot(disk.id)] })).toMatch(/has no boot loader/);
    expect(await failed({ boot: boot(tiny.id), networks: ['mcast:10.0.0.1:1'] })).toMatch(
      /^networks.0: write a segment/,
    );
  });

  test('of one that was removed, whose files are not what was signed, or whose signature does not hold', async () => {
    const gone = await library.add({ name: 'gone', files: { vmlinuz: Buffer.alloc(12) } });
    await site.db.image.update({ where: { id: gone.id }, data: { removedAt: new Date() } });
    expect(await failed({ boot: boot(gone.id) })).toMatch(/the files of gone 1 are removed; build it again/);
    const forged = await library.add({ name: 'forged', files: { vmlinuz: Buffer.alloc(13) } });
    await site.db.image.update({ where: { id: forged.id }, data: { signature: Buffer.alloc(64).toString('base64') } });
    expect(await failed({ boot: boot(forged.id) })).toMatch(/^The signature of forged 1 does not hold/);
    const changed = await library.add({ name: 'changed', files: { vmlinuz: Buffer.alloc(14) } });
    const file = join(imageFolder(library.dir, changed.digest), 'vmlinuz');
    writeFileSync(file, Buffer.alloc(15));
    expect(await failed({ boot: boot(changed.id) })).toMatch(/^vmlinuz of the image has 15 bytes .* 14 are signed/);
    // Of the right length it is seen while it is copied, and the copy is not used.
    writeFileSync(file, Buffer.alloc(14, 1));
    expect(await failed({ boot: boot(changed.id) })).toMatch(/is not what was signed any more/);
    await site.skipping('the copy is taken away', async () => !files().includes(copyOf(changed.digest, 'vmlinuz')), {
      stepMs: 5_000,
    });
  }, 60_000);

  test('where somebody else’s file has the place of the copy', async () => {
    const image = await library.add({ name: 'strange', files: { vmlinuz: Buffer.alloc(16) } });
    const path = copyOf(image.digest, 'vmlinuz');
    site.world.hosts.get('one')?.record.disks?.push({ path, bytes: 1, capacityBytes: 1 });
    expect(await failed({ boot: boot(image.id) })).toBe(`one has a file ${path} already; it is left alone.`);
    expect(files()).toContain(path);
  });
});
