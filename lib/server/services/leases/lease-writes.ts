/** How the loop changes a lease: only from what was read, so that of two agents one finds it changed. */
import { type LeaseState, mayFollow, TRY_LEASE_AGAIN_MS } from '@/lib/domain/lease';
import type { NoticeKind } from '@/lib/domain/lease-notice';
import type { Db, Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import { fileNotice } from '@/lib/server/services/notices/file-notice';
import { forgetLogin } from './lease-login';
import { type LeaseRow, leaseStateOf } from './lease-rows';
import { tellLease } from './record-lease';

export interface Look {
  readonly db: Db;
  readonly row: LeaseRow;
  readonly now: Date;
}

export class Changed extends Error {}

/** Only from what was read. @throws Changed where it is otherwise by now */
export async function change(
  tx: Tx,
  row: LeaseRow,
  state: LeaseState,
  data: Prisma.LeaseUncheckedUpdateManyInput,
): Promise<void> {
  if (!mayFollow(leaseStateOf(row), state)) throw new Error(`a lease that is ${row.state} does not become ${state}`);
  const changed = await tx.lease.updateMany({
    where: { id: row.id, state: row.state, version: row.version },
    data: { ...data, state, version: { increment: 1 } },
  });
  if (changed.count === 0) throw new Changed();
}

export async function leave(
  { db, row, now }: Look,
  state: LeaseState,
  data: Prisma.LeaseUncheckedUpdateManyInput,
  words: string,
): Promise<void> {
  try {
    await db.$transaction(async (tx) => {
      await change(tx, row, state, { dueAt: null, ...data });
      if (state === 'ended') await forgetLogin(tx, row.id);
      const kind = kindOf(state, data.outcome);
      if (kind !== undefined) await fileNotice(tx, { lease: row, kind, key: kind, words, now });
      await tellLease(tx, row, words);
    });
  } catch (error) {
    if (!(error instanceof Changed)) throw error;
  }
}

/** What its requester is told of; of the steps between nothing. */
function kindOf(state: LeaseState, outcome: unknown): NoticeKind | undefined {
  if (state === 'active') return 'ready';
  if (state === 'not-clean') return 'failed';
  if (state !== 'ended') return undefined;
  return outcome === 'failed' ? 'failed' : 'ended';
}

/** What stands in its way is said, and tried again in a while. */
export async function wait({ db, row, now }: Look, words: string): Promise<void> {
  await say(db, row, { words, dueAt: new Date(now.getTime() + TRY_LEASE_AGAIN_MS) });
}
export const note = async ({ db, row }: Look, words: string | null): Promise<void> => await say(db, row, { words });

async function say(
  db: Db,
  row: LeaseRow,
  data: { readonly words: string | null; readonly dueAt?: Date },
): Promise<void> {
  if (data.words === row.words && data.dueAt === undefined) return;
  await db.$transaction(async (tx) => {
    const changed = await tx.lease.updateMany({ where: { id: row.id, state: row.state, version: row.version }, data });
    if (changed.count > 0 && data.words !== row.words && data.words !== null)
      await tellLease(tx, row, `waits: ${data.words}`);
  });
}
