/** One disk, from its host into the folder of kept disks. */
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostFiles } from '@/lib/drivers/port';
import { convertImage, moveBase, readImageSize, readLayer } from '@/lib/agent/handlers/cold-move/qemu-img';
import type { DomainAtHost } from '@/lib/agent/handlers/host-of-domain';
import { createProgress } from '@/lib/agent/handlers/step-progress';
import { putKept, requireKeptRoom } from '@/lib/agent/kept/kept-store';
import type { KeptPorts } from '@/lib/agent/ports';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { hashFile } from '@/lib/images/build/hash-file';
import { DAY_MS } from '@/lib/utils/time';
import { formatBytes } from '@/lib/utils/units';
import { baseOf, beginKept, type KeepingLease, type KeepRun, markKept, takeKeptRoom } from './sql';

/** A disk that a domain can write to, by a file of its host. */
export interface OwnDisk {
  readonly target: string;
  readonly source: string;
  readonly format?: string | undefined;
  readonly capacityBytes?: number | undefined;
}

interface Keeping {
  readonly lease: KeepingLease;
  readonly disk: OwnDisk;
  readonly kept: KeptPorts;
  /** Empty folder, on one file system with where it is kept. */
  readonly work: string;
}

/** @throws OperationFailure, DriverError; LeaseLost where another run has taken over */
export async function keepDisk(run: KeepRun, at: DomainAtHost, keeping: Keeping): Promise<void> {
  const { lease, disk, kept } = keeping;
  const simulated = at.connection.driver === 'simulated';
  const facts = { vo: lease.vo, target: disk.target, simulated, capacityBytes: disk.capacityBytes };
  const begun = await beginKept(run, at, facts);
  run.probe('disk-begun');
  if (begun.state !== 'begun') return run.note('Kept by an earlier run already.', true);
  const mark = async (sha512?: string, capacityBytes?: number) => {
    const now = run.ports.clock.now();
    await markKept(run, begun.id, {
      sha512,
      capacityBytes,
      at: now,
      until: new Date(now.getTime() + lease.keepDays * DAY_MS),
    });
    run.probe('disk-kept');
  };
  if (simulated) {
    await mark();
    return run.note('Simulated: a disk with a size and no content, so there is nothing to fetch.', true);
  }
  const { files } = at.connection;
  if (files === undefined)
    throw new OperationFailure('unsupported', `Gridbox reads no disks of ${at.hostName}, so none can be exported.`);
  const whole = await makeWhole(run, at, { ...keeping, files });
  run.probe('disk-whole');
  const { hash, bytes } = await hashFile(whole.path, 'sha512', run.signal);
  const others = await takeKeptRoom(run, { id: begun.id, vo: lease.vo, bytes, most: kept.bytesPerVo });
  if (others !== undefined)
    throw new OperationFailure(
      'refused',
      `${lease.vo} has ${formatBytes(others)} of kept disks, and ${formatBytes(bytes)} more are over the ${formatBytes(kept.bytesPerVo)} that one VO may have. Fetch and remove some.`,
    );
  await putKept(kept.dir, whole.path, begun.id);
  run.probe('disk-put');
  await mark(hash, whole.capacityBytes);
  run.note(`${formatBytes(bytes)}, a disk of ${formatBytes(whole.capacityBytes)}, SHA-512 ${hash.slice(0, 12)}….`);
}

/** @returns one image of its own, whatever layers it was of, and the size of its disk */
async function makeWhole(
  run: KeepRun,
  at: DomainAtHost,
  { disk, work, files }: Keeping & { readonly files: HostFiles },
): Promise<{ readonly path: string; readonly capacityBytes: number }> {
  const format = disk.format === 'raw' || disk.format === 'qcow2' ? disk.format : undefined;
  if (format === undefined)
    throw new OperationFailure('unsupported', `A disk of the format ${disk.format ?? 'unknown'} cannot be exported.`);
  const [taken, under, made] = ['taken', 'under', 'whole'].map((name) => join(work, name)) as [string, string, string];
  for (const path of [taken, under, made]) await rm(path, { force: true });
  const call = { signal: run.signal };
  await fetchFile(run, at, { files, from: disk.source, to: taken });
  run.probe('disk-read');
  const layer = format === 'qcow2' ? await readLayer(taken, call) : undefined;
  if (layer !== undefined) {
    // Another file of the host than that which Gridbox put it on is nobody's to give away.
    const known = await baseOf(run.sql, at.id, disk.source);
    if (known !== layer.path)
      throw new OperationFailure(
        'unsupported',
        `${disk.source} on ${at.hostName} is a layer on ${layer.path}, which Gridbox did not put it on.`,
      );
    await fetchFile(run, at, { files, from: layer.path, to: under });
    if (layer.format === 'qcow2') await readImageSize(under, 'qcow2', call);
    await moveBase(taken, { path: under, format: layer.format }, call);
  }
  await convertImage({ path: taken, format }, { path: made, format: 'qcow2' }, call);
  const capacityBytes = await readImageSize(made, 'qcow2', call);
  for (const path of [taken, under]) await rm(path, { force: true });
  return { path: made, capacityBytes };
}

async function fetchFile(
  run: KeepRun,
  at: DomainAtHost,
  { files, from, to }: { readonly files: HostFiles; readonly from: string; readonly to: string },
): Promise<void> {
  const found = await files.stat(from, { signal: run.signal });
  if (found === undefined) throw new OperationFailure('not-found', `${at.hostName} has no file ${from} any more.`);
  await requireKeptRoom(join(to, '..'), found.bytes);
  const progress = createProgress(run);
  const handle = await open(to, 'wx', 0o600);
  let bytes = 0;
  try {
    await files.read(
      from,
      async (piece) => {
        await handle.appendFile(piece);
        bytes += piece.length;
        progress.say(`${formatBytes(bytes)} of ${formatBytes(found.bytes)} read from ${at.hostName}.`);
      },
      { signal: run.signal },
    );
  } finally {
    progress.close();
    await handle.close();
  }
  if (bytes !== found.bytes)
    throw new OperationFailure('refused', `${at.hostName} gave ${bytes} of the ${found.bytes} bytes of ${from}.`);
}
