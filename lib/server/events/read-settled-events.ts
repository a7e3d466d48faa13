/**
 * Reads the event log in its order without ever skipping: sequence numbers are drawn before a transaction commits, so
 * number 8 may be visible while 7 is still to come. Whoever appends holds a shared advisory lock from before the drawing to
 * the end of its transaction (`gridbox_append_events`). A reader that finds a number missing notes who holds the lock,
 * waits for just those to end, and then knows: the event is there now, or it never will be (rolled back).
 */
import { setTimeout as sleepMs } from 'node:timers/promises';
import type { Sql } from '@/lib/server/db/sql';

export interface EventRow {
  readonly sequence: bigint;
  readonly at: Date;
  readonly vo: string | null;
  readonly body: unknown;
}

/** More at once would hold the connection for long; the reader comes again. */
const READ_BATCH = 500;

/** Between two looks at a transaction that holds a missing number. Most last about a millisecond. */
const HOLDER_POLL_MS = 2;

const ADVISORY_CLASS = 5_106_442;
const ADVISORY_OBJECT = 2;

interface RawEventRow {
  readonly sequence: string;
  readonly at: Date;
  readonly vo: string | null;
  readonly body: unknown;
}

export async function readEvents(sql: Sql, after: bigint, upTo?: bigint): Promise<EventRow[]> {
  const rows = await sql.query<RawEventRow>(
    `select "sequence"::text, "at", "vo", "body" from "Event"
     where "sequence" > $1::bigint and ($2::bigint is null or "sequence" <= $2::bigint) order by "Event"."sequence" limit ${READ_BATCH}`,
    [after.toString(), upTo?.toString() ?? null],
  );
  return rows.map((row) => ({ ...row, sequence: BigInt(row.sequence) }));
}

/** Transactions of this database that may hold a number nobody sees yet. */
async function appenders(sql: Sql): Promise<Set<string>> {
  const rows = await sql.query<{ holder: string }>(
    `select virtualtransaction as holder from pg_locks where locktype = 'advisory' and classid = ${ADVISORY_CLASS}
       and objid = ${ADVISORY_OBJECT} and objsubid = 2 and granted
       and database = (select oid from pg_database where datname = current_database())`,
  );
  return new Set(rows.map((row) => row.holder));
}

/** Resolves when everybody who appends at the moment of the call has ended. Those who begin later are not waited for. */
export async function untilAppendersEnd(
  sql: Sql,
  sleep: (ms: number) => Promise<unknown> = (ms) => sleepMs(ms),
): Promise<void> {
  const before = await appenders(sql);
  while (before.size > 0) {
    await sleep(HOLDER_POLL_MS);
    const now = await appenders(sql);
    for (const holder of before) if (!now.has(holder)) before.delete(holder);
  }
}

/** The last number; everything up to it is visible or rolled back when this resolves. */
export async function settledEnd(
  sql: Sql,
  sleep: (ms: number) => Promise<unknown> = (ms) => sleepMs(ms),
): Promise<bigint> {
  const rows = await sql.query<{ last: string }>(`select coalesce(max("sequence"), 0)::text as last from "Event"`);
  await untilAppendersEnd(sql, sleep);
  return BigInt(rows[0]?.last ?? 0);
}

export interface SettledRead {
  readonly events: readonly EventRow[];
  /** Everything up to here has been returned or never will exist. */
  readonly position: bigint;
  /** There may be more at once. */
  readonly full: boolean;
}

/** Events after `position` in order, as far as they go now. Waits for appenders only where a number is missing. */
export async function readSettledEvents(
  sql: Sql,
  position: bigint,
  sleep: (ms: number) => Promise<unknown> = (ms) => sleepMs(ms),
): Promise<SettledRead> {
  const first = await readEvents(sql, position);
  const last = first.at(-1);
  if (last === undefined) return { events: [], position, full: false };
  const full = first.length === READ_BATCH;
  if (last.sequence - position === BigInt(first.length)) return { events: first, position: last.sequence, full };
  await untilAppendersEnd(sql, sleep);
  const settled = await readEvents(sql, position, last.sequence);
  const end = settled.length === READ_BATCH ? (settled.at(-1)?.sequence ?? last.sequence) : last.sequence;
  return { events: settled, position: end, full: full || settled.length === READ_BATCH };
}
