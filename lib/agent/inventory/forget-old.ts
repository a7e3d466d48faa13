import type { AgentPorts } from '@/lib/agent/ports';
import { EVENTS_KEPT_MS, METRICS_KEPT_MS } from '@/lib/agent/tunables';

/** Rows deleted at once: a longer statement would hold up others. */
const BATCH = 10_000;

/** Deletes what is older than it is kept. Migrations and the audit are kept for ever. */
export async function forgetOld(ports: Pick<AgentPorts, 'pool'>): Promise<void> {
  await deleteOld(ports, '"MetricSample"', METRICS_KEPT_MS);
  await deleteOld(ports, '"Event"', EVENTS_KEPT_MS);
}

async function deleteOld(
  ports: Pick<AgentPorts, 'pool'>,
  table: '"MetricSample"' | '"Event"',
  keptMs: number,
): Promise<void> {
  for (;;) {
    const result = await ports.pool.query(
      `delete from ${table} where ctid = any(array(select ctid from ${table} where "at" < now() - $1 * interval '1 ms' limit ${BATCH}))`,
      [keptMs],
    );
    if ((result.rowCount ?? 0) < BATCH) return;
  }
}
