import { z } from 'zod';
import type { LeaseDetail } from '@/lib/contracts/leases';
import { LEASE_OUTCOME_WORDS, LEASE_OUTCOMES } from '@/lib/domain/lease';
import type { Tx } from '@/lib/server/db/client';
import type { LeaseRow } from './lease-rows';

/** More deeds than these no lease has, unless a program goes round in circles. */
const HISTORY_SHOWN = 200;
const Told = z.object({ words: z.string() });
const IssuedUntil = z.object({ validUntil: z.string() });

type Detail = z.input<typeof LeaseDetail>;

/** Out of the audit, of which whoever sees the lease sees this: who did what to it, and why; and what it became by itself. */
export async function historyOf(
  db: Tx,
  row: LeaseRow,
): Promise<Pick<Detail, 'history' | 'extended'> & { readonly loginUntil: string | null }> {
  const rows = await db.audit.findMany({
    where: { subjectType: 'lease', subjectId: row.id, outcome: 'accepted' },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: HISTORY_SHOWN,
    select: { at: true, actorName: true, action: true, reason: true, after: true },
  });
  const deeds = rows.flatMap(({ at, actorName, reason, after }) => {
    const told = Told.safeParse(after);
    return told.success ? [{ at: at.toISOString(), byName: actorName, words: told.data.words, reason }] : [];
  });
  const extended = rows.findLast(({ action }) => action === 'extendLease');
  const issued = rows.findLast(({ action }) => action === 'issueLogin');
  return {
    // Those that an earlier release issued did not write it down.
    loginUntil: IssuedUntil.safeParse(issued?.after).data?.validUntil ?? null,
    extended: extended === undefined ? null : { at: extended.at.toISOString(), byName: extended.actorName },
    history: [...deeds, ...becameOf(row)].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  };
}

/** What no person did: its time came, and its site was made and taken away. */
function becameOf({ preparingAt, activeAt, endedAt, outcome, words }: LeaseRow): Detail['history'] {
  const became = (at: Date | null, what: string, reason: string | null = null): Detail['history'] =>
    at === null ? [] : [{ at: at.toISOString(), byName: null, words: what, reason }];
  const ending = z.enum(LEASE_OUTCOMES).safeParse(outcome);
  return [
    ...became(preparingAt, 'is being prepared'),
    ...became(activeAt, 'is active'),
    ...(ending.success ? became(endedAt, `has ended: ${LEASE_OUTCOME_WORDS[ending.data]}`, words) : []),
  ];
}
