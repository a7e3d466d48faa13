import { z } from 'zod';
import type { LibraryImage } from '@/lib/domain/library-image';
import { keptName } from '@/lib/domain/lease-ending';
import type { SettledWish } from '@/lib/placement/create/settle-wish';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { CreateRun } from './place';

const Kept = z.object({
  vo: z.string(),
  domainName: z.string(),
  target: z.string(),
  lease: z.number(),
  sha512: z.string().nullable(),
  bytes: z.coerce.number().nullable(),
});

/** In a name on the host, behind the digest. */
const KEPT_FILE = 'kept.qcow2';

/**
 * Where the first disk is to start from one that a lease kept, that stands in for its image, and goes the way of images to the host.
 * @throws OperationFailure `refused` where it is gone, or of another VO
 */
export async function startFromKept(run: CreateRun, wish: SettledWish): Promise<SettledWish> {
  const { keptDiskId } = run.input;
  if (keptDiskId === undefined) return wish;
  const [first, ...others] = wish.disks;
  if (first === undefined)
    throw new OperationFailure('bad-request', 'Its image has no disk, so it starts from no kept one.');
  const [found] = z.array(Kept).parse(await run.sql.query(KEPT, [keptDiskId, wish.metadata.vo ?? null]));
  if (found === undefined) throw new OperationFailure('refused', 'The kept disk that it was to start from is gone.');
  const { sha512, bytes } = found;
  if (sha512 === null || bytes === null)
    throw new OperationFailure('refused', `${keptName(found)} was simulated and has no content to start from.`);
  const file = { name: KEPT_FILE, bytes, sha512, keptId: keptDiskId, format: 'qcow2' } as const;
  const image: LibraryImage = {
    id: keptDiskId,
    // Reads: kept disk lease-12-wn-1 vda of lease 12
    name: `kept disk ${keptName(found)} of lease`,
    version: found.lease,
    vo: found.vo,
    digest: sha512,
    architecture: wish.architecture ?? 'x86_64',
    removed: false,
    kernel: undefined,
    initramfs: undefined,
    disk: file,
  };
  const sizeGiB = first.from === 'copy' ? undefined : first.sizeGiB;
  return { ...wish, disks: [{ from: 'library', image, sizeGiB }, ...others] };
}

const KEPT = `
  select k."vo", k."domainName", k."target", l."number" as "lease", k."sha512", k."bytes"
  from "KeptDisk" k join "Lease" l on l."id" = k."leaseId"
  where k."id" = $1::uuid and k."vo" = $2 and k."state" = 'kept' and l."atEnd" = 'snapshot'`;
