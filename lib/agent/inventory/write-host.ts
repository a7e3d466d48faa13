import type { Pool } from 'pg';
import { hostId } from '@/lib/domain/ids';
import type { HostCapabilities, HostReading } from '@/lib/domain/readings';
import type { HostRow } from '@/lib/agent/hosts/host-row';
import { hostFactsOf } from '@/lib/server/db/facts';
import { inTransaction, sqlOfPool } from '@/lib/server/db/sql';
import { appendEvents, type NewEvent } from '@/lib/server/events/append-event';
import { raiseAlarm, settleAlarm } from '@/lib/server/inventory/alarms';
import type { DomainRates } from './rates';
import { cleanText, encodeJson } from './encode-json';
import { WRITE_HOST, WRITE_METRICS } from './inventory-sql';

/** One reading of the host. Its status event and the end of its alarm come with the first one after a silence. */
export async function writeHost(
  pool: Pool,
  write: {
    readonly row: HostRow;
    readonly reading: HostReading;
    readonly cpuLoad: number | undefined;
    readonly capabilities: HostCapabilities | undefined;
    readonly factsChanged: boolean;
  },
): Promise<void> {
  const { row, reading } = write;
  const values = [
    row.id,
    reading.at,
    reading.hypervisor,
    reading.hypervisorVersion,
    reading.hosted,
    reading.architecture,
    reading.cpuModel,
    reading.cpuCount,
    write.cpuLoad ?? null,
    reading.memoryTotalKiB,
    reading.memoryFreeKiB,
    write.factsChanged ? encodeJson(hostFactsOf(reading)) : null,
    write.factsChanged && write.capabilities !== undefined ? encodeJson(write.capabilities) : null,
    reading.boot?.counterNs.toString() ?? null,
  ];
  if (!write.factsChanged) {
    await sqlOfPool(pool).query(WRITE_HOST, values);
    return;
  }
  await inTransaction(pool, async (sql) => {
    const before = await sql.query<{ status: string }>(`select "status" from "Host" where "id" = $1::uuid for update`, [
      row.id,
    ]);
    await sql.query(WRITE_HOST, values);
    const host = { hostId: hostId(row.id), hostName: row.name };
    const events: NewEvent[] = [{ vo: undefined, body: { type: 'host.changed', ...host } }];
    if (before[0] !== undefined && before[0].status !== 'up' && before[0].status !== 'disabled') {
      events.push({ vo: undefined, body: { type: 'host.status', ...host, status: 'up', reason: null } });
      await settleAlarm(sql, { kind: 'host-unreachable', hostId: row.id, note: 'The host answers again.' });
    }
    await appendEvents(sql, events);
  });
}

/** The host does not answer: its status, its alarm and its event. Repeating it changes nothing. */
export async function writeHostDown(
  pool: Pool,
  row: HostRow,
  why: { readonly reason: string; readonly remedy: string | undefined },
): Promise<boolean> {
  const reason = cleanText(why.reason);
  return await inTransaction(pool, async (sql) => {
    const changed = await sql.query(
      `update "Host" set "status" = 'unreachable', "statusSince" = now(), "statusReason" = $2, "cpuLoad" = null
       where "id" = $1::uuid and "enabled" and "status" <> 'unreachable' returning 1`,
      [row.id, reason],
    );
    if (changed.length === 0) return false;
    await raiseAlarm(sql, {
      kind: 'host-unreachable',
      hostId: row.id,
      sentence: `${row.name} is unreachable: ${reason}`,
      remedy: `${why.remedy ?? 'Look at the host and its network.'} Gridbox tries again by itself; until then its values are stale.`,
    });
    const body = {
      type: 'host.status',
      hostId: hostId(row.id),
      hostName: row.name,
      status: 'unreachable',
      reason,
    } as const;
    await appendEvents(sql, [{ vo: undefined, body }]);
    return true;
  });
}

export interface MetricRow {
  readonly id: string;
  readonly cpuLoad: number | null;
  readonly memoryUsedKiB: number | null;
  readonly netReceive: number | null;
  readonly netTransmit: number | null;
  readonly blockRead: number | null;
  readonly blockWrite: number | null;
}

export function metricRowOf(id: string, values: Partial<DomainRates> & { readonly memoryUsedKiB: number }): MetricRow {
  return {
    id,
    cpuLoad: values.cpuLoad ?? null,
    memoryUsedKiB: Math.round(values.memoryUsedKiB),
    netReceive: values.netReceive ?? null,
    netTransmit: values.netTransmit ?? null,
    blockRead: values.blockRead ?? null,
    blockWrite: values.blockWrite ?? null,
  };
}

export async function writeMetrics(pool: Pool, rows: readonly MetricRow[], at: Date): Promise<void> {
  await sqlOfPool(pool).query(WRITE_METRICS, [encodeJson(rows), at]);
}
