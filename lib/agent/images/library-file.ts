/** A file of the agent's library on its way to a host: read once, hashed as it goes. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keptFileName } from '@/lib/domain/lease-ending';
import type { LibraryFile } from '@/lib/domain/library-image';
import type { CallOptions, HostConnection, UploadSource } from '@/lib/drivers/port';
import type { AgentPorts } from '@/lib/agent/ports';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { hashFile } from '@/lib/images/build/hash-file';
import { imageFolder } from '@/lib/images/build/image-store';
import { PIECE_BYTES } from './tunables';

/** @returns its path in the library, or among kept disks. @throws OperationFailure `refused` where it is not there as it was signed, or kept. */
export async function findLibraryFile(
  { images, kept }: Pick<AgentPorts, 'images' | 'kept'>,
  digest: string,
  file: LibraryFile,
): Promise<string> {
  if (file.keptId !== undefined) return await findKeptFile(kept, file.keptId, file);
  if (images === undefined) throw new OperationFailure('unsupported', 'This agent has no folder for images.');
  const path = join(imageFolder(images.dir, digest), file.name);
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

async function findKeptFile(
  kept: AgentPorts['kept'],
  id: string,
  { bytes }: Pick<LibraryFile, 'bytes'>,
): Promise<string> {
  if (kept === undefined) throw new OperationFailure('unsupported', 'This agent has no folder for kept disks.');
  const path = join(kept.dir, keptFileName(id));
  const size = await stat(path).then(
    (found) => found.size,
    () => undefined, // Whether it is there is the question.
  );
  if (size === bytes) return path;
  throw new OperationFailure(
    'refused',
    size === undefined
      ? 'The kept disk that it starts from is not in this agent’s folder; see GRIDBOX_KEPT_DIR.'
      : `The kept disk that it starts from has ${size} bytes in the agent’s folder, and ${bytes} were kept.`,
  );
}

/** @throws OperationFailure `refused` where its bytes are not those that were signed, or kept. */
export async function proveLibraryFile(path: string, file: LibraryFile, signal: AbortSignal): Promise<void> {
  const { hash } = await hashFile(path, 'sha512', signal);
  if (hash !== file.sha512) throw notAsSigned(file);
}

const notAsSigned = ({ name, keptId }: Pick<LibraryFile, 'name' | 'keptId'>): OperationFailure =>
  new OperationFailure(
    'refused',
    keptId === undefined
      ? `${name} in the agent's folder of images is not what was signed any more; build the image again.`
      : 'The kept disk in the agent’s folder is not what was kept any more: its SHA-512 is another one.',
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
  throw new OperationFailure(
    'refused',
    `${path} on its host is not what was ${file.keptId === undefined ? 'signed' : 'kept'}: its SHA-512 is another one.`,
  );
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
