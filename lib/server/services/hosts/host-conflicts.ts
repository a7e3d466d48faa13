import { AppError } from '@/lib/domain/errors';
import type { Tx } from '@/lib/server/db/client';

/**
 * Says which field is taken, before the unique index says only that one is.
 * @throws AppError `conflict` with the field.
 */
export async function requireFree(
  tx: Tx,
  wanted: { readonly name?: string | undefined; readonly uri?: string | undefined },
  own?: string,
): Promise<void> {
  const either = [
    ...(wanted.name === undefined ? [] : [{ name: wanted.name }]),
    ...(wanted.uri === undefined ? [] : [{ uri: wanted.uri }]),
  ];
  if (either.length === 0) return;
  const other = await tx.host.findFirst({ where: { OR: either, ...(own === undefined ? {} : { id: { not: own } }) } });
  if (other === null) return;
  const field = other.uri === wanted.uri ? 'uri' : 'name';
  const message = field === 'uri' ? `is the address of ${other.name} already` : 'is the name of another host';
  throw new AppError('conflict', `${field}: ${message}`, { fields: [{ field, message }] });
}

/** For the race that `requireFree` loses. */
export const taken = (cause: unknown): AppError =>
  new AppError('conflict', 'Another host with this name or address was added just now.', { cause });
