import { reminderAt } from '@/lib/domain/lease-notice';
import type { Db } from '@/lib/server/db/client';
import { fileNotice } from '@/lib/server/services/notices/file-notice';
import { formatDuration } from '@/lib/utils/time';
import { approvedTerms, LEASE_PARTS, type LeaseRow } from './lease-rows';
import { tellLease } from './record-lease';

/** Leases of which something is to be said of their end by now. */
export async function leasesToRemind(db: Db, now: Date): Promise<readonly { readonly id: string }[]> {
  return await db.lease.findMany({
    where: { reminderDueAt: { lte: now } },
    orderBy: { reminderDueAt: 'asc' },
    select: { id: true },
  });
}

/**
 * Tells the requester that a lease ends, and writes down when that is next told: both or neither, and from what was read, so that of two
 * agents one does it, and one that is killed has done nothing.
 */
export async function remindLease(db: Db, id: string, now: Date): Promise<void> {
  await db.$transaction(async (tx) => {
    const row = await tx.lease.findUnique({ where: { id }, include: LEASE_PARTS });
    if (row === null || row.reminderDueAt === null || row.reminderDueAt > now) return;
    const terms = approvedTerms(row);
    const active = row.state === 'active' && row.endRequestedAt === null && terms !== undefined;
    const due = active ? reminderAt(spanOf(terms), now.getTime()) : { leadMs: undefined, nextAtMs: undefined };
    const changed = await tx.lease.updateMany({
      where: { id, reminderDueAt: row.reminderDueAt },
      data: { reminderDueAt: due.nextAtMs === undefined ? null : new Date(due.nextAtMs) },
    });
    if (changed.count === 0 || due.leadMs === undefined || terms === undefined) return;
    const words = `ends in ${formatDuration(terms.endsAt.getTime() - now.getTime())}`;
    await fileNotice(tx, {
      lease: row,
      kind: 'reminder',
      key: `reminder ${due.leadMs} of ${terms.endsAt.toISOString()}`,
      words,
      now,
    });
    await tellLease(tx, row, words);
  });
}

const spanOf = ({ startsAt, endsAt }: { readonly startsAt: Date; readonly endsAt: Date }) => ({
  startsAtMs: startsAt.getTime(),
  endsAtMs: endsAt.getTime(),
});

/** When a lease that is active, or was extended, is first looked at again for that. */
export function firstReminder(row: LeaseRow, now: Date): Date | null {
  const terms = approvedTerms(row);
  if (terms === undefined) return null;
  const { leadMs, nextAtMs } = reminderAt(spanOf(terms), now.getTime());
  if (leadMs !== undefined) return now;
  return nextAtMs === undefined ? null : new Date(nextAtMs);
}
