/** A file of the agent's library on its way to a host: read once, hashed as it goes. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LibraryFile } from '@/lib/domain/library-image';
import type { CallOptions, HostConnection, UploadSource } from '@/lib/drivers/port';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { hashFile } from '@/lib/images/build/hash-file';
import { imageFolder } from '@/lib/images/build/image-store';
import { PIECE_BYTES } from './tunables';

/** @returns its path in the library. @throws OperationFailure `refused` where it is not there as it was signed. */
export async function findLibraryFile(dir: string, digest: string, file: LibraryFile): Promise<string> {
  const path = join(imageFolder(dir, digest), file.name);
  const size = await stat(path).then(
    ({ size: bytes }) => bytes,
    () => undefined, // Whether it is there is the question.
  );
  if (size === file.bytes) return path;
  throw new OperationFailure(
    'refused',
    size === undefined
      ? `This agent's folder of images has no ${file.name} of the image; build it again, or let the agent that has it make the domain.`
      : `${file.name} of the image has ${size} bytes in the agent's folder, and ${file.bytes} are signed; build it again.`,
  );
}

/** @throws OperationFailure `refused` where its bytes are not those that were signed. */
export async function proveLibraryFile(path: string, file: LibraryFile, signal: AbortSignal): Promise<void> {
  const { hash } = await hashFile(path, 'sha512', signal);
  if (hash !== file.sha512) throw notAsSigned(file);
}

const notAsSigned = ({ name }: Pick<LibraryFile, 'name'>): OperationFailure =>
  new OperationFailure(
    'refused',
    `${name} in the agent's folder of images is not what was signed any more; build the image again.`,
  );

export interface PutBytes {
  readonly to: { readonly folder: string; readonly name: string; readonly capacityBytes?: number | undefined };
  readonly onBytes?: ((written: number, of: number) => void) | undefined;
  readonly call: CallOptions;
}

/** What is sent: a file of the library, or one that was made of it a moment ago and of which nothing is signed. */
export interface SentFile extends Omit<LibraryFile, 'sha512'> {
  readonly sha512: string | undefined;
}

/**
 * Puts it on a host and proves it there: what was sent has the manifest's SHA-512 where there is one, and what the host gives back has
 * that of what was sent.
 * @returns false where the host gives nothing back, as simulated ones do; then the length alone was compared
 * @throws OperationFailure `refused` where either is not so; DriverError as the host does. A part of it may be there then.
 */
export async function putLibraryFile(
  connection: HostConnection,
  path: string,
  file: SentFile,
  { to, onBytes, call }: PutBytes,
): Promise<boolean> {
  const { disks } = connection;
  if (disks === undefined) throw new OperationFailure('unsupported', 'Gridbox cannot put files on this host.');
  const sent = createHash('sha512');
  const source: UploadSource = { bytes: file.bytes, pieces: hashed(path, sent, call.signal) };
  const there = await disks.upload(source, to, onBytes, call);
  const sha512 = sent.digest('hex');
  if (file.sha512 !== undefined && sha512 !== file.sha512) throw notAsSigned(file);
  const found = await disks.stat(there, call);
  const bytes = Math.max(file.bytes, to.capacityBytes ?? 0);
  if (found?.bytes !== bytes)
    throw new OperationFailure(
      'refused',
      `${there} has ${found?.bytes ?? 0} bytes on its host, and ${bytes} were sent.`,
    );
  return await proveHostFile(connection, there, { ...file, sha512 }, call);
}

/**
 * Reads a file back from its host and compares it with the manifest's SHA-512; what is longer than it is not looked at.
 * @returns false where the host gives nothing back
 * @throws OperationFailure `refused` where it is another
 */
export async function proveHostFile(
  { files }: HostConnection,
  path: string,
  file: LibraryFile,
  call: CallOptions,
): Promise<boolean> {
  if (files === undefined) return false;
  const hash = createHash('sha512');
  let left = file.bytes;
  await files.read(
    path,
    async (piece) => {
      // What follows is room that the guest may fill.
      hash.update(piece.subarray(0, left));
      left -= Math.min(left, piece.length);
    },
    call,
  );
  if (hash.digest('hex') === file.sha512) return true;
  throw new OperationFailure('refused', `${path} on its host is not what was signed: its SHA-512 is another one.`);
}

async function* hashed(
  path: string,
  hash: ReturnType<typeof createHash>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES, signal })) {
    hash.update(piece as Buffer); // without an encoding a stream gives buffers
    yield piece as Buffer;
  }
}
