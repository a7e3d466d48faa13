import type { Accounted } from '@/lib/contracts/accounting';
import { ACTIVE_STATES } from '@/lib/domain/domain';
import { Prisma } from '@/lib/server/db/generated/client';

export interface Stretch {
  readonly since: Date;
  readonly until: Date;
  /** Undefined: both, told apart by the column `simulated`. */
  readonly of: Accounted | undefined;
}

/** Of a record what is reckoned with: sorted by the million, every byte of it counts. */
const RECORD = Prisma.sql`r."domainId", r."at", r."sequence", r."gone", r."name", r."hostId", r."simulated", r."state", r."missingSince",
  r."vcpus", r."memoryKiB", r."architecture", r."vo"`;

/**
 * Stretches of time in which a domain kept a place on a host unchanged, cut to what is asked for. While it is missing nobody knows, and
 * nothing is counted. What was recorded meanwhile is read as it lies there, and sorted: one range of the index for each domain took twice
 * as long for 90 days of 1,500 domains, since a domain's records lie far apart.
 */
export const spans = ({ since, until, of }: Stretch): Prisma.Sql => Prisma.sql`
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
    select *, greatest("at", ${since}::timestamptz) as "begin", coalesce("next", ${until}::timestamptz) as "end"
    from followed
    where not "gone" and "missingSince" is null and "hostId" is not null and ${of === undefined ? Prisma.sql`true` : Prisma.sql`"simulated" = ${of === 'simulated'}`}
      and "state" = any(${[...ACTIVE_STATES]}::text[])
      and coalesce("next", ${until}::timestamptz) > greatest("at", ${since}::timestamptz))`;

/**
 * The same summed by days of UTC, as `summed`: a row for each VO and host (its `domainId` null), and one for each VO and domain (its
 * `hostId` null), which says no more than that it kept a place.
 */
export const sumsOfDays = (stretch: Stretch): Prisma.Sql => Prisma.sql`
  ${spans(stretch)},
  part as (
    select span."simulated", span."vo", span."hostId", span."architecture", span."domainId", span."vcpus", span."memoryKiB",
      (day at time zone 'UTC')::date as "day",
      extract(epoch from least(span."end", day + interval '24 hours') - greatest(span."begin", day))::float8 as "seconds"
    from span cross join lateral
      generate_series(date_trunc('day', span."begin", 'UTC'), span."end" - interval '1 microsecond', interval '24 hours') as day),
  summed as (
    select "day", "simulated", "vo", "hostId", "architecture", "domainId",
      sum("vcpus" * "seconds") as "vcpuSeconds", sum("memoryKiB" * "seconds") as "memoryKiBSeconds"
    from part group by grouping sets (("day", "simulated", "vo", "hostId", "architecture"), ("day", "simulated", "vo", "domainId")))`;

/**
 * Spans summed for each domain and what it had, as `stay`. Beside `spans`. Exact, in whole milliseconds: a stretch that was cut at midnights
 * is as long as the whole one, to the last digit.
 */
export const stays: Prisma.Sql = Prisma.sql`
  measured as (select span.*, (extract(epoch from "end" - "begin") * 1000)::bigint as "milliseconds" from span),
  stay as (
    select "simulated", "domainId", "vo", "hostId", "architecture", "vcpus", (array_agg("name" order by "end" desc))[1] as "name",
      max("memoryKiB") as "memoryKiB", min("begin") as "begin", max("end") as "end", sum("milliseconds")::bigint as "milliseconds",
      sum("memoryKiB" * "milliseconds")::bigint as "memoryKiBMilliseconds"
    from measured group by "simulated", "domainId", "vo", "hostId", "architecture", "vcpus")`;
