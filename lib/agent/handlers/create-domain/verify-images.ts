/** Images that lie on the host already, compared with the SHA-512 that whoever asks knows of them. */
import { createHash } from 'node:crypto';
import type { DomainAtHost } from '@/lib/agent/handlers/host-of-domain';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { formatBytes } from '@/lib/utils/units';
import type { CreateRun } from './place';

/** @throws OperationFailure `refused` where a file is another than was meant, `unsupported` where the host gives none of its files to be read. */
export async function verifyImages(run: CreateRun, at: DomainAtHost): Promise<void> {
  for (const [index, disk] of run.input.disks.entries()) {
    // The first is not read where a kept disk stands in for it.
    if (index === 0 && run.input.keptDiskId !== undefined) continue;
    if ((disk.from !== 'copy' && disk.from !== 'layer') || disk.sha512 === undefined) continue;
    await run.step('verify-image', `Compare ${disk.path} on ${at.hostName} with its SHA-512`);
    const { files, driver } = at.connection;
    if (driver === 'simulated') {
      run.note('Simulated files have no content: not compared.', true);
      continue;
    }
    if (files === undefined)
      throw new OperationFailure(
        'unsupported',
        `${at.hostName} gives none of its files to be read, so ${disk.path} cannot be compared.`,
      );
    const hash = createHash('sha512');
    let bytes = 0;
    await files.read(
      disk.path,
      async (piece) => {
        hash.update(piece);
        bytes += piece.length;
        return await Promise.resolve();
      },
      { signal: run.signal },
    );
    if (hash.digest('hex') !== disk.sha512)
      throw new OperationFailure(
        'refused',
        `${disk.path} on ${at.hostName} is not the file that was meant: its SHA-512 is another.`,
      );
    run.note(`${formatBytes(bytes)} read, and the same.`);
  }
}
