import type { Sql } from '@/lib/server/db/sql';
import type { HeldOperation } from './heartbeat-operation';

/** The leases end now: the next run takes over without waiting for them to run out. Those that are held no more are left alone. */
export async function giveBackLeases(sql: Sql, operations: readonly HeldOperation[]): Promise<void> {
  if (operations.length === 0) return;
  await sql.query(
    `update "Operation" o set "leaseUntil" = now() from unnest($1::uuid[], $2::int[]) as mine(id, token)
     where o."id" = mine.id and o."fencingToken" = mine.token and o."state" = 'running'`,
    [operations.map((one) => one.id), operations.map((one) => one.fencingToken)],
  );
}
