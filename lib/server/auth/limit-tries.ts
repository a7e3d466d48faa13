import { createHash } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import { formatDuration, MINUTE_MS } from '@/lib/utils/time';
import { sqlOfTx } from '@/lib/server/db/sql';
import type { Db } from '@/lib/server/db/client';

/**
 * Failed tries before a wait. Ten leave room for a forgotten password and none for guessing one; the price of counting
 * by account is that somebody who knows an address can make its owner wait, which is the lesser harm.
 */
export const FAILURES_PER_ACCOUNT = 10;
/** One address may stand for a whole institute behind a gateway, so its limit is wider. */
export const FAILURES_PER_ADDRESS = 60;
/** The wait, counted from the first try of the window. */
const TRIES_WINDOW_MS = 15 * MINUTE_MS;

export interface TriesOptions {
  readonly db: Db;
  /** Who or what is counted, e.g. `account:a@b`; kept only as a hash. */
  readonly subject: string;
  readonly max: number;
  readonly now?: (() => Date) | undefined;
}

/** Key in the table that the identity library counts in too; its own keys begin with an address. */
const keyOf = (subject: string): string => `tries:${createHash('sha256').update(subject).digest('hex')}`;

/**
 * Counts one try before it is made, in one statement, so that a hundred at once do not all pass. Kept in the database:
 * it holds over restarts and over several web processes.
 * @throws AppError `rate-limited`; `detail.retryAfterSeconds` says when.
 */
export async function consumeTry({ db, subject, max, now = () => new Date() }: TriesOptions): Promise<void> {
  const at = now().getTime();
  const rows = await sqlOfTx(db).query<{ count: number; started: string }>(
    `insert into "RateLimit" (id, key, count, "lastRequest") values ($1, $1, 1, $2::bigint)
     on conflict (key) do update set
       count = case when "RateLimit"."lastRequest" <= $3::bigint then 1 else "RateLimit".count + 1 end,
       "lastRequest" = case when "RateLimit"."lastRequest" <= $3::bigint then $2::bigint else "RateLimit"."lastRequest" end
     returning count, "lastRequest"::text as started`,
    [keyOf(subject), at, at - TRIES_WINDOW_MS],
  );
  const row = rows[0];
  if (row === undefined || row.count <= max) return;
  const leftMs = Math.max(1000, Number(row.started) + TRIES_WINDOW_MS - at);
  throw new AppError('rate-limited', `Too many tries. Try again in ${formatDuration(leftMs)}.`, {
    detail: { retryAfterSeconds: Math.ceil(leftMs / 1000) },
  });
}

/** A try that succeeded was not a guess: it is taken back. */
export async function forgiveTry({ db, subject }: Pick<TriesOptions, 'db' | 'subject'>): Promise<void> {
  await db.rateLimit.updateMany({
    where: { key: keyOf(subject), count: { gt: 0 } },
    data: { count: { decrement: 1 } },
  });
}

/** All is forgiven: the right password ends the count of its account. */
export async function forgetTries({ db, subject }: Pick<TriesOptions, 'db' | 'subject'>): Promise<void> {
  await db.rateLimit.deleteMany({ where: { key: keyOf(subject) } });
}
