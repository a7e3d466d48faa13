import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '@/lib/domain/errors';
import { keptFileName } from '@/lib/domain/lease-ending';
import { requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import { fileResponse } from '@/lib/server/http/file-response';
import type { ServiceContext } from '@/lib/server/service-context';
import { recordLease } from '@/lib/server/services/leases/record-lease';
import { findKeptDisk } from './find-kept-disk';

/**
 * The file of a kept disk, for the people of its VO; who fetched it is in the history of its lease.
 * @throws AppError `forbidden`, `not-found`, `refused` where it is simulated, `unavailable` where this half has not got the file
 */
export async function readKeptDisk(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<Response> {
  const { context, id } = options;
  requireScope(context.actor, 'leases:request');
  const row = await findKeptDisk(context.db, context.actor, id);
  if (row.simulated)
    throw new AppError(
      'refused',
      'It was the disk of a simulated domain, which has no content: there is nothing to fetch.',
    );
  const handle = await openKept(id);
  try {
    const { size } = await handle.stat();
    await context.db.$transaction(async (tx) => {
      await recordLease(tx, context, {
        action: 'readKeptDisk',
        row: row.lease,
        words: `disk ${row.target} of ${row.domainName} is fetched`,
      });
    });
    // The stream closes the file, also where whoever fetches it leaves.
    const stream = Readable.toWeb(handle.createReadStream()) as ReadableStream<Uint8Array>;
    return fileResponse(stream, 'application/octet-stream', `${row.domainName}-${row.target}.qcow2`, size);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openKept(id: string): Promise<FileHandle> {
  try {
    return await open(join(getConfig().keptDir, keptFileName(id)), 'r');
  } catch (error) {
    throw new AppError(
      'unavailable',
      'The file is not where this half of Gridbox looks for it: both halves need the same GRIDBOX_KEPT_DIR.',
      { cause: error },
    );
  }
}
