/** What one asking leaves behind, in one transaction, and only while the lease is ours. */
import { z } from 'zod';
import type { EventBody } from '@/lib/contracts/events';
import { domainId } from '@/lib/domain/ids';
import { PROBE_VERDICT_WORDS, PROBE_VERDICTS, PROBES, type ProbeResult, type ProbeVerdict } from '@/lib/domain/probe';
import { damp, type Damped, isUnsettled } from '@/lib/domain/probe-damping';
import { appendEvents } from '@/lib/server/events/append-event';
import { alarmOfProbes } from '@/lib/server/services/probes/probe-alarm';
import type { Sql } from '@/lib/server/db/sql';
import { SECOND_MS } from '@/lib/utils/time';
import type { TargetRow } from './target-row';
import { AGAIN_MS, GAP_INTERVALS, HEAVY_AGAIN_MS, JITTER } from './tunables';

const State = z.object({
  verdict: z.enum(PROBE_VERDICTS).nullable(),
  confirmed: z.enum(PROBE_VERDICTS).nullable(),
  recent: z.array(z.enum(PROBE_VERDICTS)),
});

export interface Recorded {
  readonly damped: Damped;
  /** The sentence of an alarm that is new. */
  readonly alarm: string | undefined;
}

/**
 * @param sql of a transaction
 * @param random 0 to 1, for the jitter
 * @returns undefined where the lease was lost, or the probe is none of the target's any more: nothing was written.
 */
export async function recordResult(
  sql: Sql,
  {
    lease,
    target,
    result,
    random,
  }: { readonly lease: string; readonly target: TargetRow; readonly result: ProbeResult; readonly random: number },
): Promise<Recorded | undefined> {
  const [row] = await sql.query(LOCK, [target.id, lease, result.probe]);
  if (row === undefined) return undefined;
  const before = State.parse(row);
  const damped = damp({ confirmed: before.confirmed ?? undefined, recent: before.recent }, result.verdict);
  const { heavy } = PROBES[result.probe];
  const intervalMs = (heavy ? target.heavyIntervalSeconds : target.intervalSeconds) * SECOND_MS;
  const againMs = isUnsettled(damped) ? Math.min(intervalMs, heavy ? HEAVY_AGAIN_MS : AGAIN_MS) : intervalMs;
  await sql.query(SET_STATE, [
    target.id,
    result.probe,
    result.verdict,
    result.sentence,
    result.latencyMs,
    result.answer ?? null,
    JSON.stringify(result.facts),
    damped.confirmed ?? null,
    damped.recent,
    Math.round(againMs * (1 - JITTER + 2 * JITTER * random)),
  ]);
  await sql.query(ADD_RESULT, [target.id, result.probe, result.verdict, result.sentence, result.latencyMs]);
  await lengthenSpan(sql, target.id, result, intervalMs * GAP_INTERVALS);
  const changed = damped.confirmed !== (before.confirmed ?? undefined);
  const alarm = changed ? await alarmOfProbes(sql, target) : undefined;
  if (changed || before.verdict !== result.verdict) await tell(sql, target, result, damped.confirmed, changed);
  return { damped, alarm };
}

async function lengthenSpan(sql: Sql, id: string, { probe, verdict }: ProbeResult, gapMs: number): Promise<void> {
  const [last] = await sql.query<{ verdict: string }>(END_SPAN, [id, probe, verdict, gapMs]);
  if (last?.verdict !== verdict) await sql.query(BEGIN_SPAN, [id, probe, verdict]);
}

async function tell(
  sql: Sql,
  target: TargetRow,
  { probe, verdict, sentence }: ProbeResult,
  confirmed: ProbeVerdict | undefined,
  changed: boolean,
): Promise<void> {
  const words =
    changed && confirmed !== undefined
      ? `is ${PROBE_VERDICT_WORDS[confirmed]}: ${sentence}`
      : `says ${PROBE_VERDICT_WORDS[verdict]} for now: ${sentence}`;
  const body: EventBody = {
    type: 'probe.changed',
    targetId: target.id,
    name: target.name,
    domainId: target.domainId === null ? null : domainId(target.domainId),
    probe,
    words,
  };
  await appendEvents(sql, [{ body, vo: target.vo ?? undefined }]);
}

/** Locks the target: whoever takes the lease over waits until this is written, or has it already. */
const LOCK = `
  select s."verdict", s."confirmed", s."recent" from "ProbeTarget" t join "ProbeState" s on s."targetId" = t."id" and s."probe" = $3
  where t."id" = $1::uuid and t."leaseOwner" = $2 for update of t, s`;

const SET_STATE = `
  update "ProbeState" set "verdict" = $3, "sentence" = $4, "latencyMs" = $5::int, "answer" = $6, "facts" = $7::jsonb, "at" = now(),
    "confirmedSince" = case when "confirmed" is distinct from $8 then now() else "confirmedSince" end,
    "confirmed" = $8, "recent" = $9::text[], "nextDueAt" = now() + $10 * interval '1 ms'
  where "targetId" = $1::uuid and "probe" = $2`;

const ADD_RESULT = `
  insert into "ProbeResult" ("targetId", "probe", "at", "verdict", "sentence", "latencyMs") values ($1::uuid, $2, now(), $3, $4, $5::int)`;

/** What was said holds until something else is said, unless nobody asked for long. */
const END_SPAN = `
  update "ProbeSpan" set "until" = now(), "results" = "results" + case when "verdict" = $3 then 1 else 0 end
  where "id" = (select "id" from "ProbeSpan" where "targetId" = $1::uuid and "probe" = $2 order by "since" desc, "id" desc limit 1)
    and "until" >= now() - $4 * interval '1 ms'
  returning "verdict"`;

const BEGIN_SPAN = `
  insert into "ProbeSpan" ("targetId", "probe", "verdict", "since", "until") values ($1::uuid, $2, $3, now(), now())`;
