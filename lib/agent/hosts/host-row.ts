import type { DriverName } from '@/lib/domain/host';
import type { Sql } from '@/lib/server/db/sql';

/** What the agent knows of a host from its row: how to reach it and what its owner set. */
export interface HostRow {
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  readonly driver: DriverName;
  readonly enabled: boolean;
  readonly migrationUri: string | null;
  readonly credentialsEncrypted: Uint8Array | null;
  readonly status: string;
}

export async function readHostRows(sql: Sql): Promise<HostRow[]> {
  return await sql.query<HostRow>(
    `select "id"::text as "id", "name", "uri", "driver", "enabled", "migrationUri", "credentialsEncrypted", "status" from "Host"`,
  );
}

/** Do two rows lead to the same connection? */
export function sameConnection(a: HostRow, b: HostRow): boolean {
  const secret = (row: HostRow) => Buffer.from(row.credentialsEncrypted ?? []).toString('base64');
  return a.uri === b.uri && a.driver === b.driver && a.enabled === b.enabled && secret(a) === secret(b);
}
