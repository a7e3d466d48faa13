import { isDeepStrictEqual } from 'node:util';
import { EnvironmentBody } from '@/lib/contracts/environments';
import { AppError } from '@/lib/domain/errors';
import { keptName } from '@/lib/domain/lease-ending';
import type { Tx } from '@/lib/server/db/client';
import { imageRefusal } from '@/lib/server/services/image-trust/require-allowed-image';
import { formatBytes, GIB } from '@/lib/utils/units';
import type { Terms } from './lease-terms';

/** Its kernel and modules go with the image that it was made of: of another one it would not boot, or not as itself. */
export const startsFromImage = (
  body: Pick<EnvironmentBody, 'image' | 'architecture'>,
  made: Pick<EnvironmentBody, 'image' | 'architecture'>,
): boolean => body.architecture === made.architecture && isDeepStrictEqual(body.image, made.image);

/**
 * What a request of a VO starts from. Of another VO, gone, or never there is one answer.
 * @param asked.hold in the transaction that asks for it: from then on it is not removed before the lease is made
 * @throws AppError `bad-request` at its field, `refused` where the VO takes endorsed images alone
 */
export async function requireSnapshot(
  tx: Tx,
  asked: {
    readonly startFrom?: string | undefined;
    readonly vo: string;
    readonly body: EnvironmentBody;
    readonly terms: Terms;
    readonly now: Date;
    readonly hold?: boolean;
  },
): Promise<void> {
  const { startFrom: id, vo, body, terms, now, hold = false } = asked;
  if (id === undefined) return;
  const there = { id, vo, state: 'kept', keptUntil: { gt: now }, lease: { atEnd: 'snapshot' } };
  // Writes what it is: who removes it at this moment is waited for, or waits and then sees the request.
  if (hold) await tx.keptDisk.updateMany({ where: there, data: { state: 'kept' } });
  const row = await tx.keptDisk.findFirst({
    where: there,
    include: { lease: { select: { environment: { select: { name: true, version: true, body: true } } } } },
  });
  if (row === null) throw wrong('startFrom', `${vo} has no such snapshot`);
  if (row.simulated)
    throw wrong('startFrom', `${keptName(row)} was simulated and has no content: nothing can start from it`);
  const { environment } = row.lease;
  if (!startsFromImage(body, EnvironmentBody.parse(environment.body)))
    throw wrong(
      'startFrom',
      `${keptName(row)} comes from ${environment.name} ${environment.version}, whose image is another: its kernel does not belong to this disk`,
    );
  const capacityBytes = Number(row.capacityBytes ?? 0n);
  if (terms.diskGiB !== null && terms.diskGiB * GIB < capacityBytes)
    throw wrong('diskGiB', `${keptName(row)} is a disk of ${formatBytes(capacityBytes)}; ask for as much at least`);
  const refusal = await imageRefusal(tx, { vo, sources: { imageIds: [], hostPaths: [], kept: true }, now });
  if (refusal !== undefined) throw new AppError('refused', refusal);
}

const wrong = (field: string, message: string): AppError =>
  new AppError('bad-request', `${field}: ${message}.`, { fields: [{ field, message }] });
