import { randomUUID } from 'node:crypto';
import type { EventBody } from '@/lib/contracts/events';
import { alarmId, domainId, hostId } from '@/lib/domain/ids';
import type { AlarmKind } from '@/lib/domain/operation';
import type { Sql } from '@/lib/server/db/sql';
import { encodeEvents } from '@/lib/server/events/append-event';

export interface RaiseAlarm {
  readonly kind: AlarmKind;
  /** One is open a kind and subject. Left out: the domain, or else the host. */
  readonly subject?: string | undefined;
  readonly domainId?: string | undefined;
  readonly hostId?: string | undefined;
  readonly vo?: string | undefined;
  readonly sentence: string;
  /** What somebody can do about it, in the imperative. */
  readonly remedy: string;
  readonly detail?: unknown;
}

const subjectOf = (alarm: Pick<RaiseAlarm, 'subject' | 'domainId' | 'hostId'>): string =>
  alarm.subject ?? alarm.domainId ?? alarm.hostId ?? 'testbed';

/** Raises an alarm and tells it, unless it is open already. @returns true where it is new. */
export async function raiseAlarm(sql: Sql, alarm: RaiseAlarm): Promise<boolean> {
  const id = randomUUID();
  const event: EventBody = {
    type: 'alarm.raised',
    alarmId: alarmId(id),
    kind: alarm.kind,
    domainId: alarm.domainId === undefined ? null : domainId(alarm.domainId),
    hostId: alarm.hostId === undefined ? null : hostId(alarm.hostId),
    sentence: alarm.sentence,
  };
  const rows = await sql.query(RAISE, [
    id,
    alarm.kind,
    subjectOf(alarm),
    alarm.sentence,
    alarm.remedy,
    alarm.domainId ?? null,
    alarm.hostId ?? null,
    alarm.vo ?? null,
    JSON.stringify(alarm.detail ?? null),
    encodeEvents([{ body: event, vo: alarm.vo }]),
  ]);
  return rows.length > 0;
}

const RAISE = `
  with raised as (
    insert into "Alarm" ("id", "kind", "subject", "sentence", "remedy", "domainId", "hostId", "vo", "detail")
    values ($1::uuid, $2, $3, $4, $5, $6::uuid, $7::uuid, $8, $9::jsonb)
    on conflict ("kind", "subject") where "resolvedAt" is null do nothing returning 1
  )
  select gridbox_append_events($10::jsonb) from raised`;

/** Resolves what resolved itself, e.g. a host that answers again. */
export async function settleAlarm(
  sql: Sql,
  alarm: Pick<RaiseAlarm, 'kind' | 'subject' | 'domainId' | 'hostId'> & { readonly note: string },
): Promise<void> {
  await sql.query(SETTLE, [alarm.kind, subjectOf(alarm), alarm.note]);
}

const SETTLE = `
  with settled as (
    update "Alarm" set "resolvedAt" = now(), "resolvedBy" = 'Gridbox', "note" = $3
    where "kind" = $1 and "subject" = $2 and "resolvedAt" is null returning *
  )
  select gridbox_append_events(jsonb_build_array(jsonb_build_object('vo', "vo", 'body', jsonb_build_object(
    'type', 'alarm.resolved', 'alarmId', "id", 'kind', "kind", 'domainId', "domainId", 'hostId', "hostId", 'sentence', "sentence"))))
  from settled`;
