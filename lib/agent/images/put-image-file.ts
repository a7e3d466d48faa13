/** A file of a library image on a host: put there once, whoever comes first, and kept while domains need it. */
import { posix } from 'node:path';
import { imageLabel, type LibraryFile, type LibraryImage } from '@/lib/domain/library-image';
import type { DomainAtHost } from '@/lib/agent/handlers/host-of-domain';
import { createProgress } from '@/lib/agent/handlers/step-progress';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Run } from '@/lib/agent/worker/run';
import { tellWaiting } from '@/lib/operations/wait-for';
import { formatBytes } from '@/lib/utils/units';
import { copyAgain } from './copy-again';
import { claimHostFile, markHostFile, type Claim, type HostFilePlace } from './host-files-sql';
import { findLibraryFile, proveHostFile, putLibraryFile } from './library-file';
import { LOOK_FOR_COPY_MS } from './tunables';

const DIGEST_DIGITS = 16;
const HOST_DIGITS = 8;

/**
 * Where the copy lies. By the digest, so that two images never share a name; by the host, since two hosts may see one folder, and
 * each answers for its own copy.
 */
export const hostFilePath = (folder: string, hostId: string, { digest }: Pick<LibraryImage, 'digest'>, name: string) =>
  posix.join(folder, `gridbox-image-${digest.slice(0, DIGEST_DIGITS)}-${hostId.slice(0, HOST_DIGITS)}-${name}`);

export interface ImageFileWish {
  readonly image: LibraryImage;
  readonly file: LibraryFile;
  readonly folder: string;
}

type CreateRun = Run<'create-domain'>;

/**
 * Sees to it that the host has the file, whole and compared with the signed manifest (a kept disk with what was noted when it was kept), and that it stays for this domain.
 * @throws OperationFailure, DriverError; LeaseLost where another run has taken over
 */
export async function putImageFile(
  run: CreateRun,
  at: DomainAtHost,
  { image, file, folder }: ImageFileWish,
): Promise<void> {
  const path = hostFilePath(folder, at.hostId, image, file.name);
  const place: HostFilePlace = { hostId: at.hostId, hostName: at.hostName, path, digest: image.digest, file };
  let claim = await waitForTurn(run, at, place);
  if (claim.how === 'ready') {
    if (await isWhole(run, at, place)) return run.note(`${path} is there already, for other domains.`, true);
    // Somebody has removed it past Gridbox.
    claim = await waitForTurn(run, at, place, true);
  }
  run.probe('before-image');
  // Where it is back, another creation was quicker than this one's look.
  const back = claim.how === 'ready' || (!claim.begun && (await isWhole(run, at, place)));
  const verified = back
    ? await proveHostFile(at.connection, path, file, { signal: run.signal })
    : await copy(run, at, place, { label: imageLabel(image), begun: claim.how === 'copy' && claim.begun });
  run.probe('after-image');
  await markHostFile(run, claim.id, verified);
  run.note(
    `${path}: ${formatBytes(file.bytes)} of ${imageLabel(image)}, ${verified ? `read back and equal to ${file.keptId === undefined ? 'its signed SHA-512' : 'the SHA-512 that it was kept with; nobody has signed it'}` : 'of the right length; a simulated host keeps no bytes to compare'}.`,
  );
}

async function waitForTurn(
  run: CreateRun,
  at: DomainAtHost,
  place: HostFilePlace,
  lost = false,
): Promise<Extract<Claim, { how: 'ready' | 'copy' }>> {
  let waited = false;
  for (;;) {
    const there = (await at.connection.disks?.stat(place.path, { signal: run.signal })) !== undefined;
    const claim = await claimHostFile(run, place, { domainId: at.id, domainName: at.name }, { there, lost });
    if (claim.how === 'strange')
      throw new OperationFailure('refused', `${at.hostName} has a file ${place.path} already; it is left alone.`);
    if (claim.how !== 'wait') {
      if (waited) await tellWaiting(run.sql, run.operation, undefined);
      return claim;
    }
    waited = true;
    await tellWaiting(run.sql, run.operation, claim.why);
    await run.ports.clock.sleep(LOOK_FOR_COPY_MS, run.signal);
  }
}

/**
 * Of one that was made whole: is it there?
 * @throws OperationFailure where it is and has another length: domains run on it, so nothing is put in its place
 */
async function isWhole(run: CreateRun, at: DomainAtHost, { path, file }: HostFilePlace): Promise<boolean> {
  const found = await at.connection.disks?.stat(path, { signal: run.signal });
  if (found === undefined) return false;
  if (found.bytes === file.bytes) return true;
  throw new OperationFailure(
    'refused',
    `${path} on ${at.hostName} has ${found.bytes} bytes and not the ${file.bytes} that Gridbox put there. Somebody has changed it: see which domains use it.`,
  );
}

async function copy(
  run: CreateRun,
  at: DomainAtHost,
  { path, digest, file }: HostFilePlace,
  { label, begun }: { readonly label: string; readonly begun: boolean },
): Promise<boolean> {
  const source = await findLibraryFile(run.ports, digest, file);
  const folder = posix.dirname(path);
  const progress = createProgress(run);
  const onBytes = (written: number, of: number): void =>
    progress.say(`Copying ${file.name} of ${label} to ${at.hostName}: ${formatBytes(written)} of ${formatBytes(of)}.`);
  const call = { signal: run.signal };
  try {
    return await copyAgain(run, at.hostId, async (connection, before) => {
      // Half of it, by a run that died or a try that failed.
      if (begun || before > 0) await connection.disks?.remove(path, call);
      await requireRoom(connection, folder, file, at.hostName);
      return await putLibraryFile(connection, source, file, {
        to: { folder, name: posix.basename(path) },
        onBytes,
        call,
      });
    });
  } finally {
    progress.close();
  }
}

async function requireRoom(
  { disks }: DomainAtHost['connection'],
  folder: string,
  { bytes }: LibraryFile,
  hostName: string,
): Promise<void> {
  const free = await disks?.freeBytes(folder);
  if (free !== undefined && free < bytes)
    throw new OperationFailure(
      'refused',
      `${hostName} has ${formatBytes(free)} free in ${folder}; the image takes ${formatBytes(bytes)}.`,
    );
}
