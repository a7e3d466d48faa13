import type { Sql } from '@/lib/server/db/sql';
import { raiseAlarm, settleAlarm } from '@/lib/server/inventory/alarms';

/** From the moment it is called lost until that ends; that it does not answer has an alarm of its own. */
export async function raiseLossAlarm(
  sql: Sql,
  loss: { readonly id: string; readonly hostId: string; readonly hostName: string },
): Promise<void> {
  await raiseAlarm(sql, {
    kind: 'host-lost',
    hostId: loss.hostId,
    sentence: `${loss.hostName} is lost. Its domains are started elsewhere once it is off for certain.`,
    remedy: 'Open Recovery: it says what Gridbox waits for, and where its domains go.',
    detail: { lossId: loss.id },
  });
}

export async function settleLossAlarm(sql: Sql, hostId: string, note: string): Promise<void> {
  await settleAlarm(sql, { kind: 'host-lost', hostId, note });
}
