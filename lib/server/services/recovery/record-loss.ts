/** What every change of a loss leaves behind: the event that pages look again by, and where a person made it, its audit row. */
import type { EventBody } from '@/lib/contracts/events';
import type { AuditedRouteId } from '@/lib/contracts/routes';
import { hostId } from '@/lib/domain/ids';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Tx } from '@/lib/server/db/client';
import type { HostLoss } from '@/lib/server/db/generated/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { appendEvents } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { lossState } from './loss-rows';

type Told = Pick<HostLoss, 'id' | 'hostId' | 'hostName' | 'state'>;

export async function recordLoss(
  tx: Tx,
  context: ServiceContext,
  action: AuditedRouteId,
  row: Told,
  { words, reason }: { readonly words: string; readonly reason: string | undefined },
): Promise<void> {
  await writeAudit(tx, context, {
    action,
    scope: 'hosts:write',
    subjectType: 'loss',
    subjectId: row.id,
    subjectName: `Loss of ${row.hostName}`,
    reason,
    after: { state: row.state, words },
  });
  await tellLoss(tx, row, words);
}

/** Of the testbed's own: who is bound to VOs hears nothing of it. */
export async function tellLoss(tx: Tx, row: Told, words: string): Promise<void> {
  const body: EventBody = {
    type: 'loss.changed',
    lossId: row.id,
    hostId: hostId(row.hostId),
    hostName: row.hostName,
    state: lossState(row),
    words,
  };
  await appendEvents(sqlOfTx(tx), [{ body, vo: undefined }]);
}
