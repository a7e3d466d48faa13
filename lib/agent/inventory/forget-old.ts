import type { AgentPorts } from '@/lib/agent/ports';
import { DELIVERIES_KEPT_MS, EVENTS_KEPT_MS, METRICS_KEPT_MS, NOTICES_KEPT_MS } from '@/lib/agent/tunables';
import { RESULTS_KEPT_MS, SPANS_KEPT_MS } from '@/lib/agent/probes/tunables';
import { PAST_KEPT_MS } from '@/lib/domain/past/limits';

/** Rows deleted at once: a longer statement would hold up others. */
const BATCH = 10_000;

/** Deletes what is older than it is kept. Migrations and the audit are kept for ever. */
export async function forgetOld(ports: Pick<AgentPorts, 'pool'>): Promise<void> {
  await deleteOld(ports, '"MetricSample"', METRICS_KEPT_MS);
  await deleteOld(ports, '"Event"', EVENTS_KEPT_MS);
  await deleteOld(ports, '"ProbeResult"', RESULTS_KEPT_MS);
  await deleteOld(ports, '"ProbeSpan"', SPANS_KEPT_MS, '"until"');
  await deleteOld(ports, '"InboxNotice"', NOTICES_KEPT_MS);
  await deleteOld(ports, '"WebhookDelivery"', DELIVERIES_KEPT_MS, '"createdAt"');
  await deleteOld(ports, '"MailDelivery"', DELIVERIES_KEPT_MS, '"createdAt"');
  // The day of which some records are forgotten may still be asked for: its sums are whole.
  await ports.pool.query(
    `delete from "AccountedDay" where "day" < ((now() - $1 * interval '1 ms') at time zone 'UTC')::date`,
    [PAST_KEPT_MS],
  );
  await deleteRecords(ports, '"DomainRecord"', '"domainId"');
  await deleteRecords(ports, '"HostRecord"', '"hostId"');
}

async function deleteOld(
  ports: Pick<AgentPorts, 'pool'>,
  table:
    | '"MetricSample"'
    | '"Event"'
    | '"ProbeResult"'
    | '"ProbeSpan"'
    | '"InboxNotice"'
    | '"WebhookDelivery"'
    | '"MailDelivery"',
  keptMs: number,
  column: '"at"' | '"until"' | '"createdAt"' = '"at"',
): Promise<void> {
  for (;;) {
    const result = await ports.pool.query(
      `delete from ${table} where ctid = any(array(select ctid from ${table} where ${column} < now() - $1 * interval '1 ms' limit ${BATCH}))`,
      [keptMs],
    );
    if ((result.rowCount ?? 0) < BATCH) return;
  }
}

/**
 * Records that say nothing of the time for which the past is known: the last one before it says how things stood at its beginning,
 * and is kept unless it says that its subject was gone.
 */
async function deleteRecords(
  ports: Pick<AgentPorts, 'pool'>,
  table: '"DomainRecord"' | '"HostRecord"',
  subject: '"domainId"' | '"hostId"',
): Promise<void> {
  for (;;) {
    const result = await ports.pool.query(
      `with old as (select "sequence", "at", "gone", ${subject} as "id" from ${table} where "at" < now() - $1 * interval '1 ms'),
         last as (select distinct on ("id") "sequence" from old order by "id", "at" desc, "sequence" desc)
       delete from ${table} where "sequence" = any(array(
         select old."sequence" from old left join last using ("sequence") where old."gone" or last."sequence" is null
         -- The oldest first: what went before a removal must not outlive it.
         order by old."at", old."sequence" limit ${BATCH}))`,
      [PAST_KEPT_MS],
    );
    if ((result.rowCount ?? 0) < BATCH) return;
  }
}
