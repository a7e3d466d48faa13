import type { Pool } from 'pg';
import { sqlOfPool } from '@/lib/server/db/sql';

/** What an earlier run of the agent saw at a host and is there no more: nobody alive remembers it but the database. */
export async function readForgotten(pool: Pool, hostId: string, listed: ReadonlySet<string>): Promise<string[]> {
  const rows = await sqlOfPool(pool).query<{ id: string }>(
    `select "domainId"::text as id from "DomainSighting" where "hostId" = $1::uuid
     union select "id"::text from "Domain" where "hostId" = $1::uuid and "missingSince" is null`,
    [hostId],
  );
  return rows.map((row) => row.id).filter((id) => !listed.has(id));
}
