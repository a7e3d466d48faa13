/** What each domain used: summed before where the day has ended, else reckoned from what the database recorded of every change. */
import { z } from 'zod';
import type { Accounted } from '@/lib/contracts/accounting';
import { startOfDay } from '@/lib/domain/accounting/days';
import { ARCHITECTURES, HOST_CLASSES } from '@/lib/domain/host';
import type { Db, Tx } from '@/lib/server/db/client';
import { Prisma } from '@/lib/server/db/generated/client';
import { spans, stays } from './spans';
import { firstOpenDay, readSummed } from './summed-days';

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

export interface DomainUseAsked {
  /** First day. */
  readonly from: string;
  readonly until: Date;
  readonly of: Accounted;
  /** Domains of these VOs alone; undefined: all. */
  readonly vos: readonly string[] | undefined;
  readonly figures: readonly VcpuFigure[];
}

/** What each domain used, a row for each VO, class of host and architecture that it had, and each number of vCPUs. */
export async function readUseOfDomains(db: Db, asked: DomainUseAsked): Promise<readonly DomainRow[]> {
  return await readSummed(db, async (tx) => await readWithin(tx, asked));
}

const STAY = Prisma.sql`"domainId", "vo", "hostId", "architecture", "vcpus", "name", "memoryKiB", "begin", "end", "milliseconds",
  "memoryKiBMilliseconds"`;
/** What one row is of. */
const KEYS = Prisma.sql`"domainId", "vo", "hostClass", "architecture", "vcpus"`;

async function readWithin(tx: Tx, { from, until, of, vos, figures }: DomainUseAsked): Promise<readonly DomainRow[]> {
  const open = await firstOpenDay(tx, from, until);
  const since = startOfDay(open);
  const recorded = since < until ? Prisma.sql`${spans({ since, until, of })}, ${stays},` : Prisma.empty;
  const then = (table: Prisma.Sql): Prisma.Sql => (since < until ? table : Prisma.empty);
  const summed = Prisma.sql`"day" >= ${from}::date and "day" < ${open}::date and "simulated" = ${of === 'simulated'}`;
  const mine = vos === undefined ? Prisma.sql`true` : Prisma.sql`"vo" = any(${[...vos]}::text[])`;
  // Whole numbers are summed, and figures as they are written: sums are the same in whatever order they are added up. A name that is the
  // last needs its rows in order, which takes as long as all the rest: only of domains that were called otherwise meanwhile.
  const rows = await tx.$queryRaw<unknown[]>`
    with ${recorded}
    used as not materialized (
      select ${STAY} from "AccountedStay" where ${summed} and ${mine} ${then(Prisma.sql`union all select ${STAY} from stay where ${mine}`)}),
    figure as (select * from json_to_recordset(${JSON.stringify(figures)}::json) as f("hostId" uuid, "perVcpu" numeric)),
    place as materialized (
      select host."hostId", last."class" as "hostClass", figure."perVcpu"
      from (select "hostId" from "AccountedUse" where ${summed} group by "hostId" ${then(Prisma.sql`union select "hostId" from stay`)}) host
      cross join lateral (select r."class" from "HostRecord" r where r."hostId" = host."hostId"
        order by r."at" desc, r."sequence" desc limit 1) last
      left join figure using ("hostId")),
    reckoned as materialized (
      select ${KEYS}, min("name" collate "C") as "name", max("name" collate "C") as "otherName",
        max("memoryKiB")::float8 as "memoryKiB", min("begin") as "begin", max("end") as "end", max("end") = ${until}::timestamptz as "goesOn",
        (sum("milliseconds") / 1000)::float8 as "seconds", (sum("vcpus" * "milliseconds") / 1000)::float8 as "vcpuSeconds",
        (sum("memoryKiBMilliseconds") / 1000)::float8 as "memoryKiBSeconds",
        coalesce(sum("vcpus" * "milliseconds" * "perVcpu") / 1000, 0)::float8 as "scoreSeconds",
        coalesce(sum("vcpus" * "milliseconds") filter (where "perVcpu" is null) / 1000, 0)::float8 as "unmeasuredVcpuSeconds"
      from used join place using ("hostId") group by ${KEYS}),
    renamed as materialized (
      select distinct on (${KEYS}) ${KEYS}, "name" as "lastName" from used join place using ("hostId")
      where "domainId" in (select "domainId" from reckoned where "name" <> "otherName") order by ${KEYS}, "end" desc)
    select reckoned."domainId"::text as "domainId", coalesce("lastName", reckoned."name") as "name", reckoned."vo", reckoned."hostClass",
      reckoned."architecture", reckoned."vcpus", "memoryKiB", "begin", "end", "goesOn", "seconds", "vcpuSeconds", "memoryKiBSeconds",
      "scoreSeconds", "unmeasuredVcpuSeconds"
    from reckoned left join renamed on renamed."domainId" = reckoned."domainId" and renamed."vo" is not distinct from reckoned."vo"
      and renamed."hostClass" = reckoned."hostClass" and renamed."architecture" = reckoned."architecture" and renamed."vcpus" = reckoned."vcpus"
    order by reckoned."vo" nulls last, 2, "begin", 1, reckoned."hostClass", reckoned."architecture", reckoned."vcpus"`;
  return z.array(DomainRow).parse(rows);
}
