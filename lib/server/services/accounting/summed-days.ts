/** What was summed already is read from sums, and the rest from records: in one look at both. */
import { dayAfter, dayOf } from '@/lib/domain/accounting/days';
import type { Db, Tx } from '@/lib/server/db/client';
import { RECKONING } from './close-days';

/** Of all records of the kept time, where no day was summed yet. */
const READ_WITHIN_MS = 120_000;

/**
 * A read of sums and records that belong together: a day that is forgotten meanwhile would be in one of them and not in the other.
 * @param withinMs then it is given up, with an error that names the timeout
 */
export async function readSummed<T>(
  db: Db,
  read: (tx: Tx) => Promise<T>,
  withinMs: number = READ_WITHIN_MS,
): Promise<T> {
  return await db.$transaction(
    async (tx) => {
      // The transaction's own limit is looked at between queries; this one ends a query in its middle.
      await tx.$executeRawUnsafe(`set local statement_timeout = ${withinMs}`);
      return await read(tx);
    },
    { isolationLevel: 'RepeatableRead', timeout: withinMs },
  );
}

/** The first day that was not summed, or is not over; before anything was recorded there is nothing to be read. */
export async function firstOpenDay(tx: Tx, readFrom: string, until: Date): Promise<string> {
  const last = dayOf(new Date(until.getTime() - 1));
  const rows = await tx.$queryRaw<{ day: string | null }[]>`
    select to_char(min(each), 'YYYY-MM-DD') as "day"
    from (select min("at") as "at" from "DomainRecord") first
    cross join lateral generate_series(
      greatest((first."at" at time zone 'UTC')::date, ${readFrom}::date)::timestamp, ${last}::date::timestamp, interval '1 day') as each
    where not exists (select from "AccountedDay" a where a."day" = each::date and a."reckoning" = ${RECKONING})`;
  return rows[0]?.day ?? dayAfter(last, 1);
}
