/** The statements of keeping. Each that writes looks at the fencing token first and writes nothing for a run that lost its lease. */
import { z } from 'zod';
import { LeaseLost } from '@/lib/agent/worker/abort-reasons';
import type { Run } from '@/lib/agent/worker/run';
import { KEPT_STATES } from '@/lib/domain/lease-ending';
import { inTransaction, type Sql } from '@/lib/server/db/sql';
import type { DomainAtHost } from '@/lib/agent/handlers/host-of-domain';

export type KeepRun = Run<'keep-disks'>;

const MINE = `mine as (select "id" from "Operation" where "id" = $1::uuid and "fencingToken" = $2 for share)`;
const mine = (run: KeepRun) => [run.operation.id, run.operation.fencingToken] as const;

const KeepingLease = z.object({ number: z.number(), vo: z.string(), keepDays: z.number() });
export type KeepingLease = z.infer<typeof KeepingLease>;

/** Undefined where nothing of it is to be kept any more. */
export async function readKeepingLease(run: KeepRun): Promise<KeepingLease | undefined> {
  const rows = await run.sql.query(
    `select "number", "vo", "keepDays" from "Lease" where "id" = $1::uuid and "keepDays" is not null and "keepDoneAt" is null`,
    [run.input.leaseId],
  );
  return rows[0] === undefined ? undefined : KeepingLease.parse(rows[0]);
}

/** Ids of the keepings that somebody runs. */
export async function runningKeepings(sql: Sql): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ id: string }>(
    `select "id"::text as "id" from "Operation" where "kind" = 'keep-disks' and "state" = 'running'`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** The image that a disk is a layer on, by the book of what Gridbox made; undefined where it is whole, or nobody knows. */
export async function baseOf(sql: Sql, domainId: string, path: string): Promise<string | undefined> {
  const rows = await sql.query<{ basePath: string | null }>(
    `select "basePath" from "MadeThing" where "kind" = 'disk' and "domainId" = $1::uuid and "path" = $2 and "state" <> 'gone'
     order by "madeAt" desc limit 1`,
    [domainId, path],
  );
  return rows[0]?.basePath ?? undefined;
}

const Begun = z.object({ id: z.string(), state: z.enum(KEPT_STATES) });

/** Writes it down before anything of it is written. @returns what an earlier run made of it @throws LeaseLost */
export async function beginKept(
  run: KeepRun,
  at: DomainAtHost,
  disk: {
    readonly vo: string;
    readonly target: string;
    readonly simulated: boolean;
    readonly capacityBytes: number | undefined;
  },
): Promise<z.infer<typeof Begun>> {
  const rows = await run.sql.query(
    `with ${MINE}
     insert into "KeptDisk" ("id", "leaseId", "vo", "domainId", "domainName", "hostName", "target", "simulated", "capacityBytes")
     select gen_random_uuid(), $3::uuid, $4, $5::uuid, $6, $7, $8, $9, $10::bigint from mine
     on conflict ("leaseId", "domainId", "target") do update set "hostName" = excluded."hostName"
     returning "id"::text as "id", "state"`,
    [
      ...mine(run),
      run.input.leaseId,
      disk.vo,
      at.id,
      at.name,
      at.hostName,
      disk.target,
      disk.simulated,
      disk.capacityBytes ?? null,
    ],
  );
  if (rows[0] === undefined) throw new LeaseLost();
  return Begun.parse(rows[0]);
}

/**
 * Counts a file for its VO before it is put in its place: of two that come at once the second sees the first.
 * @returns bytes that the VO has without it, where it is too many with it @throws LeaseLost
 */
export async function takeKeptRoom(
  run: KeepRun,
  kept: { readonly id: string; readonly vo: string; readonly bytes: number; readonly most: number },
): Promise<number | undefined> {
  return await inTransaction(run.ports.pool, async (sql) => {
    await sql.query(`select pg_advisory_xact_lock(hashtextextended('kept-disks:' || $1, 0))`, [kept.vo]);
    const [taken] = await sql.query<{ bytes: number }>(
      `select coalesce(sum("bytes"), 0)::float8 as "bytes" from "KeptDisk" where "vo" = $1 and "state" <> 'gone' and "id" <> $2::uuid`,
      [kept.vo, kept.id],
    );
    const others = taken?.bytes ?? 0;
    if (others + kept.bytes > kept.most) return others;
    const rows = await sql.query(
      `with ${MINE} update "KeptDisk" k set "bytes" = $4::bigint from mine where k."id" = $3::uuid returning 1`,
      [...mine(run), kept.id, kept.bytes],
    );
    if (rows.length === 0) throw new LeaseLost();
    return undefined;
  });
}

/** @param file undefined where it is simulated: there is none @throws LeaseLost */
export async function markKept(
  run: KeepRun,
  id: string,
  kept: {
    readonly sha512: string | undefined;
    readonly capacityBytes: number | undefined;
    readonly at: Date;
    readonly until: Date;
  },
): Promise<void> {
  const rows = await run.sql.query(
    `with ${MINE} update "KeptDisk" k set "state" = 'kept', "sha512" = $4, "capacityBytes" = coalesce($5::bigint, "capacityBytes"),
       "keptAt" = $6, "keptUntil" = $7
     from mine where k."id" = $3::uuid and k."state" = 'begun' returning 1`,
    [...mine(run), id, kept.sha512 ?? null, kept.capacityBytes ?? null, kept.at, kept.until],
  );
  if (rows.length === 0) throw new LeaseLost();
}
