/** What each domain used, reckoned from the records that the database writes of every change (docs/decisions/0013). */
import { z } from 'zod';
import { ARCHITECTURES, HOST_CLASSES } from '@/lib/domain/host';
import type { Tx } from '@/lib/server/db/client';
import { Prisma } from '@/lib/server/db/generated/client';
import { spans, type Stretch } from './spans';

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
