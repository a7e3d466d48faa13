/**
 * Rows of library files on hosts. What follows from a row is decided under the lock of its place, so that of two creations one copies
 * and a collection never takes away what somebody has just begun to use.
 */
import { z } from 'zod';
import type { Pool } from 'pg';
import type { LibraryFile } from '@/lib/domain/library-image';
import { MADE_STATES } from '@/lib/domain/wanted-domain';
import { LeaseLost } from '@/lib/agent/worker/abort-reasons';
import type { Run } from '@/lib/agent/worker/run';
import { inTransaction, type Sql } from '@/lib/server/db/sql';
import { UNUSED_GRACE_MS } from './tunables';

type BookingRun = Pick<Run, 'operation' | 'sql'> & { readonly ports: { readonly pool: Pool } };

export interface HostFilePlace {
  readonly hostId: string;
  readonly hostName: string;
  readonly path: string;
  readonly digest: string;
  readonly file: LibraryFile;
}

/**
 * `ready`: it is there and whole; `copy`: this run copies it, `begun` where an earlier one may have left a part; `wait`: another
 * operation copies it, or it is being taken away; `strange`: somebody else's file has the place.
 */
export type Claim =
  | { readonly how: 'ready'; readonly id: string }
  | { readonly how: 'copy'; readonly id: string; readonly begun: boolean }
  | { readonly how: 'wait'; readonly why: string }
  | { readonly how: 'strange' };

const Row = z.object({
  id: z.string(),
  state: z.enum(MADE_STATES),
  operationId: z.string(),
  /** Title of the operation that copies it, while that is open. */
  copying: z.string().nullable(),
});

/** What the host said of the place. It was asked before the lock was taken, so `there` may be out of date by now. */
export interface Looked {
  readonly there: boolean;
  /** A file that the book calls made was not found, when it was asked for after that was read. */
  readonly lost?: boolean;
}

/** @throws LeaseLost */
export async function claimHostFile(
  run: BookingRun,
  place: HostFilePlace,
  user: { readonly domainId: string; readonly domainName: string },
  looked: Looked,
): Promise<Claim> {
  return await inTransaction(run.ports.pool, async (sql) => {
    await lockPlace(sql, place);
    const [found] = z.array(Row).parse(await sql.query(FIND, [place.hostId, place.path]));
    const claim = decide(found, run.operation.id, looked);
    if (claim === 'strange') return { how: 'strange' };
    if (claim === 'leaving') return { how: 'wait', why: 'Waits for an older copy of the image to be taken away.' };
    if (claim === 'wait')
      return { how: 'wait', why: `Waits for the copy that another makes: ${found?.copying ?? ''}.` };
    const [row] = await sql.query<{ id: string }>(claim === 'ready' ? USE : BEGIN, [
      run.operation.id,
      run.operation.fencingToken,
      place.hostId,
      place.path,
      ...(claim === 'ready'
        ? []
        : [place.hostName, place.digest, place.file.name, place.file.sha512, String(place.file.bytes)]),
    ]);
    if (row === undefined) throw new LeaseLost();
    await sql.query(ADD_USE, [row.id, user.domainId, user.domainName]);
    return claim === 'ready'
      ? { how: 'ready', id: row.id }
      : { how: 'copy', id: row.id, begun: found?.state === 'begun' };
  });
}

function decide(
  found: z.infer<typeof Row> | undefined,
  operationId: string,
  { there, lost = false }: Looked,
): 'ready' | 'copy' | 'wait' | 'leaving' | 'strange' {
  if (found === undefined || found.state === 'gone') return there ? 'strange' : 'copy';
  if (found.state === 'made') return lost ? 'copy' : 'ready';
  if (found.state === 'leaving') return 'leaving';
  return found.operationId !== operationId && found.copying !== null ? 'wait' : 'copy';
}

async function lockPlace(sql: Sql, { hostId, path }: Pick<HostFilePlace, 'hostId' | 'path'>): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('host-image:' || $1 || ':' || $2, 0))`, [
    hostId,
    path,
  ]);
}

const FIND = `
  select f."id"::text as "id", f."state", f."operationId"::text as "operationId", o."title" as "copying"
  from "HostImageFile" f left join "Operation" o on o."id" = f."operationId" and o."state" in ('queued', 'running')
  where f."hostId" = $1::uuid and f."path" = $2`;

const MINE = `mine as (select "id" from "Operation" where "id" = $1::uuid and "fencingToken" = $2 for share)`;

const USE = `
  with ${MINE}
  update "HostImageFile" f set "unusedSince" = null from mine where f."hostId" = $3::uuid and f."path" = $4
  returning f."id"::text as "id"`;

const BEGIN = `
  with ${MINE}
  insert into "HostImageFile" ("id", "hostId", "hostName", "path", "imageDigest", "name", "sha512", "bytes", "state", "operationId")
  select gen_random_uuid(), $3::uuid, $5, $4, $6, $7, $8, $9::bigint, 'begun', mine."id" from mine
  on conflict ("hostId", "path") do update set "state" = 'begun', "operationId" = excluded."operationId", "verifiedAt" = null,
    "unusedSince" = null, "madeAt" = now()
  returning "id"::text as "id"`;

const ADD_USE = `
  insert into "HostImageUse" ("fileId", "domainId", "domainName") values ($1::uuid, $2::uuid, $3) on conflict do nothing`;

/** It is there and whole. @param verified its bytes were read back and compared. @throws LeaseLost */
export async function markHostFile(run: BookingRun, id: string, verified: boolean): Promise<void> {
  const rows = await run.sql.query(MADE, [run.operation.id, run.operation.fencingToken, id, verified]);
  if (rows.length === 0) throw new LeaseLost();
}
const MADE = `
  with ${MINE}
  update "HostImageFile" f set "state" = 'made', "verifiedAt" = case when $4 then now() end from mine
  where f."id" = $3::uuid and f."operationId" = mine."id" and f."state" = 'begun' returning 1`;

const Leaving = z.object({
  id: z.string(),
  hostId: z.string(),
  path: z.string(),
  state: z.enum(MADE_STATES),
});
export type HostFileRow = z.infer<typeof Leaving>;

/** Copies that may go: unused for the grace time, left half by a creation that has ended, or on their way out already. */
export async function listUnused(sql: Sql, now: Date): Promise<HostFileRow[]> {
  await sql.query(NOTE_UNUSED, [now]);
  return z.array(Leaving).parse(await sql.query(UNUSED, [new Date(now.getTime() - UNUSED_GRACE_MS)]));
}
const NO_USES = `not exists (select from "HostImageUse" u where u."fileId" = f."id")`;
const NOTE_UNUSED = `
  update "HostImageFile" f set "unusedSince" = $1 where f."state" in ('begun', 'made') and f."unusedSince" is null and ${NO_USES}`;
const UNUSED = `
  select f."id"::text as "id", f."hostId"::text as "hostId", f."path", f."state" from "HostImageFile" f
  where f."state" = 'leaving' or ${NO_USES} and (f."state" = 'made' and f."unusedSince" < $1
    or f."state" = 'begun' and not exists (
      select from "Operation" o where o."id" = f."operationId" and o."state" in ('queued', 'running')))
  order by f."madeAt"`;

/** From here on nobody begins to use it. False where somebody has. */
export async function leaveHostFile(pool: Pool, row: HostFileRow): Promise<boolean> {
  return await inTransaction(pool, async (sql) => {
    await lockPlace(sql, row);
    const rows = await sql.query(
      `update "HostImageFile" f set "state" = 'leaving' where f."id" = $1::uuid and f."state" in ('begun', 'made', 'leaving')
         and ${NO_USES} returning 1`,
      [row.id],
    );
    return rows.length > 0;
  });
}

/** It was looked for and not found. */
export async function forgetHostFile(sql: Sql, id: string): Promise<void> {
  await sql.query(`update "HostImageFile" set "state" = 'gone' where "id" = $1::uuid and "state" = 'leaving'`, [id]);
}

/** A domain that Gridbox knows no use of has it: it is looked at again after another grace time. */
export async function keepHostFile(sql: Sql, id: string, now: Date): Promise<void> {
  await sql.query(`update "HostImageFile" set "unusedSince" = $2 where "id" = $1::uuid and "state" = 'made'`, [
    id,
    now,
  ]);
}
