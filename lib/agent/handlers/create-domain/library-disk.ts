import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { imageLabel } from '@/lib/domain/library-image';
import type { DomainAtHost } from '@/lib/agent/handlers/host-of-domain';
import { createProgress } from '@/lib/agent/handlers/step-progress';
import { convertImage } from '@/lib/agent/handlers/cold-move/qemu-img';
import { closeWorkFolder, openWorkFolder, requireRoom } from '@/lib/agent/handlers/cold-move/work-folder';
import { copyAgain } from '@/lib/agent/images/copy-again';
import { findLibraryFile, proveLibraryFile, putLibraryFile, type SentFile } from '@/lib/agent/images/library-file';
import { formatBytes } from '@/lib/utils/units';
import { disksAt, type CreateRun } from './place';
import type { DiskPlan } from './plan-creation';

/** A layer on the host's copy, which is there by now and compared with its manifest, or a copy of the domain's own. */
export async function makeLibraryDisk(
  run: CreateRun,
  at: DomainAtHost,
  disk: Extract<DiskPlan, { how: 'library' }>,
): Promise<string> {
  const { library, file, basePath } = disk;
  const to = { folder: posix.dirname(disk.path), name: posix.basename(disk.path) };
  const call = { signal: run.signal };
  if (basePath !== undefined) {
    const base = await disksAt(at).stat(basePath, call);
    // Its bytes are those that were signed, so what the host reads from them may be gone by.
    const capacityBytes = Math.max(disk.sizeBytes, base?.capacityBytes ?? base?.bytes ?? file.bytes);
    await disksAt(at).make(
      { ...to, format: 'qcow2', capacityBytes, base: { path: basePath, format: file.format } },
      call,
    );
    return `${formatBytes(capacityBytes)}, qcow2, a layer on ${basePath} of ${imageLabel(library)}`;
  }
  const source = await findLibraryFile(run.ports, library.digest, file);
  const progress = createProgress(run);
  const put = async (path: string, sent: SentFile): Promise<void> => {
    await copyAgain(run, at.hostId, async (connection, before) => {
      // Half of it, by a try that failed; what a run left that died is gone by now.
      if (before > 0) await connection.disks?.remove(disk.path, call);
      await putLibraryFile(connection, path, sent, {
        to: { ...to, capacityBytes: disk.sizeBytes },
        onBytes: (written, of) =>
          progress.say(
            `Copying ${file.name} of ${imageLabel(library)} to ${at.hostName}: ${formatBytes(written)} of ${formatBytes(of)}.`,
          ),
        call,
      });
    });
  };
  try {
    if (file.format === 'raw') {
      await put(source, file);
      return `${formatBytes(file.bytes)}, raw, a copy of ${imageLabel(library)}`;
    }
    const bytes = await withRawFile(run, { source, file, progress }, put);
    return `${formatBytes(bytes)}, raw, converted from ${file.name} of ${imageLabel(library)}`;
  } finally {
    progress.close();
  }
}

interface RawFile {
  readonly source: string;
  readonly file: Extract<DiskPlan, { how: 'library' }>['file'];
  readonly progress: ReturnType<typeof createProgress>;
}

/**
 * The disk of an image as a host reads it that knows raw files alone, in the agent's own room while it is used. Converted anew for each
 * domain: it takes seconds, and a raw file that is kept would be one more to collect.
 * @returns its length, most of it holes
 * @throws OperationFailure where the image is not as it was signed, or there is no room or no qemu-img
 */
async function withRawFile(
  run: CreateRun,
  { source, file, progress }: RawFile,
  use: (path: string, sent: SentFile) => Promise<void>,
): Promise<number> {
  const { signal } = run;
  const folder = await openWorkFolder(run, 'create-domain');
  try {
    // What takes room of it is what takes room in the image.
    await requireRoom(folder, file.bytes);
    progress.say(`Converting ${file.name} to a raw file.`);
    await proveLibraryFile(source, file, signal);
    const path = join(folder, 'disk.raw');
    await convertImage({ path: source, format: file.format }, { path, format: 'raw' }, { signal });
    const { size } = await stat(path);
    await use(path, { name: file.name, bytes: size, sha512: undefined });
    return size;
  } finally {
    await closeWorkFolder(folder);
  }
}
