/** What became of a try of a pool, counted in its rows; that it is held back, and that it goes on, is told once each. */
import { z } from 'zod';
import { FAILURE_CAUSES, type Tries } from '@/lib/domain/pools/held-back';
import type { Tx } from '@/lib/server/db/client';
import type { BatchPool } from '@/lib/server/db/generated/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { filePoolNotice } from '@/lib/server/services/notices/file-pool-notice';
import { tellPool } from './tell-pool';

export const triesOf = (row: BatchPool): Tries => ({
  failures: row.failures,
  cause: z.enum(FAILURE_CAUSES).nullable().catch(null).parse(row.failureCause),
  words: row.failureWords,
  failedAt: row.failedAt,
  heldBackSince: row.heldBackSince,
  heldBackUntil: row.heldBackUntil,
});

/** In the transaction of what it tells of, so that each is counted once whoever dies when. */
export async function noteTry(
  tx: Tx,
  { id }: { readonly id: string },
  change: (tries: Tries) => Tries,
  { now }: { readonly now: Date },
): Promise<void> {
  await lockPool(tx, id);
  const pool = await tx.batchPool.findUnique({ where: { id } });
  if (pool === null) return;
  const before = triesOf(pool);
  const after = change(before);
  if (after === before) return;
  const { cause, words, ...rest } = after;
  await tx.batchPool.update({ where: { id }, data: { ...rest, failureCause: cause, failureWords: words } });
  const told = { pool, now };
  if (before.heldBackSince === null && after.heldBackSince !== null)
    await filePoolNotice(tx, { ...told, tries: after });
  if (before.heldBackSince !== null && after.heldBackSince === null)
    await filePoolNotice(tx, { ...told, tries: before, isOver: true });
  if (
    before.heldBackUntil?.getTime() !== after.heldBackUntil?.getTime() ||
    before.heldBackSince !== after.heldBackSince
  )
    await tellPool(tx, pool, after.heldBackUntil === null ? 'is not held back now' : 'is held back');
}

/** Two that count at once count one after the other. */
export const lockPool = async (tx: Tx, id: string): Promise<unknown> => await sqlOfTx(tx).query(LOCK, [id]);
const LOCK = `select 1 as "locked" from "BatchPool" where "id" = $1::uuid for no key update`;
