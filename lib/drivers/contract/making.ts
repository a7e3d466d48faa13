/** Domains and disks that Gridbox makes: what was wanted is what the host then has. */
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { macOf, type WantedDomain } from '@/lib/domain/wanted-domain';
import { expectDriverError, memoryOf, type ContractContext } from '@/lib/drivers/contract/context';
import type { HostDisks, UploadSource } from '@/lib/drivers/port';

const HOSTILE_TEXT = `it's <"the"> & \\ best`;
const MIB = 1024 * 1024;

export function describeMaking(context: ContractContext): void {
  const disksOf = (): HostDisks => {
    const { disks } = context.host;
    if (disks === undefined) throw new Error('This host makes no disks.');
    return disks;
  };
  const folder = (): string => {
    const { making } = context.setup;
    if (making === undefined) throw new Error('The setup names no folder for disks.');
    return making.folder;
  };
  const wantedDomain = (change: Partial<WantedDomain>): WantedDomain => {
    const id = context.newDomainId();
    return {
      id,
      name: `made-${id.slice(0, 8)}`,
      note: HOSTILE_TEXT,
      metadata: { roles: ['CE'], vo: 'atlas', tags: ['made', HOSTILE_TEXT], needsFpswa: false, affinity: 'storage' },
      memoryKiB: memoryOf(context.setup),
      maxMemoryKiB: memoryOf(context.setup) * 2,
      vcpus: 1,
      architecture: 'x86_64',
      guestMode: context.setup.making?.guestMode ?? 'hvm',
      boot: {
        from: 'kernel',
        kernel: '/boot/vmlinuz',
        initramfs: '/boot/initramfs',
        commandLine: `a="b" ${HOSTILE_TEXT}`,
      },
      disks: [],
      nics: [],
      ...change,
    };
  };

  describe('domains that are made', () => {
    it('are defined as they were wanted, hostile text included, and the same twice', async () => {
      const disks = disksOf();
      const name = `${crypto.randomUUID()}.raw`;
      const path = await disks.make({ folder: folder(), name, format: 'raw', capacityBytes: 4 * MIB });
      const told = await disks.make({ folder: folder(), name: `${name}.told`, format: 'raw', capacityBytes: MIB });
      const wanted = wantedDomain({
        disks: [
          { path, format: 'raw' },
          { path: told, format: 'raw', readOnly: true },
        ],
      });
      const host = await context.host.readHost();
      const text = context.host.renderDefinition(wanted, host);
      expect(await context.host.define(text)).toBe(wanted.id);
      expect(await context.host.define(context.host.renderDefinition(wanted, host))).toBe(wanted.id);
      const reading = await context.host.readDomain(wanted.id);
      expect(reading).toMatchObject({
        name: wanted.name,
        state: 'off',
        persistent: true,
        vcpus: 1,
        maxMemoryKiB: wanted.maxMemoryKiB,
        definition: {
          architecture: 'x86_64',
          guestMode: wanted.guestMode,
          metadata: wanted.metadata,
          ...(wanted.boot.from === 'kernel'
            ? {
                kernel: wanted.boot.kernel,
                initrd: wanted.boot.initramfs,
                commandLine: wanted.boot.commandLine,
              }
            : {}),
          disks: [
            { source: path, format: 'raw', readOnly: false, kind: 'disk' },
            { source: told, format: 'raw', readOnly: true, kind: 'disk' },
          ],
        },
      });
      await context.host.undefine(wanted.id);
      for (const each of [path, told]) expect(await disks.remove(each)).toBe(true);
    });

    it('are attached to the networks that were wanted, each by an address of its own', async () => {
      const { networks, hypervisor } = await context.host.readHost();
      const nics = networks
        .filter(({ active }) => active)
        .slice(0, 2)
        .map(({ name }) => ({ kind: 'network' as const, source: name }));
      const wanted = wantedDomain({ nics });
      await context.host.define(context.host.renderDefinition(wanted, await context.host.readHost()));
      const reading = await context.host.readDomain(wanted.id);
      expect(reading?.definition?.nics).toMatchObject(
        nics.map(({ source }, index) => ({
          source,
          mac: macOf(wanted.id, index, hypervisor === 'xen' ? 'xen' : 'qemu'),
        })),
      );
      await context.host.undefine(wanted.id);
    });

    it('are refused where their text holds what a definition cannot', async () => {
      const host = await context.host.readHost();
      await expectDriverError(
        (async () => context.host.renderDefinition(wantedDomain({ name: 'a\0b' }), host))(),
        'refused',
      );
    });
  });

  describe('disks that are made', () => {
    it('are there, are not made over another, and are gone once removed', async () => {
      const disks = disksOf();
      const name = `${crypto.randomUUID()}.img`;
      const image = { folder: folder(), name, format: 'raw', capacityBytes: 8 * MIB } as const;
      const path = await disks.make(image);
      expect(path).toBe(posix.join(folder(), name));
      expect(await disks.stat(path)).toMatchObject({ path, bytes: 8 * MIB, capacityBytes: 8 * MIB });
      await expectDriverError(disks.make(image), 'refused');
      expect(await disks.freeBytes(folder())).toBeGreaterThan(0);
      expect(await disks.remove(path)).toBe(true);
      expect(await disks.remove(path)).toBe(false);
      expect(await disks.stat(path)).toBeUndefined();
    });

    it('may be a layer on another image, or a copy of it', async () => {
      const disks = disksOf();
      const key = crypto.randomUUID();
      const base = await disks.make({ folder: folder(), name: `${key}.base`, format: 'raw', capacityBytes: 4 * MIB });
      const wanted = {
        folder: folder(),
        name: `${key}.layer`,
        format: 'qcow2',
        capacityBytes: 4 * MIB,
        base: { path: base, format: 'raw' },
      } as const;
      const layer = posix.join(folder(), wanted.name);
      const offersLayers = context.setup.making?.layers !== false;
      if (offersLayers) {
        expect(await disks.make(wanted)).toBe(layer);
        expect(await disks.stat(layer)).toMatchObject({
          guessedFormat: 'qcow2',
          backingPath: base,
          capacityBytes: 4 * MIB,
        });
      } else {
        await expectDriverError(disks.make(wanted), 'unsupported');
        expect(await disks.stat(layer)).toBeUndefined();
      }
      let told = 0;
      const copy = await disks.copy(base, { folder: folder(), name: `${key}.copy` }, (written) => (told = written));
      expect(told).toBe(4 * MIB);
      expect(await disks.stat(copy)).toMatchObject({ bytes: 4 * MIB });
      await expectDriverError(disks.copy(base, { folder: folder(), name: `${key}.copy` }), 'refused');
      await expectDriverError(disks.copy(`${base}.not`, { folder: folder(), name: `${key}.other` }), 'not-found');
      for (const path of [copy, base]) expect(await disks.remove(path)).toBe(true);
      expect(await disks.remove(layer)).toBe(offersLayers);
    });

    it('may be bytes of ours, as they are, and longer where that was asked for', async () => {
      const disks = disksOf();
      const name = `${crypto.randomUUID()}.up`;
      const pieces = [Buffer.alloc(MIB, 1), Buffer.alloc(MIB / 2, 2)];
      const source = (): UploadSource => ({ bytes: 1.5 * MIB, pieces: Readable.from(pieces) });
      const told: number[] = [];
      const path = await disks.upload(source(), { folder: folder(), name }, (written) => told.push(written));
      expect(told).toEqual([MIB, 1.5 * MIB]);
      expect(await disks.stat(path)).toMatchObject({ path, bytes: 1.5 * MIB });
      const { files } = context.host;
      if (files !== undefined) {
        const read: Uint8Array[] = [];
        await files.read(path, async (piece) => void read.push(Uint8Array.from(piece)));
        expect(Buffer.concat(read).equals(Buffer.concat(pieces))).toBe(true);
      }
      await expectDriverError(disks.upload(source(), { folder: folder(), name }), 'refused');
      const longer = { folder: folder(), name: `${name}.longer`, capacityBytes: 4 * MIB };
      const second = await disks.upload(source(), longer);
      expect(await disks.stat(second)).toMatchObject({ bytes: 4 * MIB });
      for (const each of [path, second]) expect(await disks.remove(each)).toBe(true);
    });
  });
}
