import { posix } from 'node:path';
import { imageLabel } from '@/lib/domain/library-image';
import type { DomainAtHost } from '@/lib/agent/handlers/host-of-domain';
import { createProgress } from '@/lib/agent/handlers/step-progress';
import { findLibraryFile, putLibraryFile } from '@/lib/agent/images/library-file';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
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
  const { images } = run.ports;
  if (images === undefined) throw new OperationFailure('unsupported', 'This agent has no folder for images.');
  const source = await findLibraryFile(images.dir, library.digest, file);
  const progress = createProgress(run);
  try {
    await putLibraryFile(at.connection, source, file, {
      to: { ...to, capacityBytes: disk.sizeBytes },
      onBytes: (written, of) =>
        progress.say(
          `Copying ${file.name} of ${imageLabel(library)} to ${at.hostName}: ${formatBytes(written)} of ${formatBytes(of)}.`,
        ),
      call,
    });
  } finally {
    progress.close();
  }
  return `${formatBytes(file.bytes)}, raw, a copy of ${imageLabel(library)}`;
}
