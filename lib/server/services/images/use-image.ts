import { AppError } from '@/lib/domain/errors';
import type { Tx } from '@/lib/server/db/client';

/** What uses an image, as long as its row is there. */
export interface ImageUser {
  readonly imageId: string;
  /** E.g. `domain:` and an id; the same subject uses an image once. */
  readonly subject: string;
}

/**
 * Says that an image must stay, in the transaction of whatever needs it. Who may is the caller's to check.
 * @param use `reason` is for people, e.g. `the disk of wn-01`
 * @throws AppError `refused` where its files are removed.
 */
export async function useImage(tx: Tx, use: ImageUser & { readonly reason: string }): Promise<void> {
  // Held until the transaction ends: a collection waits for it, and asks about uses only after that.
  const rows = await tx.$queryRaw<{ removed: boolean }[]>`
    select "removedAt" is not null as "removed" from "Image" where "id" = ${use.imageId}::uuid for share`;
  if (rows[0]?.removed !== false) throw new AppError('refused', 'The files of this image are removed; build it again.');
  const { imageId, subject, reason } = use;
  await tx.imageUse.upsert({
    where: { imageId_subject: { imageId, subject } },
    create: { imageId, subject, reason },
    update: { reason },
  });
}

/** Lets go of it. */
export async function releaseImage(tx: Tx, { imageId, subject }: ImageUser): Promise<void> {
  await tx.imageUse.deleteMany({ where: { imageId, subject } });
}
