import type { z } from 'zod';
import type { BenchmarkNote } from '@/lib/contracts/benchmark-analysis';
import { hasScope } from '@/lib/domain/access';
import { hostId } from '@/lib/domain/ids';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { BenchmarkNote as Row } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';

/** Notes of which one answer is made, the newest. */
const MOST_NOTES = 200;

export const noteBody = (row: Row): z.input<typeof BenchmarkNote> => ({
  id: row.id,
  at: row.at.toISOString(),
  text: row.text,
  hostId: row.hostId === null ? null : hostId(row.hostId),
  hostName: row.hostName,
  authorName: row.authorName,
  createdAt: row.createdAt.toISOString(),
});

/** Of the testbed and of these hosts, oldest first. They speak of the infrastructure: who does not see hosts gets none. */
export async function readNotes(
  { actor, db }: ServiceContext,
  hosts: readonly string[],
): Promise<z.input<typeof BenchmarkNote>[]> {
  if (!hasScope(actor, 'hosts:read')) return [];
  const rows = await db.benchmarkNote.findMany({
    where: { OR: [{ hostId: null }, { hostId: { in: [...hosts] } }] },
    orderBy: [{ at: 'desc' }, { id: 'asc' }],
    take: MOST_NOTES,
  });
  return rows.map(noteBody).toReversed();
}

/** Who measures may note, and so may who judges. @throws AppError `forbidden`. @returns the scope that was used. */
export function requireNoteScope({ actor }: ServiceContext): 'benchmarks:run' | 'benchmarks:review' {
  const scope = hasScope(actor, 'benchmarks:run') ? 'benchmarks:run' : 'benchmarks:review';
  requireScope(actor, scope);
  return scope;
}
