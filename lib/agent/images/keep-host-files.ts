/** Takes library files off hosts that nobody uses there any more, and lets go of what domains held that are no more. */
import type { Pool } from 'pg';
import { DriverError } from '@/lib/drivers/errors';
import type { HostConnection } from '@/lib/drivers/port';
import { findDiskUsers } from '@/lib/agent/cleanup/disk-users';
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import { eachSafely, type OnError } from '@/lib/agent/schedules/each-safely';
import { sqlOfPool, type Sql } from '@/lib/server/db/sql';
import { forgetHostFile, keepHostFile, leaveHostFile, listUnused } from './host-files-sql';
import { letGo } from './let-go';
import { COLLECT_CALL_MS } from './tunables';

export interface KeepHostFiles {
  readonly directory: Pick<HostDirectory, 'link'>;
  /** Of several agents the one that has the host. */
  readonly owned: (hostId: string) => boolean;
  readonly now: Date;
  readonly onError: OnError;
}

/** Not of any domain: whoever has the file counts. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** @returns how many were looked for and not found. */
export async function keepHostFiles(pool: Pool, { directory, owned, now, onError }: KeepHostFiles): Promise<number> {
  const sql = sqlOfPool(pool);
  await letGo(sql);
  const unused = await listUnused(sql, now);
  let gone = 0;
  await eachSafely(unused, onError, async (row) => {
    if (!owned(row.hostId)) return;
    try {
      const connection = await directory.link(row.hostId)?.connection();
      if (connection?.disks === undefined) return;
      if (row.state !== 'leaving' && (await isNamed(sql, connection, row.path)))
        return await keepHostFile(sql, row.id, now);
      if (!(await leaveHostFile(pool, row))) return;
      const call = { deadlineMs: COLLECT_CALL_MS };
      await connection.disks.remove(row.path, call);
      // Not gone because a call said so.
      if ((await connection.disks.stat(row.path, call)) !== undefined) return;
      await forgetHostFile(sql, row.id);
      gone += 1;
    } catch (error) {
      // A host that is away is asked again at the next look.
      if (!DriverError.is(error)) throw error;
    }
  });
  return gone;
}

/** By a definition that Gridbox did not write, or wrote like that of another domain: no row says so. */
async function isNamed(sql: Sql, connection: HostConnection, path: string): Promise<boolean> {
  const domains = await connection.listDomains();
  if (domains.some(({ definition }) => definition?.kernel === path || definition?.initrd === path)) return true;
  return (await findDiskUsers(sql, { connection, domains }, { path, domainId: NOBODY })).length > 0;
}
