/** The statements of a migration. Each looks at the fencing token first and writes nothing for a run that lost its lease. */
import { lookSql } from '@/lib/operations/dispatch';
import { inLineSql } from '@/lib/operations/finish-sql';

const MINE = `mine as (
    select * from "Operation" where "id" = $1::uuid and "fencingToken" = $2 and "state" = 'running' for share
  )`;

const PROGRESS_EVENT = (stage: string, progress: string): string => `
  jsonb_build_object('vo', m."vo", 'body', jsonb_build_object('type', 'migration.progress', 'operationId', m."operationId",
    'domainId', m."domainId", 'domainName', m."domainName", 'sourceHostId', m."sourceHostId",
    'targetHostId', m."targetHostId", 'stage', ${stage}, 'progress', ${progress}))`;

/** Stages entered and samples taken since the last write; progress only ever rises. */
export const WRITE_PROGRESS = `
  with ${MINE}, moved as (
    update "Migration" m set "stage" = $3, "stages" = m."stages" || $4::jsonb,
      "progress" = greatest(m."progress", $5::float8),
      "bytesTransferred" = greatest(m."bytesTransferred", $6::float8::bigint), "rounds" = greatest(m."rounds", $7::int),
      "guestSilentSinceAt" = $9::timestamptz
    from mine where m."operationId" = mine."id" returning m.*
  ), sampled as (
    insert into "MigrationSample" ("operationId", "at", "elapsedMs", "bytesTotal", "bytesTransferred", "bytesRemaining",
      "dirtyBytesPerSecond", "bandwidthBytesPerSecond", "rounds")
    select m."operationId", s."at", s."elapsedMs", s."bytesTotal", s."bytesTransferred", s."bytesRemaining",
      s."dirtyBytesPerSecond", s."bandwidthBytesPerSecond", s."rounds"
    from moved m, jsonb_to_recordset($8::jsonb) as s("at" timestamptz, "elapsedMs" float8, "bytesTotal" bigint,
      "bytesTransferred" bigint, "bytesRemaining" bigint, "dirtyBytesPerSecond" float8, "bandwidthBytesPerSecond" float8,
      "rounds" int)
    on conflict do nothing returning 1
  )
  select gridbox_append_events(jsonb_build_array(${PROGRESS_EVENT('$3::text', 'm."progress"')})) from moved m`;

/**
 * All of it is at the target, where its guest runs; what is left is the source's tidying up. It gives its places back, and
 * wakes those that wait for them. False: an earlier run said so, and it turned out otherwise.
 */
export const WRITE_ARRIVED = `
  with ${MINE}, moved as (
    update "Migration" m set "arrivedAt" = case when $3::boolean then now() end from mine
    where m."operationId" = mine."id" and (m."arrivedAt" is null) = $3::boolean returning mine.*
  ), ${inLineSql('moved')}
  select ${lookSql('"id"')} from in_line where $3::boolean`;

/** How it ended: figures, verification and stage. */
export const WRITE_END = `
  with ${MINE}, moved as (
    update "Migration" m set "stage" = $3,
      "stages" = m."stages" || jsonb_build_array(jsonb_build_object('stage', $3::text, 'at', $4::text)),
      "progress" = case when $3 in ('done', 'moved-unheard', 'moved-restarted') then 1 else m."progress" end,
      "durationMs" = coalesce($5::float8, m."durationMs"), "downtimeMeasuredMs" = $6::float8,
      "downtimeReportedMs" = $7::float8, "bytesTransferred" = coalesce($8::float8::bigint, m."bytesTransferred"),
      "rounds" = coalesce($9::int, m."rounds"), "guestHeardAt" = $10::timestamptz,
      "verification" = coalesce($11::jsonb, m."verification"), "guestSilentSinceAt" = null
    from mine where m."operationId" = mine."id" returning m.*
  )
  select gridbox_append_events(jsonb_build_array(${PROGRESS_EVENT('$3::text', 'm."progress"')})) from moved m`;

/** What it cost a program in the guest; written after the end, while the operation is still open. */
export const WRITE_WORKLOAD = `
  with ${MINE} update "Migration" m set "workload" = $3::jsonb from mine where m."operationId" = mine."id"`;

/**
 * The inventory's view of a domain that was found at a host: known before the next reading, because the next operation of
 * the domain begins as soon as this one ends.
 */
export const WRITE_PLACE = `
  with ${MINE}, before as (
    select d."id", d."hostId" from "Domain" d join mine on d."id" = mine."domainId" for update of d
  ), gone as (
    delete from "DomainSighting" s using before where s."domainId" = before."id" and s."hostId" = $4::uuid returning 1
  ), seen as (
    insert into "DomainSighting" ("domainId", "hostId", "state", "seenAt") select before."id", $3::uuid, $5, now() from before
    on conflict ("domainId", "hostId") do update set "state" = excluded."state", "seenAt" = excluded."seenAt" returning 1
  ), placed as (
    update "Domain" d set "hostId" = $3::uuid, "state" = $5, "seenAt" = now(), "missingSince" = null,
      "guestUptimeMs" = coalesce($6::float8::bigint, d."guestUptimeMs"), "guestHeardAt" = coalesce($7::timestamptz, d."guestHeardAt")
    from before where d."id" = before."id" returning d.*, before."hostId" as "fromHostId"
  )
  select gridbox_append_events(jsonb_build_array(jsonb_build_object('vo', p."vo", 'body', jsonb_build_object(
    'type', 'domain.moved', 'domainId', p."id", 'domainName', p."name", 'fromHostId', p."fromHostId", 'hostId', p."hostId",
    'state', p."state")))) from placed p where p."fromHostId" is distinct from p."hostId"`;
