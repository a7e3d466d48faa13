import { AppError } from '@/lib/domain/errors';
import type { Tx } from '@/lib/server/db/client';

/** Any number that no other lock of this database uses: changes of who administers happen one at a time. */
const LOCK = 7_301_001;

/** Makes concurrent changes of administrators wait for each other until the transaction ends. Call before reading. */
export async function lockAdministrators(tx: Tx): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${LOCK}::bigint)`;
}

/**
 * Call after the change, inside its transaction: without an enabled administrator nobody could make one.
 * @throws AppError `refused`; the transaction then rolls back.
 */
export async function requireAnAdministrator(tx: Tx): Promise<void> {
  const left = await tx.user.count({ where: { role: 'administrator', disabled: false } });
  if (left === 0) {
    throw new AppError('refused', 'This is the last administrator. Make another account administrator first.');
  }
}
