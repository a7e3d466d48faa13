import { z } from 'zod';
import type { HostSummary } from '@/lib/contracts/hosts';
import { hasScope, type Actor } from '@/lib/domain/access';
import { ARCHITECTURES, DRIVERS, HOST_CLASSES, HOST_STATUSES, HYPERVISORS, isSimulated } from '@/lib/domain/host';
import { Prisma } from '@/lib/server/db/generated/client';
import { visibleTo } from '@/lib/server/services/domains/domain-filter';

/**
 * How many domains each host holds and how many migrations it takes part in now, each counted once for all hosts.
 * Only domains that the caller may see are counted, and only hosts that hold one are in `held`.
 */
export const hostCounts = (actor: Actor): Prisma.Sql => Prisma.sql`
  held as materialized (
    select d."hostId", count(*)::int as domains, count(*) filter (where d.state = 'running')::int as running
    from "Domain" d where d."hostId" is not null and ${visibleTo(actor)} group by d."hostId"
  ), moving as materialized (
    select o."hostId", o."targetHostId" from "Operation" o where o.state = 'running' and o.kind = 'migrate-domain'
  ), arriving as materialized (
    select "targetHostId" as "hostId", count(*)::int as migrations from moving group by 1
  ), leaving as materialized (
    select "hostId", count(*)::int as migrations from moving group by 1
  )`;

export const HOST_COLUMNS = Prisma.sql`
  h.id::text, h.name, h.uri, h.driver, h.class, h.status, h."statusSince", h."statusReason", h."seenAt", h.maintenance,
  h.hypervisor, h."hypervisorVersion", h.hosted, h.architecture, h."cpuModel", h."cpuCount", h."cpuLoad",
  h."memoryTotalKiB"::float8, h."memoryFreeKiB"::float8, h."migrationsInLimit", h."migrationsOutLimit",
  coalesce(held.domains, 0) as "domainCount", coalesce(held.running, 0) as "runningCount",
  coalesce(arriving.migrations, 0) as "migrationsIn", coalesce(leaving.migrations, 0) as "migrationsOut"`;

export const HOST_FROM = Prisma.sql`
  "Host" h left join held on held."hostId" = h.id left join arriving on arriving."hostId" = h.id
  left join leaving on leaving."hostId" = h.id`;

/** Which hosts a caller may know of: all with `hosts:read`; else those that hold a domain the caller may see. */
export const visibleHosts = (actor: Actor): Prisma.Sql =>
  hasScope(actor, 'hosts:read') ? Prisma.sql`true` : Prisma.sql`held.domains is not null`;

export const HostRow = z.object({
  id: z.string(),
  name: z.string(),
  uri: z.string(),
  driver: z.enum(DRIVERS),
  class: z.enum(HOST_CLASSES).catch('other'),
  status: z.enum(HOST_STATUSES),
  statusSince: z.date(),
  statusReason: z.string().nullable(),
  seenAt: z.date().nullable(),
  maintenance: z.boolean(),
  hypervisor: z.enum(HYPERVISORS).nullable().catch('other'),
  hypervisorVersion: z.string().nullable(),
  hosted: z.boolean().nullable(),
  architecture: z.enum(ARCHITECTURES).nullable().catch('unknown'),
  cpuModel: z.string().nullable(),
  cpuCount: z.number().nullable(),
  cpuLoad: z.number().nullable(),
  memoryTotalKiB: z.number().nullable(),
  memoryFreeKiB: z.number().nullable(),
  migrationsInLimit: z.number(),
  migrationsOutLimit: z.number(),
  domainCount: z.number(),
  runningCount: z.number(),
  migrationsIn: z.number(),
  migrationsOut: z.number(),
});
export type HostRow = z.infer<typeof HostRow>;

/** A host as lists and the map have it. */
export function hostSummary(row: HostRow, actor: Actor): z.input<typeof HostSummary> {
  const whole: z.input<typeof HostSummary> = {
    id: row.id,
    name: row.name,
    uri: withoutCredentials(row.uri),
    driver: row.driver,
    simulated: isSimulated(row),
    class: row.class,
    status: row.status,
    statusSince: row.statusSince.toISOString(),
    statusReason: row.statusReason,
    seenAt: row.seenAt?.toISOString() ?? null,
    maintenance: row.maintenance,
    hypervisor: row.hypervisor,
    hypervisorVersion: row.hypervisorVersion,
    hosted: row.hosted,
    architecture: row.architecture,
    cpuModel: row.cpuModel,
    cpuCount: row.cpuCount,
    cpuLoad: row.cpuLoad,
    memoryTotalKiB: row.memoryTotalKiB,
    memoryFreeKiB: row.memoryFreeKiB,
    domainCount: row.domainCount,
    runningCount: row.runningCount,
    migrationsIn: row.migrationsIn,
    migrationsOut: row.migrationsOut,
    limits: { migrationsIn: row.migrationsInLimit, migrationsOut: row.migrationsOutLimit },
  };
  return hasScope(actor, 'hosts:read') ? whole : withoutHostFacts(whole);
}

/**
 * What a VO admin needs of a host that holds one of the own domains: its name, class, status and age. Where it is, what
 * it is made of, its load and other VOs' share of it stay with the testbed.
 */
function withoutHostFacts(host: z.input<typeof HostSummary>): z.input<typeof HostSummary> {
  return {
    ...host,
    uri: '',
    statusReason: null,
    hypervisorVersion: null,
    cpuModel: null,
    cpuCount: null,
    cpuLoad: null,
    memoryTotalKiB: null,
    memoryFreeKiB: null,
    migrationsIn: 0,
    migrationsOut: 0,
    limits: { migrationsIn: 0, migrationsOut: 0 },
  };
}

/** Addresses are refused with a password in them when they are entered; should one have come in otherwise, it stays here. */
export const withoutCredentials = (uri: string): string =>
  uri.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#:@]*):[^/?#@]*@/i, '$1@');
