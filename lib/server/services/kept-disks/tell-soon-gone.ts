import { isSoonGone, keptName } from '@/lib/domain/lease-ending';
import type { Db } from '@/lib/server/db/client';
import { groupBy } from '@/lib/utils/group-by';
import { momentWords } from '@/lib/utils/utc-words';
import { fileNotice } from '@/lib/server/services/notices/file-notice';

/** Whoever asked for a lease is told once that its snapshots go, of all that go then in one notice. */
export async function tellSoonGone(db: Db, now: Date): Promise<void> {
  const rows = await db.keptDisk.findMany({
    where: { state: 'kept', goesToldAt: null, keptUntil: { gt: now }, lease: { atEnd: 'snapshot' } },
    include: { lease: { select: { id: true, number: true, vo: true, askedById: true } } },
    orderBy: [{ domainName: 'asc' }, { target: 'asc' }],
  });
  const due = rows.flatMap(({ keptAt, keptUntil, ...row }) =>
    keptAt !== null &&
    keptUntil !== null &&
    isSoonGone({ keptAtMs: keptAt.getTime(), keptUntilMs: keptUntil.getTime() }, now.getTime())
      ? [{ ...row, keptUntil }]
      : [],
  );
  for (const disks of groupBy(due, ({ lease }) => lease.id).values()) {
    const [first] = disks;
    if (first === undefined) continue;
    const ids = disks.map(({ id }) => id);
    const untilMs = Math.min(...disks.map(({ keptUntil }) => keptUntil.getTime()));
    const names = disks.map((disk) => keptName(disk)).join(', ');
    await db.$transaction(async (tx) => {
      const told = await tx.keptDisk.updateMany({
        where: { id: { in: ids }, state: 'kept', goesToldAt: null },
        data: { goesToldAt: now },
      });
      // Another agent has told a moment ago.
      if (told.count === 0) return;
      await fileNotice(tx, {
        lease: first.lease,
        kind: 'snapshot-goes',
        key: `snapshot goes ${first.id}`,
        words: `has snapshots that go on ${momentWords(untilMs)}: ${names}. Fetch them, or start from them, before that`,
        now,
      });
    });
  }
}
