import type { Sql } from '@/lib/server/db/sql';
import { raiseAlarm, settleAlarm } from '@/lib/server/inventory/alarms';

/** From the suspicion on, until the loss ends; its remedy leads to the page of the loss. */
export async function raiseLossAlarm(
  sql: Sql,
  loss: { readonly id: string; readonly hostId: string; readonly hostName: string },
): Promise<void> {
  await raiseAlarm(sql, {
    kind: 'host-lost',
    hostId: loss.hostId,
    sentence: `${loss.hostName} may be lost: it does not answer, and domains ran on it.`,
    remedy: 'Open Recovery: it says what is known, what Gridbox waits for, and where its domains would go.',
    detail: { lossId: loss.id },
  });
}

export async function settleLossAlarm(sql: Sql, hostId: string, note: string): Promise<void> {
  await settleAlarm(sql, { kind: 'host-lost', hostId, note });
}
