/** What every change of a lease leaves behind: its audit row, and the event that pages look again by. */
import { type RouteId, routes } from '@/lib/contracts/routes';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Tx } from '@/lib/server/db/client';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import type { LeaseRow } from './lease-rows';

type Told = Pick<LeaseRow, 'id' | 'number' | 'vo'>;

/** Last in its transaction: it draws a number that readers wait for. */
export const tellLease = async (tx: Tx, { id, number, vo }: Told, words: string): Promise<void> =>
  await appendEvent(tx, { type: 'lease.changed', leaseId: id, number, words }, { vo });

export async function recordLease(
  tx: Tx,
  context: ServiceContext,
  done: {
    readonly action: Extract<
      RouteId,
      | 'requestLease'
      | 'decideLease'
      | 'answerLease'
      | 'extendLease'
      | 'endLease'
      | 'readKeptDisk'
      | 'removeKeptDisk'
      | 'issueLogin'
    >;
    readonly row: Told;
    readonly words: string;
    readonly reason?: string | undefined;
    readonly after?: Record<string, unknown>;
  },
): Promise<void> {
  const { action, row, words, reason, after } = done;
  await writeAudit(tx, context, {
    action,
    scope: routes[action].access,
    subjectType: 'lease',
    subjectId: row.id,
    subjectName: `lease ${row.number}`,
    vo: row.vo,
    reason,
    after: { words, ...after },
  });
  await tellLease(tx, row, words);
}
