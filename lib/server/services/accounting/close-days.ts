import { PAST_KEPT_MS } from '@/lib/domain/past/limits';
import { dayAfter, startOfDay } from '@/lib/domain/accounting/days';
import type { Db } from '@/lib/server/db/client';
import { stays, sumsOfDays } from './spans';

/** By which rules days are summed: more whenever what counts changes, so that sums by the rules before are made anew. */
export const RECKONING = 2;
/** Taken shared by the trigger on what is recorded of days that are over (prisma/migrations/20261130015241_accounted-days). */
const ONE_AT_A_TIME = 7119038;
/** Of one day. Longer, and it is left to the next look; until then it is read from its records. */
const CLOSED_WITHIN_MS = 120_000;

/**
 * Sums the days that have ended since the last look, the oldest first, so that what is not summed is always the newest. A day has ended once
 * the database says so, who stamps the records, and every transaction has ended that was under way then: what is recorded later is of a
 * later day. Several may look at once.
 * @returns how many were summed
 */
export async function closeDays(db: Db, signal?: AbortSignal): Promise<number> {
  const days = await db.$queryRaw<{ day: string }[]>`
    select to_char(each, 'YYYY-MM-DD') as "day"
    from (select min("at") as "at" from "DomainRecord") first
    cross join lateral generate_series(
      (greatest(first."at", now() - ${PAST_KEPT_MS} * interval '1 ms') at time zone 'UTC')::date::timestamp,
      (now() at time zone 'UTC')::date - interval '1 day', interval '1 day') as each
    where first."at" is not null and not exists (select from "AccountedDay" a where a."day" = each::date and a."reckoning" = ${RECKONING}) order by 1`;
  let closed = 0;
  for (const { day } of days) {
    if (signal?.aborted === true || !(await closeDay(db, day))) return closed;
    closed += 1;
  }
  return closed;
}

/** @returns false where it has not ended yet */
async function closeDay(db: Db, day: string): Promise<boolean> {
  const [since, until] = [startOfDay(day), startOfDay(dayAfter(day, 1))];
  return await db.$transaction(
    async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(${ONE_AT_A_TIME}::bigint)`;
      const [settled] = await tx.$queryRaw<{ ended: boolean; summed: boolean }[]>`
        select least(now(), min(xact_start)) >= ${until}::timestamptz as "ended",
          exists (select from "AccountedDay" where "day" = ${day}::date and "reckoning" = ${RECKONING}) as "summed"
        from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`;
      if (settled?.ended !== true) return false;
      // By another agent meanwhile.
      if (settled.summed) return true;
      await tx.$executeRaw`delete from "AccountedDay" where "day" = ${day}::date`;
      await tx.$executeRaw`insert into "AccountedDay" ("day", "reckoning") values (${day}::date, ${RECKONING})`;
      await tx.$executeRaw`
        with ${sumsOfDays({ since, until, of: undefined })}, ${stays},
        stayed as (
          insert into "AccountedStay" ("day", "simulated", "domainId", "vo", "hostId", "architecture", "vcpus", "name", "memoryKiB", "begin", "end",
            "milliseconds", "memoryKiBMilliseconds")
          select ${day}::date, "simulated", "domainId", "vo", "hostId", "architecture", "vcpus", "name", "memoryKiB", "begin", "end",
            "milliseconds", "memoryKiBMilliseconds" from stay),
        used as (
          insert into "AccountedUse" ("day", "simulated", "vo", "hostId", "architecture", "vcpuSeconds", "memoryKiBSeconds")
          select "day", "simulated", "vo", "hostId", "architecture", "vcpuSeconds", "memoryKiBSeconds" from summed where "domainId" is null)
        insert into "AccountedDomain" ("day", "simulated", "vo", "domainId")
        select "day", "simulated", "vo", "domainId" from summed where "hostId" is null`;
      return true;
    },
    { timeout: CLOSED_WITHIN_MS },
  );
}
