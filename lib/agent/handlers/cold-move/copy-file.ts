/** One file from the source to the target: read, converted where it is a disk, written, and read back. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { ColdMoveFile } from '@/lib/contracts/cold-moves';
import { createProgress, type Progress } from '@/lib/agent/handlers/step-progress';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { formatBytes } from '@/lib/utils/units';
import type { ColdEnds, ColdRun } from './ends';
import { convertImage, readImageSize } from './qemu-img';
import { requireRoom } from './work-folder';

/** A kernel may be replaced while we look; a disk of a domain that is off may not grow. */
const GROWTH_ALLOWED_BYTES = 0;
const PIECE_BYTES = 1024 * 1024;

/**
 * @param keep writes down how far the file is, before and after its side effects
 * @returns the file as it then is.
 */
export async function copyFile(
  run: ColdRun,
  ends: ColdEnds,
  file: ColdMoveFile,
  work: { readonly folder: string; readonly keep: (file: ColdMoveFile) => Promise<void> },
): Promise<ColdMoveFile> {
  const { signal } = run;
  const progress = createProgress(run);
  const taken = join(work.folder, 'source');
  const made = join(work.folder, 'target');
  try {
    await requireRoom(work.folder, file.bytes);
    await download(ends, file, taken, { signal, progress });
    run.probe('file-read');
    const image = await convert(file, { taken, made, folder: work.folder, signal, progress });
    const bytes = (await stat(image)).size;
    await requireRoomAtTarget(ends, file, bytes, signal);
    if (file.begun) {
      // An earlier run began it, and nobody knows how far it came.
      await ends.target.files.remove(file.targetPath, { signal });
    } else if ((await ends.target.files.stat(file.targetPath, { signal })) !== undefined) {
      throw new OperationFailure(
        'refused',
        `${ends.target.name} has a file ${file.targetPath} by now; it is left alone.`,
      );
    }
    const begun = { ...file, begun: true };
    await work.keep(begun);
    run.probe('before-write');
    const sha256 = await upload(ends, begun, image, { bytes, signal, progress });
    run.probe('file-written');
    await readBack(ends, begun, { bytes, sha256, signal, progress });
    const done = { ...begun, written: { bytes, sha256 } };
    await work.keep(done);
    run.note(summary(ends, done));
    return done;
  } finally {
    progress.close();
    await Promise.all([rm(taken, { force: true }), rm(made, { force: true })]);
  }
}

interface Watched {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

async function download(ends: ColdEnds, file: ColdMoveFile, to: string, { signal, progress }: Watched): Promise<void> {
  const handle = await open(to, 'wx', 0o600);
  let bytes = 0;
  try {
    await ends.source.files.read(
      file.sourcePath,
      async (piece) => {
        bytes += piece.length;
        if (bytes > file.bytes + GROWTH_ALLOWED_BYTES)
          throw new OperationFailure('refused', `${file.sourcePath} on ${ends.source.name} grew while it was read.`);
        await handle.appendFile(piece);
        progress.say(`${formatBytes(bytes)} of ${formatBytes(file.bytes)} read from ${ends.source.name}.`);
      },
      { signal },
    );
  } finally {
    await handle.close();
  }
  if (bytes !== file.bytes)
    throw new OperationFailure(
      'refused',
      `${ends.source.name} gave ${bytes} of the ${file.bytes} bytes of ${file.sourcePath}.`,
    );
}

/** @returns where the image for the target is. */
async function convert(
  file: ColdMoveFile,
  at: Watched & { readonly taken: string; readonly made: string; readonly folder: string },
): Promise<string> {
  const { sourceFormat: from, targetFormat: to } = file;
  if (from === null || to === null || (from === 'raw' && to === 'raw')) return at.taken;
  const bytes = await readImageSize(at.taken, from, at);
  // A raw image is as long as the disk, whatever is on it.
  await requireRoom(at.folder, bytes);
  at.progress.say(`Converting ${formatBytes(bytes)} from ${from} to ${to}.`);
  await convertImage({ path: at.taken, format: from }, { path: at.made, format: to }, at);
  return at.made;
}

async function requireRoomAtTarget(
  ends: ColdEnds,
  file: ColdMoveFile,
  bytes: number,
  signal: AbortSignal,
): Promise<void> {
  const folder = posix.dirname(file.targetPath);
  const free = await ends.target.files.freeBytes(folder, { signal });
  if (free === undefined || free >= bytes) return;
  throw new OperationFailure(
    'refused',
    `${ends.target.name} has ${formatBytes(free)} free in ${folder}; ${formatBytes(bytes)} are needed for ${file.targetPath}.`,
  );
}

/** @returns the SHA-256 of what was sent. */
async function upload(
  ends: ColdEnds,
  file: ColdMoveFile,
  image: string,
  { bytes, signal, progress }: Watched & { readonly bytes: number },
): Promise<string> {
  const hash = createHash('sha256');
  let sent = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of createReadStream(image, { highWaterMark: PIECE_BYTES })) {
      // A stream opened without an encoding gives buffers; a copy of its own, since it goes to another thread.
      const part = new Uint8Array(piece as Buffer);
      hash.update(part);
      yield part;
      sent += part.length;
      progress.say(`${formatBytes(sent)} of ${formatBytes(bytes)} written to ${ends.target.name}.`);
    }
  }
  const to = { folder: posix.dirname(file.targetPath), name: posix.basename(file.targetPath), bytes };
  await ends.target.files.write(to, pieces(), { signal });
  return hash.digest('hex');
}

/** What lies at the target is what was sent: nothing else proves it without a program there. */
async function readBack(
  ends: ColdEnds,
  file: ColdMoveFile,
  { bytes, sha256, signal, progress }: Watched & { readonly bytes: number; readonly sha256: string },
): Promise<void> {
  const hash = createHash('sha256');
  let read = 0;
  await ends.target.files.read(
    file.targetPath,
    async (piece) => {
      hash.update(piece);
      read += piece.length;
      progress.say(`${formatBytes(read)} of ${formatBytes(bytes)} read back from ${ends.target.name}.`);
    },
    { signal },
  );
  if (read === bytes && hash.digest('hex') === sha256) return;
  throw new OperationFailure(
    'refused',
    `${file.targetPath} on ${ends.target.name} is not what was written there: ${read} of ${bytes} bytes, or another content.`,
  );
}

const HASH_SHOWN = 12;
function summary(ends: ColdEnds, file: ColdMoveFile): string {
  const written = file.written;
  const converted =
    file.sourceFormat === file.targetFormat || file.targetFormat === null ? '' : `, converted to ${file.targetFormat}`;
  return `${formatBytes(file.bytes)} read from ${ends.source.name}${converted}; ${formatBytes(written?.bytes ?? 0)} written to ${file.targetPath} and read back, SHA-256 ${written?.sha256.slice(0, HASH_SHOWN) ?? ''}…`;
}
