import type { Sql } from '@/lib/server/db/sql';

export interface HeldOperation {
  readonly id: string;
  readonly fencingToken: number;
}

export interface Heartbeat {
  /** Still ours, lease extended. */
  readonly held: ReadonlyMap<string, { readonly cancelRequested: boolean }>;
}

/**
 * Extends the leases of every operation this agent runs, in one statement. What is not in `held` was taken by another run
 * (or has ended): its runner must write nothing more.
 */
export async function heartbeatOperations(
  sql: Sql,
  operations: readonly HeldOperation[],
  leaseMs: number,
): Promise<Heartbeat> {
  if (operations.length === 0) return { held: new Map() };
  const rows = await sql.query<{ id: string; cancelRequested: boolean }>(
    `update "Operation" o set "heartbeatAt" = now(), "leaseUntil" = now() + $3 * interval '1 ms'
     from unnest($1::uuid[], $2::int[]) as mine(id, token)
     where o."id" = mine.id and o."fencingToken" = mine.token and o."state" = 'running'
     returning o."id"::text as "id", o."cancelRequestedAt" is not null as "cancelRequested"`,
    [operations.map((one) => one.id), operations.map((one) => one.fencingToken), leaseMs],
  );
  return { held: new Map(rows.map((row) => [row.id, { cancelRequested: row.cancelRequested }])) };
}
