/** What every change of a maintenance leaves behind: its audit row, and the events that pages look again by. */
import { type RouteId, routes } from '@/lib/contracts/routes';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Tx } from '@/lib/server/db/client';
import { appendEvents } from '@/lib/server/events/append-event';
import { sqlOfTx } from '@/lib/server/db/sql';
import type { ServiceContext } from '@/lib/server/service-context';
import type { MaintenanceRow } from './maintenance-rows';

/** Last in its transaction: it draws numbers that readers wait for. To each VO that was told, and to the testbed's people. */
export async function tellMaintenance(
  tx: Tx,
  row: Pick<MaintenanceRow, 'id' | 'hostName'>,
  vos: readonly string[],
  words: string,
): Promise<void> {
  const body = { type: 'maintenance.changed', maintenanceId: row.id, hostName: row.hostName, words } as const;
  await appendEvents(
    sqlOfTx(tx),
    [undefined, ...vos].map((vo) => ({ body, vo })),
  );
}

/** @param done.vo whose answer it was: it stands in that VO's audit as well */
export async function auditMaintenance(
  tx: Tx,
  context: ServiceContext,
  done: {
    readonly action: Extract<RouteId, 'announceMaintenance' | 'answerMaintenance' | 'cancelMaintenance'>;
    readonly row: Pick<MaintenanceRow, 'id' | 'hostName'>;
    readonly vo?: string;
    readonly reason?: string | undefined;
    readonly after?: Record<string, unknown>;
  },
): Promise<void> {
  const { action, row, vo, reason, after } = done;
  await writeAudit(tx, context, {
    action,
    scope: routes[action].access,
    subjectType: 'maintenance',
    subjectId: row.id,
    subjectName: `maintenance of ${row.hostName}`,
    vo,
    reason,
    after,
  });
}
