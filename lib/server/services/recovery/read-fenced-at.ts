import type { Tx } from '@/lib/server/db/client';

/** When Gridbox itself switched each of these hosts off last, by host id; whom somebody confirmed to be off is none of them. */
export async function readFencedAt(
  db: Pick<Tx, 'hostLoss'>,
  hostIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const rows = await db.hostLoss.groupBy({
    by: ['hostId'],
    where: { hostId: { in: [...hostIds] }, fencedAt: { not: null }, fencedByName: null },
    _max: { fencedAt: true },
  });
  return new Map(
    rows.flatMap(({ hostId, _max: { fencedAt } }) => (fencedAt === null ? [] : [[hostId, fencedAt] as const])),
  );
}
