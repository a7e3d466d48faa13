/** Disk images of a host, as volumes of its storage pools. https://libvirt.org/html/libvirt-libvirt-storage.html */
import { posix } from 'node:path';
import { DriverError } from '@/lib/drivers/errors';
import type { HostDisks, HostFiles } from '@/lib/drivers/port';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { POOL_DEADLINE_MS } from '@/lib/drivers/libvirt/limits';
import { writeImage } from '@/lib/drivers/libvirt/xml/volumes';
import type { FolderPools } from './folder-pools';

/** In libvirt's words, which come with no code of their own. */
const WITHOUT_QEMU_IMG = /not supported without qemu-img/;

export function createHostDisks(caller: HostCaller, folders: FolderPools, files: HostFiles): HostDisks {
  return {
    stat: files.stat,
    remove: files.remove,
    freeBytes: files.freeBytes,
    make: async (image, options = {}) => {
      const path = posix.join(image.folder, image.name);
      return await folders.with(image.folder, { ...options, build: true }, async (pool) => {
        const call = {
          doing: `make ${path}`,
          deadlineMs: options.deadlineMs ?? POOL_DEADLINE_MS,
          signal: options.signal,
        };
        try {
          return await caller.invoke('createVolume', { pool, xml: writeImage(image) }, call);
        } catch (error) {
          throw WITHOUT_QEMU_IMG.test(DriverError.is(error) ? (error.native?.message ?? '') : '')
            ? new DriverError('unsupported', `Could not make ${path}: its host makes no ${image.format} images.`, {
                cause: error,
                remedy: 'Install qemu-utils on the host, or make the disk raw.',
              })
            : error;
        }
      });
    },
    upload: async (source, to, onBytes, options = {}) => {
      let written = 0;
      async function* counted(): AsyncGenerator<Uint8Array> {
        for await (const piece of source.pieces) {
          yield piece;
          written += piece.length;
          onBytes?.(written, source.bytes);
        }
      }
      return await files.write({ ...to, bytes: source.bytes }, counted(), options);
    },
    // Through us and back, not by the host's own copying: that cannot be stopped, nor asked how far it is.
    copy: async (from, to, onBytes, options = {}) => {
      const found = await files.stat(from, options);
      if (found === undefined) throw new DriverError('not-found', `There is no file ${from}.`);
      // One piece at a time, so that no image is ever in memory.
      const pipe = new TransformStream<Uint8Array, Uint8Array>();
      const writer = pipe.writable.getWriter();
      // Whoever waits for a piece or hands one over hears of it.
      writer.closed.catch(() => undefined);
      let written = 0;
      async function* counted(size: number): AsyncGenerator<Uint8Array> {
        for await (const piece of pipe.readable) {
          yield piece;
          written += piece.length;
          onBytes?.(written, size);
        }
      }
      const reading = files
        .read(from, async (piece) => await writer.write(piece), options)
        .then(
          async () => await writer.close(),
          async (error: unknown) => await writer.abort(error),
        )
        .catch(() => undefined);
      try {
        return await files.write({ ...to, bytes: found.bytes }, counted(found.bytes), options);
      } finally {
        // Where writing failed before it took a piece, nobody will. Said at this end: the other would wait for the piece it holds.
        if (!pipe.readable.locked)
          await pipe.readable.cancel(new DriverError('cancelled', `Stopped to copy ${from}.`)).catch(() => undefined);
        await reading;
      }
    },
  };
}
