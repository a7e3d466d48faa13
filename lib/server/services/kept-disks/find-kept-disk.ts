import { type Actor, seesVo } from '@/lib/domain/access';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';

const PARTS = { lease: { select: { id: true, number: true, vo: true } } } as const satisfies Prisma.KeptDiskInclude;
type KeptDiskRow = Prisma.KeptDiskGetPayload<{ include: typeof PARTS }>;

/** @throws AppError `not-found` where there is none (any more), or it is of a VO that the actor does not see */
export async function findKeptDisk(db: Pick<Tx, 'keptDisk'>, actor: Actor, id: string): Promise<KeptDiskRow> {
  const row = await db.keptDisk.findUnique({ where: { id }, include: PARTS });
  if (row === null || row.state !== 'kept' || !seesVo(actor, row.vo)) throw notFound('kept disk');
  return row;
}
