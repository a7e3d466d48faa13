/** What every change of a plan leaves behind: its audit row, and the event that pages look again by. */
import type { EventBody } from '@/lib/contracts/events';
import type { AuditedRouteId } from '@/lib/contracts/routes';
import { hostId } from '@/lib/domain/ids';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Tx } from '@/lib/server/db/client';
import type { Plan } from '@/lib/server/db/generated/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { appendEvents } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { kindOf, type TitledPlan, titleOf } from './plan-rows';

export async function recordPlan(
  tx: Tx,
  context: ServiceContext,
  action: AuditedRouteId,
  row: TitledPlan & Pick<Plan, 'id' | 'hostId' | 'state' | 'reason'>,
  words: string,
): Promise<void> {
  await writeAudit(tx, context, {
    action,
    scope: 'hosts:write',
    subjectType: 'plan',
    subjectId: row.id,
    subjectName: titleOf(row),
    reason: row.reason ?? undefined,
    after: { state: row.state, words },
  });
  await tellPlan(tx, row, words);
}

/** Of the testbed's own: who is bound to VOs hears nothing of it. */
export async function tellPlan(
  tx: Tx,
  row: Pick<Plan, 'id' | 'kind' | 'hostId' | 'hostName'>,
  words: string,
): Promise<void> {
  const body: EventBody = {
    type: 'plan.changed',
    planId: row.id,
    kind: kindOf(row),
    hostId: row.hostId === null ? null : hostId(row.hostId),
    hostName: row.hostName,
    words,
  };
  await appendEvents(sqlOfTx(tx), [{ body, vo: undefined }]);
}
