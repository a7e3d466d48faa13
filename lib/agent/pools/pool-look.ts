/** What one look at a pool has before it, and how its slots change: only from what was read, so that of two looks one finds it changed. */
import type { PoolSystem } from '@/lib/batch/pool-port';
import { SLOT_STATES, type SlotState } from '@/lib/domain/pool';
import type { Db, Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import { tellPool } from '@/lib/server/services/pools/tell-pool';

export const POOL_PARTS = {
  include: {
    environment: true,
    slots: { where: { state: { not: 'gone' } }, orderBy: { wantedAt: 'asc' } },
    specifications: {
      orderBy: { createdAt: 'asc' },
      include: {
        specification: {
          include: {
            images: { where: { removedAt: null }, orderBy: { builtAt: 'desc' }, take: 1, include: { uses: true } },
          },
        },
      },
    },
  },
} as const satisfies Prisma.BatchPoolDefaultArgs;
export type PoolRow = Prisma.BatchPoolGetPayload<typeof POOL_PARTS>;
export type SlotRow = PoolRow['slots'][number];
export type BroughtRow = PoolRow['specifications'][number];

export interface PoolLook {
  readonly db: Db;
  readonly pool: PoolRow;
  readonly system: PoolSystem;
  readonly now: Date;
}

// The column holds nothing but these words.
export const slotStateOf = (slot: Pick<SlotRow, 'state'>): SlotState =>
  SLOT_STATES.find((each) => each === slot.state) ?? 'gone';

export const asRead = (slot: SlotRow): Prisma.PoolSlotWhereInput => ({
  id: slot.id,
  state: slot.state,
  createOperationId: slot.createOperationId,
  deleteOperationId: slot.deleteOperationId,
  deleteAttempt: slot.deleteAttempt,
});

/** @returns whether it was as read */
export async function changeSlot(
  tx: Tx,
  slot: SlotRow,
  data: Prisma.PoolSlotUpdateManyMutationInput & { readonly state: SlotState },
): Promise<boolean> {
  // A place that is free again may be given to another slot.
  const place = data.state === 'gone' ? { place: null } : {};
  const { count } = await tx.poolSlot.updateMany({ where: asRead(slot), data: { ...data, ...place } });
  return count > 0;
}

export async function moveSlot(
  { db, pool }: Pick<PoolLook, 'db' | 'pool'>,
  slot: SlotRow,
  data: Prisma.PoolSlotUpdateManyMutationInput & { readonly state: SlotState },
  words: string,
  /** What is to be noted with it, if it was as read. */
  along: (tx: Tx) => Promise<void> = async () => undefined,
): Promise<void> {
  await db.$transaction(async (tx) => {
    if (!(await changeSlot(tx, slot, data))) return;
    await along(tx);
    await tellPool(tx, pool, `${slot.node} ${words}`);
  });
}

/** What stands in its way, or that nothing does any more; written where it is new. */
export async function sayOfPool(
  { db, pool }: Pick<PoolLook, 'db' | 'pool'>,
  words: string | null,
  dueAt: Date | null,
): Promise<void> {
  if (pool.words === words && pool.dueAt?.getTime() === dueAt?.getTime()) return;
  await db.$transaction(async (tx) => {
    await tx.batchPool.update({ where: { id: pool.id }, data: { words, dueAt } });
    if (pool.words !== words)
      await tellPool(
        tx,
        pool,
        `${words === null ? 'nothing' : 'something'} stands in its way${words === null ? ' any more' : ''}`,
      );
  });
}
