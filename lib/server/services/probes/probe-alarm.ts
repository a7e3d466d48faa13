import { PROBE_IDS, PROBES } from '@/lib/domain/probe';
import { raiseAlarm, settleAlarm } from '@/lib/server/inventory/alarms';
import type { Sql } from '@/lib/server/db/sql';

const KIND = 'probe-critical';

/**
 * Raises the one alarm of a target where a critical probe is confirmed critical, settles it where none is. A node of a site that is still
 * waited for to come up raises none, nor one whose run goes on and waits for others: that says what it waits for.
 * @returns the sentence of an alarm that is new
 */
export async function alarmOfProbes(
  sql: Sql,
  target: { readonly id: string; readonly name: string; readonly domainId: string | null; readonly vo: string | null },
): Promise<string | undefined> {
  const rows = await sql.query<{ probe: string; sentence: string | null }>(CRITICAL, [
    target.id,
    PROBE_IDS.filter((id) => PROBES[id].critical),
  ]);
  const [first] = rows;
  if (first === undefined) {
    await settleAlarm(sql, { kind: KIND, subject: target.id, note: 'Every critical probe is answered again.' });
    return undefined;
  }
  const others = rows.length === 1 ? '' : `, and ${rows.length - 1} more of its probes`;
  const sentence = `${target.name} fails ${first.probe}${others}: ${first.sentence ?? ''}`;
  const isNew = await raiseAlarm(sql, {
    kind: KIND,
    subject: target.id,
    domainId: target.domainId ?? undefined,
    vo: target.vo ?? undefined,
    sentence,
    remedy:
      'Read what its probes were answered, and mend or restart the service. It is settled once they are answered again.',
    detail: { targetId: target.id, probes: rows.map(({ probe }) => probe) },
  });
  return isNew ? sentence : undefined;
}

const CRITICAL = `
  select "probe", "sentence" from "ProbeState"
  where "targetId" = $1::uuid and "confirmed" = 'critical' and "probe" = any($2::text[])
    and not exists (
      select 1 from "ProbeTarget" t join "SiteRunStep" s on s."domainId" = t."domainId" where t."id" = $1::uuid and s."state" = 'verifying')
    and not exists (
      select 1 from "ProbeTarget" t join "SiteRunStep" s on s."domainId" = t."domainId"
        join "SiteRun" r on r."id" = s."runId" and r."state" = 'running'
        join "SiteRunStep" o on o."runId" = r."id" and o."state" = 'verifying'
      where t."id" = $1::uuid)
  order by "confirmedSince", "probe"`;

/** Of a target that is not probed any more, whatever it said last. */
export async function settleProbeAlarm(sql: Sql, targetId: string, note: string): Promise<void> {
  await settleAlarm(sql, { kind: KIND, subject: targetId, note });
}

/** Targets with an open alarm whose domain does not run, or is gone: nobody asks them any more. */
export async function settleUnprobed(sql: Sql): Promise<void> {
  for (const { subject, note } of await sql.query<{ subject: string; note: string }>(UNPROBED, [KIND])) {
    await settleProbeAlarm(sql, subject, note);
  }
}

const UNPROBED = `
  select a."subject", case when t."id" is null then 'It is not probed any more.' else 'Its domain does not run, so that it is not probed.' end as note
  from "Alarm" a left join "ProbeTarget" t on t."id"::text = a."subject" left join "Domain" d on d."id" = t."domainId"
  where a."kind" = $1 and a."resolvedAt" is null
    and (t."id" is null or (t."domainId" is not null and (d."state" in ('off', 'crashed', 'saved') or d."missingSince" is not null)))`;
