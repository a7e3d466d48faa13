import type { Compared } from '@/lib/images/drift/compare-guest';
import type { Sql } from '@/lib/server/db/sql';
import { HOUR_MS } from '@/lib/utils/time';

export interface Comparison extends Compared {
  readonly domainId: string;
  readonly operationId: string;
  readonly fencingToken: number;
  readonly imageId: string | undefined;
  readonly kernel: string | undefined;
  readonly at: Date;
}

/** How a comparison left the findings of a domain. */
export interface RecordedDrift {
  readonly open: number;
  readonly fresh: number;
  readonly returned: number;
  readonly gone: number;
}

/**
 * Keeps what a comparison found: differences that are new, still there, back again, and those that are gone. What could not be asked
 * stays as it was: silence is no proof that anything was mended. The same comparison twice is the same.
 * @returns undefined where another run has taken the operation over; nothing is kept then.
 */
export async function recordComparison(sql: Sql, comparison: Comparison): Promise<RecordedDrift | undefined> {
  const { domainId, operationId, fencingToken, imageId, kernel, at, differences, skipped } = comparison;
  const rows = await sql.query<RecordedDrift>(RECORD, [
    operationId,
    fencingToken,
    domainId,
    at.toISOString(),
    JSON.stringify(differences),
    skipped.map(({ check }) => check),
    imageId ?? null,
    JSON.stringify(kernel === undefined ? {} : { kernel }),
    JSON.stringify(skipped),
    HOUR_MS,
  ]);
  return rows[0];
}

const RECORD = `
  with mine as (
    select "id" from "Operation" where "id" = $1::uuid and "fencingToken" = $2 and "state" = 'running' for share
  ), there as (
    select d."id" from "Domain" d, mine where d."id" = $3::uuid
  ), told as (
    select x->>'check' as "check", x->>'subject' as "subject", x->>'promised' as "promised", x->>'found' as "found"
    from jsonb_array_elements($5::jsonb) x, there
  ), before as (
    select f."id", f."check", f."subject", f."goneAt" from "DriftFinding" f, there where f."domainId" = $3::uuid
  ), kept as (
    insert into "DriftFinding" ("id", "domainId", "check", "subject", "promised", "found", "firstSeenAt", "lastSeenAt")
    select gen_random_uuid(), $3::uuid, "check", "subject", "promised", "found", $4::timestamptz, $4::timestamptz from told
    on conflict ("domainId", "check", "subject") do update set "promised" = excluded."promised", "found" = excluded."found",
      "lastSeenAt" = excluded."lastSeenAt", "goneAt" = null,
      "returns" = "DriftFinding"."returns" + case when "DriftFinding"."goneAt" is null then 0 else 1 end
    returning 1
  ), gone as (
    update "DriftFinding" f set "goneAt" = $4::timestamptz from there
    where f."domainId" = $3::uuid and f."goneAt" is null and not (f."check" = any($6::text[]))
      and not exists (select from told t where t."check" = f."check" and t."subject" = f."subject")
    returning 1
  ), looked as (
    insert into "DomainDrift" ("domainId", "checkedAt", "operationId", "imageId", "facts", "skipped")
    select $3::uuid, $4::timestamptz, $1::uuid, $7::uuid, $8::jsonb, $9::jsonb from there
    on conflict ("domainId") do update set "checkedAt" = excluded."checkedAt", "operationId" = excluded."operationId",
      "imageId" = excluded."imageId", "facts" = excluded."facts", "skipped" = excluded."skipped",
      "nextDueAt" = case when "DomainDrift"."everyHours" is null then null
        else $4::timestamptz + "DomainDrift"."everyHours" * $10 * interval '1 millisecond' end
    returning 1
  )
  select (select count(*)::int from told) as "open",
    (select count(*)::int from told t where not exists (select from before b where b."check" = t."check" and b."subject" = t."subject")) as "fresh",
    (select count(*)::int from told t join before b on b."check" = t."check" and b."subject" = t."subject" where b."goneAt" is not null) as "returned",
    (select count(*)::int from gone) as "gone"
  from looked, (select count(*) from kept) done`;
