/** The statements of the inventory, in one place. Each takes a whole batch. */

/** Facts of domains this host holds. A definition left out stays as it was, and with it what is told by it. */
export const WRITE_FACTS = `
  insert into "Domain" as d ("id", "name", "hostId", "simulated", "state", "stateReason", "seenAt", "persistent", "vcpus",
    "maxVcpus", "memoryKiB", "maxMemoryKiB", "cpuLoad", "definition", "definitionHash", "architecture", "guestMode", "osType",
    "roles", "vo", "tags", "homeHost", "kernelVersion", "needsFpswa", "antiAffinity", "affinity", "definitionUnreadable")
  select i."id", i."name", $2::uuid, $3, i."state", i."stateReason", $4::timestamptz, i."persistent", i."vcpus",
    i."maxVcpus", i."memoryKiB", i."maxMemoryKiB", i."cpuLoad", nullif(i."definition", 'null'::jsonb), i."definitionHash",
    coalesce(i."architecture", 'unknown'), coalesce(i."guestMode", 'unknown'), i."osType", coalesce(i."roles", '{}'), i."vo",
    coalesce(i."tags", '{}'), i."homeHost", i."kernelVersion", coalesce(i."needsFpswa", false), i."antiAffinity",
    i."affinity", i."definitionUnreadable"
  from jsonb_to_recordset($1::jsonb) as i("id" uuid, "name" text, "state" text, "stateReason" text, "persistent" boolean,
    "vcpus" int, "maxVcpus" int, "memoryKiB" bigint, "maxMemoryKiB" bigint, "cpuLoad" float8, "definition" jsonb,
    "definitionHash" text, "architecture" text, "guestMode" text, "osType" text, "roles" text[], "vo" text, "tags" text[],
    "homeHost" text, "kernelVersion" text, "needsFpswa" boolean, "antiAffinity" text, "affinity" text,
    "definitionUnreadable" text)
  on conflict ("id") do update set "name" = excluded."name", "hostId" = excluded."hostId", "simulated" = excluded."simulated",
    "state" = excluded."state", "stateReason" = excluded."stateReason", "seenAt" = excluded."seenAt", "missingSince" = null,
    "persistent" = excluded."persistent", "vcpus" = excluded."vcpus", "maxVcpus" = excluded."maxVcpus",
    "memoryKiB" = excluded."memoryKiB", "maxMemoryKiB" = excluded."maxMemoryKiB", "cpuLoad" = excluded."cpuLoad",
    -- What a guest said of itself ends with that guest: the next boot is another.
    "guestUptimeMs" = case when excluded."state" in ('off', 'crashed') then null else d."guestUptimeMs" end,
    "guestHeardAt" = case when excluded."state" in ('off', 'crashed') then null else d."guestHeardAt" end,
    "guestAddresses" = case when excluded."state" in ('off', 'crashed') then null else d."guestAddresses" end,
    "guestAddressesAt" = case when excluded."state" in ('off', 'crashed') then null else d."guestAddressesAt" end,
    "definition" = coalesce(excluded."definition", d."definition"),
    "definitionUnreadable" = excluded."definitionUnreadable",
    "definitionHash" = coalesce(excluded."definitionHash", d."definitionHash"),
    "architecture" = case when excluded."definition" is null then d."architecture" else excluded."architecture" end,
    "guestMode" = case when excluded."definition" is null then d."guestMode" else excluded."guestMode" end,
    "osType" = case when excluded."definition" is null then d."osType" else excluded."osType" end,
    "roles" = case when excluded."definition" is null then d."roles" else excluded."roles" end,
    "vo" = case when excluded."definition" is null then d."vo" else excluded."vo" end,
    "tags" = case when excluded."definition" is null then d."tags" else excluded."tags" end,
    "homeHost" = case when excluded."definition" is null then d."homeHost" else excluded."homeHost" end,
    "kernelVersion" = case when excluded."definition" is null then d."kernelVersion" else excluded."kernelVersion" end,
    "needsFpswa" = case when excluded."definition" is null then d."needsFpswa" else excluded."needsFpswa" end,
    "antiAffinity" = case when excluded."definition" is null then d."antiAffinity" else excluded."antiAffinity" end,
    "affinity" = case when excluded."definition" is null then d."affinity" else excluded."affinity" end`;

/** What this host says of domains, whoever holds them; and what it says no more. */
export const WRITE_SIGHTINGS = `
  with lost as (
    delete from "DomainSighting" where "hostId" = $1::uuid and "domainId" = any($5::uuid[]) returning 1
  )
  insert into "DomainSighting" ("domainId", "hostId", "state", "seenAt")
  select s.id, $1::uuid, s.state, $4::timestamptz from unnest($2::uuid[], $3::text[]) as s(id, state)
  where exists (select 1 from "Domain" d where d."id" = s.id)
  on conflict ("domainId", "hostId") do update set "state" = excluded."state", "seenAt" = excluded."seenAt"`;

/** Domains that another host turned out to hold; its next reading brings the rest. */
export const WRITE_HOLDERS = `
  update "Domain" d set "hostId" = i."hostId", "state" = i."state", "seenAt" = $2::timestamptz, "missingSince" = null
  from jsonb_to_recordset($1::jsonb) as i("id" uuid, "hostId" uuid, "state" text) where d."id" = i."id"`;

/** One reading of the host itself; nothing of what people set. */
export const WRITE_HOST = `
  update "Host" set "status" = 'up', "statusSince" = case when "status" = 'up' then "statusSince" else now() end,
    "statusReason" = null, "seenAt" = $2::timestamptz, "hypervisor" = $3, "hypervisorVersion" = $4, "hosted" = $5,
    "architecture" = $6, "cpuModel" = $7, "cpuCount" = $8, "cpuLoad" = $9, "memoryTotalKiB" = $10, "memoryFreeKiB" = $11,
    "facts" = coalesce($12::jsonb, "facts"), "capabilities" = coalesce($13::jsonb, "capabilities"),
    "bootCounterNs" = coalesce($14::bigint, "bootCounterNs")
  where "id" = $1::uuid and "enabled"`;

export const WRITE_METRICS = `
  insert into "MetricSample" ("subjectId", "at", "cpuLoad", "memoryUsedKiB", "netReceiveBytesPerSec", "netTransmitBytesPerSec",
    "blockReadBytesPerSec", "blockWriteBytesPerSec")
  select i."id", $2::timestamptz, i."cpuLoad", i."memoryUsedKiB", i."netReceive", i."netTransmit", i."blockRead", i."blockWrite"
  from jsonb_to_recordset($1::jsonb) as i("id" uuid, "cpuLoad" float8, "memoryUsedKiB" bigint, "netReceive" float8,
    "netTransmit" float8, "blockRead" float8, "blockWrite" float8)
  on conflict do nothing`;
