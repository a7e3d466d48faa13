import { randomUUID } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import { getConfig } from '@/lib/server/config';
import { sealContext } from '@/lib/server/crypto/seal-context';
import type { Tx } from '@/lib/server/db/client';

/**
 * Keeps what a domain that is to be made will be told, sealed, in the caller's transaction. Whoever makes the domain hands on the id;
 * where nobody does, the row goes by itself (`lib/agent/images/let-go.ts`).
 * @param disk as `renderContext` gives it
 * @returns the row's id, for `contextId` of the creation
 */
export async function makeContext(tx: Tx, disk: Uint8Array): Promise<string> {
  const id = randomUUID();
  const sealed = sealContext(disk, { secret: getConfig().secret, bind: id });
  await tx.domainContext.create({ data: { id, sealed: new Uint8Array(sealed) } });
  return id;
}

/** Gives it to the domain that is to be made. @throws AppError `conflict` where it is another's, or there is none. */
export async function claimContext(tx: Tx, id: string, domainId: string): Promise<void> {
  const { count } = await tx.domainContext.updateMany({
    where: { id, OR: [{ domainId: null }, { domainId }] },
    data: { domainId },
  });
  if (count === 0) throw new AppError('conflict', 'The context of this domain is gone, or is another domain’s.');
}
