import { z } from 'zod';
import { hasScope, seesVo, type Actor } from '@/lib/domain/access';
import { DOMAIN_STATES, ROLES } from '@/lib/domain/domain';
import { ARCHITECTURES, DRIVERS, HOST_CLASSES, HOST_STATUSES, HYPERVISORS, isSimulated } from '@/lib/domain/host';
import { type PastDomain, type PastHost, type PastRecord, replay, type TestbedThen } from '@/lib/domain/past/records';
import type { Db } from '@/lib/server/db/client';

const DomainRecordRow = z.object({
  sequence: z.number(),
  at: z.date(),
  id: z.string(),
  gone: z.boolean(),
  name: z.string(),
  hostId: z.string().nullable(),
  simulated: z.boolean(),
  state: z.enum(DOMAIN_STATES),
  missingSince: z.date().nullable(),
  splitBrain: z.boolean(),
  vcpus: z.number(),
  memoryKiB: z.number(),
  // A value that this version does not know is not known.
  architecture: z.enum(ARCHITECTURES).catch('unknown'),
  roles: z.array(z.enum(ROLES)),
  vo: z.string().nullable(),
});

const HostRecordRow = z.object({
  sequence: z.number(),
  at: z.date(),
  id: z.string(),
  gone: z.boolean(),
  name: z.string(),
  uri: z.string(),
  driver: z.enum(DRIVERS),
  class: z.enum(HOST_CLASSES).catch('other'),
  status: z.enum(HOST_STATUSES),
  statusSince: z.date(),
  statusReason: z.string().nullable(),
  maintenance: z.boolean(),
  hypervisor: z.enum(HYPERVISORS).nullable().catch('other'),
  hypervisorVersion: z.string().nullable(),
  architecture: z.enum(ARCHITECTURES).nullable().catch('unknown'),
  cpuModel: z.string().nullable(),
  cpuCount: z.number().nullable(),
  memoryTotalKiB: z.number().nullable(),
});

/**
 * The last record of every host and domain at a moment: one probe of the index for each that is there now or was removed, however
 * much has been recorded since (docs/decisions/0013). Whole: what of it a caller may see is the caller's to ask.
 */
export async function readTestbedThen(db: Db, at: Date): Promise<TestbedThen> {
  const [hosts, domains] = await Promise.all([
    db.$queryRaw<unknown[]>`
      select last.* from (select "id" from "Host" union select "hostId" from "HostRecord" where "gone") as subject("id")
      cross join lateral (
        select r."sequence"::float8 as "sequence", r."at", r."hostId"::text as "id", r."gone", r."name", r."uri", r."driver", r."class",
          r."status", r."statusSince", r."statusReason", r."maintenance", r."hypervisor", r."hypervisorVersion", r."architecture",
          r."cpuModel", r."cpuCount", r."memoryTotalKiB"::float8 as "memoryTotalKiB"
        from "HostRecord" r where r."hostId" = subject."id" and r."at" <= ${at}::timestamptz
        order by r."at" desc, r."sequence" desc limit 1) last`,
    db.$queryRaw<unknown[]>`
      select last.* from (select "id" from "Domain" union select "domainId" from "DomainRecord" where "gone") as subject("id")
      cross join lateral (
        select r."sequence"::float8 as "sequence", r."at", r."domainId"::text as "id", r."gone", r."name", r."hostId"::text as "hostId",
          r."simulated", r."state", r."missingSince", r."splitBrain", r."vcpus", r."memoryKiB"::float8 as "memoryKiB", r."architecture",
          coalesce(r."roles", '{}') as "roles", r."vo"
        from "DomainRecord" r where r."domainId" = subject."id" and r."at" <= ${at}::timestamptz
        order by r."at" desc, r."sequence" desc limit 1) last`,
  ]);
  return {
    hosts: replay(z.array(HostRecordRow).parse(hosts).map(hostRecord)),
    domains: replay(z.array(DomainRecordRow).parse(domains).map(domainRecord)),
  };
}

function domainRecord({
  sequence,
  at,
  id,
  gone,
  missingSince,
  ...facts
}: z.infer<typeof DomainRecordRow>): PastRecord<PastDomain> {
  const since = missingSince?.toISOString() ?? null;
  return { sequence, atMs: at.getTime(), id, gone, facts: { ...facts, missingSince: since } };
}

function hostRecord({
  sequence,
  at,
  id,
  gone,
  uri,
  driver,
  ...facts
}: z.infer<typeof HostRecordRow>): PastRecord<PastHost> {
  return {
    sequence,
    atMs: at.getTime(),
    id,
    gone,
    facts: { ...facts, statusSince: facts.statusSince.toISOString(), simulated: isSimulated({ driver, uri }) },
  };
}

/** Was this domain this caller's to see? By the VO it had then, as events are. */
export const sees =
  (actor: Actor) =>
  (vo: string | null): boolean =>
    seesVo(actor, vo ?? undefined);

/** Hosts of which a caller may have known then: all with `hosts:read`; else those that held a domain the caller saw. */
export function hostsSeen(actor: Actor, then: TestbedThen): ReadonlySet<string> {
  if (hasScope(actor, 'hosts:read')) return new Set(then.hosts.keys());
  const seen = sees(actor);
  return new Set(
    [...then.domains.values()].flatMap(({ gone, facts }) =>
      !gone && facts.hostId !== null && seen(facts.vo) ? [facts.hostId] : [],
    ),
  );
}

/** Without what a VO admin is not told of a host (`host-rows.ts`): what it is made of, and why it does not answer. */
export function hostFactsFor(actor: Actor, facts: PastHost): PastHost {
  if (hasScope(actor, 'hosts:read')) return facts;
  return {
    ...facts,
    statusReason: null,
    hypervisorVersion: null,
    cpuModel: null,
    cpuCount: null,
    memoryTotalKiB: null,
  };
}
