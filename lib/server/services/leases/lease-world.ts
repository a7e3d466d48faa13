/** What leases are judged against: what the hosts have for them, the calendar of leases, and the quota of a VO. */
import { z } from 'zod';
import { ACTIVE_STATES } from '@/lib/domain/domain';
import { HOST_CLASSES } from '@/lib/domain/host';
import { HOLDING_STATES } from '@/lib/domain/lease';
import type { Limits, Resource } from '@/lib/leases/amounts';
import { amountsOf, heldShape } from '@/lib/leases/amounts';
import type { Booking, LeaseHost, LeaseWorld } from '@/lib/leases/feasibility';
import { keptSpan } from '@/lib/leases/places';
import { MOST_VCPUS_PER_CPU } from '@/lib/placement/rebalance/inventory-clusters';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadAway } from '@/lib/server/services/maintenances/load-away';
import { GIB, KIB_PER_MIB } from '@/lib/utils/units';

/** In the order of `HOSTS`. */
const HostRow = z.tuple([
  z.string(),
  z.enum(HOST_CLASSES).catch('other'),
  z.string().nullable(),
  z.number().nullable(),
  z.number().nullable(),
  z.number(),
  z.number(),
  z.number().nullable(),
  z.string().nullable(),
]);

/** In the order of `BOOKINGS`; instants in milliseconds of the epoch. */
const BookingRow = z.tuple([
  z.string(),
  z.string(),
  z.enum(HOST_CLASSES).catch('other'),
  z.array(z.string()),
  z.number(),
  z.number(),
  z.number(),
  z.number().nullable(),
  z.number(),
  z.number(),
  z.boolean(),
  z.boolean(),
]);

/**
 * @param vo whose quota is looked at
 * @param except id of a lease that does not count
 */
export async function loadLeaseWorld(
  db: Tx,
  { vo, now, except }: { readonly vo: string; readonly now: Date; readonly except?: string | undefined },
): Promise<LeaseWorld> {
  const sql = sqlOfTx(db);
  // One after the other: a transaction has one connection.
  const [found] = await sql.query<{ readonly hosts: string }>(HOSTS, [[...ACTIVE_STATES]]);
  const bookings = await loadBookings(db, now, except);
  const quota = await db.voQuota.findUnique({ where: { vo } });
  return {
    hosts: readHosts(found),
    away: await loadAway(db, now),
    bookings,
    quota: quota === null ? {} : quotaLimits(quota),
  };
}

/** As `loadLeaseWorld`, read once for the requests of several VOs. */
export async function loadLeaseWorlds(db: Tx, now: Date): Promise<(vo: string) => LeaseWorld> {
  const [found] = await sqlOfTx(db).query<{ readonly hosts: string }>(HOSTS, [[...ACTIVE_STATES]]);
  const bookings = await loadBookings(db, now);
  const quotas = await db.voQuota.findMany();
  const hosts = readHosts(found);
  const away = await loadAway(db, now);
  return (vo) => {
    const quota = quotas.find((row) => row.vo === vo);
    return { hosts, away, bookings, quota: quota === undefined ? {} : quotaLimits(quota) };
  };
}

const readHosts = (found: { readonly hosts: string } | undefined): readonly LeaseHost[] =>
  z
    .array(HostRow)
    .parse(JSON.parse(found?.hosts ?? '[]'))
    .map(toLeaseHost);

/** Leases that keep a place: as one text, as hosts are, since thousands of rows one by one take longer than all the rest. */
export async function loadBookings(db: Tx, now: Date, except?: string): Promise<readonly Booking[]> {
  const [found] = await sqlOfTx(db).query<{ readonly bookings: string }>(BOOKINGS, [
    [...HOLDING_STATES],
    except ?? null,
  ]);
  return z
    .array(BookingRow)
    .parse(JSON.parse(found?.bookings ?? '[]'))
    .map((row) => toBooking(row, now));
}

/** A column that is null has no limit. */
export const quotaLimits = (row: Readonly<Record<Resource, number | null>>): Limits => ({
  ...(row.vcpus === null ? {} : { vcpus: row.vcpus }),
  ...(row.memoryMiB === null ? {} : { memoryMiB: row.memoryMiB }),
  ...(row.diskGiB === null ? {} : { diskGiB: row.diskGiB }),
  ...(row.domains === null ? {} : { domains: row.domains }),
  ...(row.ia64Vcpus === null ? {} : { ia64Vcpus: row.ia64Vcpus }),
});

function toLeaseHost([
  name,
  hostClass,
  architecture,
  cpuCount,
  memoryFreeKiB,
  lastingVcpus,
  leasedKiB,
  poolFreeBytes,
  noNetworks,
]: z.infer<typeof HostRow>): LeaseHost {
  return {
    name,
    hostClass,
    architecture: architecture ?? 'unknown',
    limits: {
      ...(cpuCount === null ? {} : { vcpus: cpuCount * MOST_VCPUS_PER_CPU - lastingVcpus }),
      // What leases hold of it is theirs by the calendar, and would be counted twice.
      ...(memoryFreeKiB === null ? {} : { memoryMiB: Math.floor((memoryFreeKiB + leasedKiB) / KIB_PER_MIB) }),
      // How much of a leased disk is written already nobody tells, so it is taken off twice: the careful mistake.
      ...(poolFreeBytes === null ? {} : { diskGiB: Math.floor(poolFreeBytes / GIB) }),
    },
    noNetworks: noNetworks ?? undefined,
  };
}

function toBooking(
  [vo, state, hostClass, hosts, count, vcpus, memoryMiB, diskGiB, startsAtMs, endsAtMs, ia64, ownNetwork]: z.infer<
    typeof BookingRow
  >,
  now: Date,
): Booking {
  const { fromMs, untilMs } = keptSpan({ fromMs: startsAtMs, untilMs: endsAtMs });
  const shape = { vcpus, memoryMiB, diskGiB: diskGiB ?? 0, ia64 };
  return {
    fromMs,
    // What is late in going goes on keeping its place; when that ends nobody knows.
    untilMs: state === 'not-clean' || untilMs <= now.getTime() ? Number.POSITIVE_INFINITY : untilMs,
    amounts: amountsOf(count, heldShape(shape)),
    promised: amountsOf(count, shape),
    hostClass,
    hosts,
    ownNetwork,
    vo,
  };
}

/**
 * Hosts that a lease could be on now. What a host can make is what it said when it was read. Domains that are off take nothing, as in every plan; memory of a domain is counted as
 * `memoryNeedKiB` counts it. Of the pools that are the host's own the one with most room is what a disk is made in.
 */
const HOSTS = `
  with leased as (
    select n."domainId" from "SiteNode" n join "Lease" l on l."siteId" = n."siteId"
  ), used as (
    select d."hostId", coalesce(sum(d."vcpus"::float8) filter (where x."domainId" is null), 0) as "lastingVcpus",
      coalesce(sum((d."memoryKiB" + 4 * (256 * d."vcpus" + 2 * ((d."memoryKiB" + 1023) / 1024)))::float8)
        filter (where x."domainId" is not null), 0) as "leasedKiB"
    from "Domain" d left join leased x on x."domainId" = d."id"
    where d."missingSince" is null and d."state" = any($1::text[]) and d."hostId" is not null
    group by d."hostId"
  )
  select coalesce(json_agg(json_build_array(h."name", h."class", h."architecture", h."cpuCount", h."memoryFreeKiB",
    coalesce(u."lastingVcpus", 0), coalesce(u."leasedKiB", 0),
    (select max((p->>'freeBytes')::float8)
      from jsonb_array_elements(case jsonb_typeof(h."facts"->'storage') when 'array' then h."facts"->'storage' else '[]' end) p
      where p->>'shared' = 'false'), h."capabilities"->>'noNetworks') order by h."name"), '[]')::text as "hosts"
  from "Host" h left join used u on u."hostId" = h."id"
  where h."enabled" and not h."maintenance" and h."status" = 'up'`;

const BOOKINGS = `
  select coalesce(json_agg(json_build_array(l."vo", l."state", l."hostClass", coalesce(l."hosts", '{}'), l."approvedCount", l."approvedVcpus",
    l."approvedMemoryMiB", l."approvedDiskGiB", date_part('epoch', l."approvedStartsAt") * 1000,
    date_part('epoch', l."approvedEndsAt") * 1000, coalesce(e."body"->>'architecture' = 'ia64', false),
    coalesce(e."body"->>'isolation' = 'dedicated', false))), '[]')::text as "bookings"
  from "Lease" l join "Environment" e on e."id" = l."environmentId"
  where l."state" = any($1::text[]) and ($2::uuid is null or l."id" <> $2::uuid) and l."approvedCount" is not null and l."approvedVcpus" is not null
    and l."approvedMemoryMiB" is not null and l."approvedStartsAt" is not null and l."approvedEndsAt" is not null`;
