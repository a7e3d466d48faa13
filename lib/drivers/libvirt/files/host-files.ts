/** Whole files of a host, through volumes of its storage pools. https://libvirt.org/html/libvirt-libvirt-storage.html */
import { constants } from 'node:os';
import { posix } from 'node:path';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, HostFile, HostFiles } from '@/lib/drivers/port';
import { NativeFailure, type Pointer } from '@/lib/drivers/libvirt/ffi/operations';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { POOL_DEADLINE_MS, TRANSFER_PIECE_BYTES, TRANSFER_PIECE_DEADLINE_MS } from '@/lib/drivers/libvirt/limits';
import { readVolume, writeVolume } from '@/lib/drivers/libvirt/xml/volumes';
import type { FolderPools } from './folder-pools';

/** @param folders of this connection: two books of them would make the same pool twice. */
export function createHostFiles(caller: HostCaller, folders: FolderPools): HostFiles {
  const call = (doing: string, options: CallOptions) => ({
    doing,
    deadlineMs: options.deadlineMs ?? POOL_DEADLINE_MS,
    signal: options.signal,
  });
  const look = async (path: string, options: CallOptions): Promise<HostFile | undefined> => {
    try {
      return readVolume(await caller.invoke('volume', { path }, call(`look at ${path}`, options)));
    } catch (error) {
      if (DriverError.is(error, 'not-found')) return undefined;
      throw error;
    }
  };
  return {
    stat: async (path, options = {}) => {
      try {
        return await folders.with(posix.dirname(path), options, async () => await look(path, options));
      } catch (error) {
        if (isNoFolder(error)) return undefined;
        throw error;
      }
    },
    read: async (path, sink, options = {}) => {
      await folders.with(posix.dirname(path), options, async () => {
        const doing = `read ${path}`;
        await transfer(caller, { path, direction: 'download', length: 0 }, doing, options, async (stream) => {
          for (;;) {
            const { bytes, holeBytes } = await caller.invoke(
              'receive',
              { stream, size: TRANSFER_PIECE_BYTES },
              pieceCall(doing, options),
            );
            if (bytes.length > 0) await sink(bytes);
            for (const zeros of zerosOf(holeBytes)) {
              await sink(zeros);
              options.signal?.throwIfAborted();
            }
            options.signal?.throwIfAborted();
            if (bytes.length < TRANSFER_PIECE_BYTES && holeBytes === 0) return;
          }
        });
      });
    },
    write: async (file, pieces, options = {}) =>
      await folders.with(file.folder, { ...options, build: true }, async (pool) => {
        const doing = `write ${posix.join(file.folder, file.name)}`;
        const length = Math.max(file.bytes, file.capacityBytes ?? 0);
        const xml = writeVolume(file.name, length);
        const path = await caller.invoke('createVolume', { pool, xml }, call(doing, options));
        // libvirt takes a length of 0 for "all there will ever be", and waits.
        if (file.bytes === 0) return path;
        await transfer(caller, { path, direction: 'upload', length }, doing, options, async (stream) => {
          let holeBytes = 0;
          // The file is new, and so zero already: what is zero is skipped, which neither the way nor the disk of the host has to carry.
          const skip = async (): Promise<void> => {
            if (holeBytes > 0)
              await caller.invoke('sendHole', { stream, length: holeBytes }, pieceCall(doing, options));
            holeBytes = 0;
          };
          for await (const piece of pieces) {
            if (isZero(piece)) {
              holeBytes += piece.length;
            } else {
              await skip();
              await caller.invoke('send', { stream, bytes: piece }, pieceCall(doing, options));
            }
            options.signal?.throwIfAborted();
          }
          // After a hole libvirt cuts the file off where it is: the rest of it is one more.
          holeBytes += length - file.bytes;
          await skip();
        });
        return path;
      }),
    remove: async (path, options = {}) => {
      try {
        return await folders.with(posix.dirname(path), options, async () => {
          if ((await look(path, options)) === undefined) return false;
          await caller.invoke('deleteVolume', { path }, call(`remove ${path}`, options));
          return true;
        });
      } catch (error) {
        if (isNoFolder(error)) return false;
        throw error;
      }
    },
    freeBytes: async (folder, options = {}) => {
      try {
        return await folders.with(folder, options, async (name) => {
          const pools = await folders.list(options);
          return pools.find((pool) => pool.name === name)?.freeBytes;
        });
      } catch (error) {
        if (isNoFolder(error)) return undefined;
        throw error;
      }
    },
  };
}

/** The signal is looked at between pieces and not given to them: a stream must not be freed under a call that is in it. */
const pieceCall = (doing: string, options: CallOptions) => ({
  doing,
  deadlineMs: options.deadlineMs ?? TRANSFER_PIECE_DEADLINE_MS,
  long: true,
});

async function transfer(
  caller: HostCaller,
  begin: { readonly path: string; readonly direction: 'download' | 'upload'; readonly length: number },
  doing: string,
  options: CallOptions,
  move: (stream: Pointer) => Promise<void>,
): Promise<void> {
  const abort = (stream: Pointer): void => {
    // A connection that has gone frees its streams by itself.
    void caller.invoke('abortTransfer', { stream }, { doing, deadlineMs: POOL_DEADLINE_MS }).catch(() => undefined);
  };
  const stream = await caller.invoke(
    'openTransfer',
    begin,
    { doing, deadlineMs: options.deadlineMs ?? POOL_DEADLINE_MS, signal: options.signal },
    abort,
  );
  try {
    await move(stream);
    options.signal?.throwIfAborted();
  } catch (error) {
    // A call that is still in the stream when its deadline passes keeps it: one stream lost costs less than a crash.
    if (!DriverError.is(error, 'timeout')) abort(stream);
    if (options.signal?.aborted === true)
      throw new DriverError('cancelled', `Stopped to ${doing}, as asked.`, { cause: error });
    throw error;
  }
  await caller.invoke('finishTransfer', { stream }, { doing, deadlineMs: POOL_DEADLINE_MS });
}

const ZEROS = new Uint8Array(TRANSFER_PIECE_BYTES);
function* zerosOf(length: number): Generator<Uint8Array> {
  for (let left = length; left > 0; left -= ZEROS.length)
    // A copy: whoever is given a piece may keep it, or hand it on to another thread.
    yield ZEROS.slice(0, Math.min(left, ZEROS.length));
}
function isZero(piece: Uint8Array): boolean {
  for (let at = 0; at < piece.length; at += ZEROS.length) {
    const part = piece.subarray(at, at + ZEROS.length);
    if (Buffer.compare(part, ZEROS.subarray(0, part.length)) !== 0) return false;
  }
  return true;
}

/** A folder that is not there holds no file either. */
const isNoFolder = (error: unknown): boolean =>
  DriverError.is(error) &&
  error.cause instanceof NativeFailure &&
  error.native?.name === 'VIR_ERR_SYSTEM_ERROR' &&
  error.cause.record.errno === constants.errno.ENOENT;
