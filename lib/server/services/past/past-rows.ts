import { z } from 'zod';
import { hasScope, seesVo, type Actor } from '@/lib/domain/access';
import { DOMAIN_STATES, ROLES } from '@/lib/domain/domain';
import { ARCHITECTURES, DRIVERS, HOST_CLASSES, HOST_STATUSES, HYPERVISORS, isSimulated } from '@/lib/domain/host';
import { type PastDomain, type PastHost, type PastRecord, replay, type TestbedThen } from '@/lib/domain/past/records';
import type { Tx } from '@/lib/server/db/client';
import { Prisma } from '@/lib/server/db/generated/client';

const Millis = z.number();
const RecordRow = { sequence: z.number(), atMs: Millis, id: z.string(), gone: z.boolean(), name: z.string() };

const DomainRecordRow = z.object({
  ...RecordRow,
  hostId: z.string().nullable(),
  simulated: z.boolean(),
  state: z.enum(DOMAIN_STATES),
  missingSinceMs: Millis.nullable(),
  splitBrain: z.boolean(),
  vcpus: z.number(),
  memoryKiB: z.number(),
  // A value that this version does not know is not known.
  architecture: z.enum(ARCHITECTURES).catch('unknown'),
  roles: z.array(z.enum(ROLES)),
  vo: z.string().nullable(),
});

const HostRecordRow = z.object({
  ...RecordRow,
  uri: z.string(),
  driver: z.enum(DRIVERS),
  class: z.enum(HOST_CLASSES).catch('other'),
  status: z.enum(HOST_STATUSES),
  statusSinceMs: Millis,
  statusReason: z.string().nullable(),
  maintenance: z.boolean(),
  hypervisor: z.enum(HYPERVISORS).nullable().catch('other'),
  hypervisorVersion: z.string().nullable(),
  architecture: z.enum(ARCHITECTURES).nullable().catch('unknown'),
  cpuModel: z.string().nullable(),
  cpuCount: z.number().nullable(),
  memoryTotalKiB: z.number().nullable(),
});

/** Of a record `r`, under the names that are read above. */
const HOST_RECORD = Prisma.sql`
  r."sequence", extract(epoch from r."at") * 1000 as "atMs", r."hostId" as "id", r."gone", r."name", r."uri", r."driver", r."class",
  r."status", extract(epoch from r."statusSince") * 1000 as "statusSinceMs", r."statusReason", r."maintenance", r."hypervisor",
  r."hypervisorVersion", r."architecture", r."cpuModel", r."cpuCount", r."memoryTotalKiB"`;
const DOMAIN_RECORD = Prisma.sql`
  r."sequence", extract(epoch from r."at") * 1000 as "atMs", r."domainId" as "id", r."gone", r."name", r."hostId", r."simulated",
  r."state", extract(epoch from r."missingSince") * 1000 as "missingSinceMs", r."splitBrain", r."vcpus", r."memoryKiB",
  r."architecture", coalesce(r."roles", '{}') as "roles", r."vo"`;

/**
 * The last record before a moment of every host and domain that is there now or was removed since `removedSince` (the moment itself,
 * or an earlier one that it is compared with): one probe of the index each, however much has been recorded (docs/decisions/0013).
 * Whole: what of it a caller may see is the caller's to ask. Rows leave the database as one JSON text, which is read several times
 * faster than as many rows.
 */
export async function readTestbedThen(db: Tx, at: Date, removedSince: Date = at): Promise<TestbedThen> {
  const [hosts, domains] = await Promise.all([
    db.$queryRaw<{ records: string }[]>`
      select coalesce(json_agg(last), '[]')::text as records
      from (select "id" from "Host" union select "hostId" from "HostRecord" where "gone" and "at" > ${removedSince}::timestamptz) as subject("id")
      cross join lateral (
        select ${HOST_RECORD}
        from "HostRecord" r where r."hostId" = subject."id" and r."at" <= ${at}::timestamptz
        order by r."at" desc, r."sequence" desc limit 1) last`,
    db.$queryRaw<{ records: string }[]>`
      select coalesce(json_agg(last), '[]')::text as records
      from (select "id" from "Domain" union select "domainId" from "DomainRecord" where "gone" and "at" > ${removedSince}::timestamptz)
        as subject("id")
      cross join lateral (
        select ${DOMAIN_RECORD}
        from "DomainRecord" r where r."domainId" = subject."id" and r."at" <= ${at}::timestamptz
        order by r."at" desc, r."sequence" desc limit 1) last`,
  ]);
  return { hosts: replay(hostRecords(hosts)), domains: replay(domainRecords(domains)) };
}

/** Everything that was recorded after one moment and up to another. */
export interface RecordedBetween {
  readonly hosts: readonly PastRecord<PastHost>[];
  readonly domains: readonly PastRecord<PastDomain>[];
}
interface Span {
  readonly since: Date;
  readonly until: Date;
}

/** How much that is, before it is read. */
export async function countRecorded(db: Tx, { since, until }: Span): Promise<number> {
  const rows = await db.$queryRaw<{ records: number }[]>`
    select ((select count(*) from "HostRecord" r where r."at" > ${since}::timestamptz and r."at" <= ${until}::timestamptz)
      + (select count(*) from "DomainRecord" r where r."at" > ${since}::timestamptz and r."at" <= ${until}::timestamptz))::int
      as "records"`;
  return rows[0]?.records ?? 0;
}

/** Whole as well, in no order. */
export async function readRecorded(db: Tx, { since, until }: Span): Promise<RecordedBetween> {
  const [hosts, domains] = await Promise.all([
    db.$queryRaw<{ records: string }[]>`
      select coalesce(json_agg(last), '[]')::text as records from (select ${HOST_RECORD} from "HostRecord" r
        where r."at" > ${since}::timestamptz and r."at" <= ${until}::timestamptz) last`,
    db.$queryRaw<{ records: string }[]>`
      select coalesce(json_agg(last), '[]')::text as records from (select ${DOMAIN_RECORD} from "DomainRecord" r
        where r."at" > ${since}::timestamptz and r."at" <= ${until}::timestamptz) last`,
  ]);
  return { hosts: hostRecords(hosts), domains: domainRecords(domains) };
}

type Rows = readonly { readonly records: string }[];
const hostRecords = (rows: Rows): PastRecord<PastHost>[] =>
  z
    .array(HostRecordRow)
    .parse(JSON.parse(rows[0]?.records ?? '[]'))
    .map(hostRecord);
const domainRecords = (rows: Rows): PastRecord<PastDomain>[] =>
  z
    .array(DomainRecordRow)
    .parse(JSON.parse(rows[0]?.records ?? '[]'))
    .map(domainRecord);

const instantOf = (ms: number): string => new Date(ms).toISOString();

function domainRecord(row: z.infer<typeof DomainRecordRow>): PastRecord<PastDomain> {
  const { sequence, atMs, id, gone, missingSinceMs, ...facts } = row;
  const missingSince = missingSinceMs === null ? null : instantOf(missingSinceMs);
  return { sequence, atMs, id, gone, facts: { ...facts, missingSince } };
}

function hostRecord(row: z.infer<typeof HostRecordRow>): PastRecord<PastHost> {
  const { sequence, atMs, id, gone, uri, driver, statusSinceMs, ...facts } = row;
  const simulated = isSimulated({ driver, uri });
  return { sequence, atMs, id, gone, facts: { ...facts, statusSince: instantOf(statusSinceMs), simulated } };
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
