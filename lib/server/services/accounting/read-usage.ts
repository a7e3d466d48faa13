/** What domains used, reckoned from the records that the database writes of every change (docs/decisions/0013). */
import { z } from 'zod';
import type { Accounted } from '@/lib/contracts/accounting';
import { ACTIVE_STATES } from '@/lib/domain/domain';
import { ARCHITECTURES, HOST_CLASSES } from '@/lib/domain/host';
import type { Tx } from '@/lib/server/db/client';
import { Prisma } from '@/lib/server/db/generated/client';

interface Stretch {
  readonly since: Date;
  readonly until: Date;
  readonly of: Accounted;
}

/** Of a record what is reckoned with: sorted by the million, every byte of it counts. */
const RECORD = Prisma.sql`r."domainId", r."at", r."sequence", r."gone", r."name", r."hostId", r."simulated", r."state", r."missingSince",
  r."vcpus", r."memoryKiB", r."architecture", r."vo"`;

/**
 * Stretches of time in which a domain kept a place on a host unchanged, cut to what is asked for. While it is missing nobody knows, and
 * nothing is counted. What was recorded meanwhile is read as it lies there, and sorted: one range of the index for each domain took twice
 * as long for 90 days of 1,500 domains, since a domain's records lie far apart.
 */
const spans = ({ since, until, of }: Stretch): Prisma.Sql => Prisma.sql`
  subject("id") as (
    select "id" from "Domain" union select "domainId" from "DomainRecord" where "gone" and "at" > ${since}::timestamptz),
  record as (
    select last.* from subject cross join lateral (
      select ${RECORD} from "DomainRecord" r where r."domainId" = subject."id" and r."at" <= ${since}::timestamptz
      order by r."at" desc, r."sequence" desc limit 1) last
    union all
    select ${RECORD} from "DomainRecord" r where r."at" > ${since}::timestamptz and r."at" < ${until}::timestamptz),
  followed as (
    select record.*, lead(record."at") over (partition by record."domainId" order by record."at", record."sequence") as "next" from record),
  span as (
    select *, greatest("at", ${since}::timestamptz) as "begin", coalesce("next", ${until}::timestamptz) as "end", "next" is null as "last"
    from followed
    where not "gone" and "missingSince" is null and "hostId" is not null and "simulated" = ${of === 'simulated'}
      and "state" = any(${[...ACTIVE_STATES]}::text[])
      and coalesce("next", ${until}::timestamptz) > greatest("at", ${since}::timestamptz))`;

const DayRow = z.object({ vo: z.string(), day: z.string(), vcpuSeconds: z.number() });
export type DayRow = z.infer<typeof DayRow>;

/** vCPU-seconds of each VO on each day of UTC; domains of no VO are nobody's share. */
export async function readUseOfDays(db: Tx, stretch: Stretch): Promise<readonly DayRow[]> {
  const rows = await db.$queryRaw<unknown[]>`
    with ${spans(stretch)}
    select span."vo", to_char(day at time zone 'UTC', 'YYYY-MM-DD') as "day",
      sum(span."vcpus" * extract(epoch from least(span."end", day + interval '24 hours') - greatest(span."begin", day)))::float8
        as "vcpuSeconds"
    from span
    cross join lateral generate_series(date_trunc('day', span."begin", 'UTC'), span."end" - interval '1 microsecond', interval '24 hours') as day
    where span."vo" is not null group by 1, 2`;
  return z.array(DayRow).parse(rows);
}

const DomainRow = z.object({
  domainId: z.string(),
  name: z.string(),
  vo: z.string().nullable(),
  hostClass: z.enum(HOST_CLASSES).catch('other'),
  architecture: z.enum(ARCHITECTURES).catch('unknown'),
  vcpus: z.number(),
  memoryKiB: z.number(),
  begin: z.date(),
  end: z.date(),
  /** It kept its place when the time asked for ended. */
  goesOn: z.boolean(),
  seconds: z.number(),
  vcpuSeconds: z.number(),
  memoryKiBSeconds: z.number(),
  /** vCPU-seconds, each times the figure of one vCPU of its host. */
  scoreSeconds: z.number(),
  unmeasuredVcpuSeconds: z.number(),
});
export type DomainRow = z.infer<typeof DomainRow>;

/** Of one vCPU of a host, in the unit of some benchmark. */
export interface VcpuFigure {
  readonly hostId: string;
  readonly perVcpu: number;
}

/**
 * What each domain used, a row for each VO, class of host and architecture that it had, and each size.
 * @param vos those of these VOs alone; undefined: all
 */
export async function readUseOfDomains(
  db: Tx,
  stretch: Stretch,
  { figures, vos }: { readonly figures: readonly VcpuFigure[]; readonly vos: readonly string[] | undefined },
): Promise<readonly DomainRow[]> {
  const mine = vos === undefined ? Prisma.sql`true` : Prisma.sql`span."vo" = any(${[...vos]}::text[])`;
  const rows = await db.$queryRaw<unknown[]>`
    with ${spans(stretch)},
    figure as (select * from json_to_recordset(${JSON.stringify(figures)}::json) as f("hostId" uuid, "perVcpu" float8)),
    place as (
      select host."hostId", last."class" from (select distinct "hostId" from span) host
      cross join lateral (select r."class" from "HostRecord" r where r."hostId" = host."hostId"
        order by r."at" desc, r."sequence" desc limit 1) last),
    reckoned as (
      select span.*, coalesce(place."class", 'other') as "hostClass", figure."perVcpu",
        extract(epoch from span."end" - span."begin")::float8 as "seconds"
      from span left join place using ("hostId") left join figure using ("hostId") where ${mine})
    select "domainId"::text as "domainId", (array_agg("name" order by "begin" desc))[1] as "name", "vo", "hostClass", "architecture", "vcpus",
      max("memoryKiB")::float8 as "memoryKiB", min("begin") as "begin", max("end") as "end", bool_or("last") as "goesOn",
      sum("seconds")::float8 as "seconds", sum("vcpus" * "seconds")::float8 as "vcpuSeconds",
      sum("memoryKiB" * "seconds")::float8 as "memoryKiBSeconds",
      coalesce(sum("vcpus" * "seconds" * "perVcpu"), 0)::float8 as "scoreSeconds",
      coalesce(sum("vcpus" * "seconds") filter (where "perVcpu" is null), 0)::float8 as "unmeasuredVcpuSeconds"
    from reckoned group by "domainId", "vo", "hostClass", "architecture", "vcpus" order by "vo" nulls last, 2, "begin"`;
  return z.array(DomainRow).parse(rows);
}
