/**
 * The book of what Gridbox made on hosts: a row is written before the act that it stands for, so that whoever comes after a
 * death knows where to look. Rows are never deleted; one that was looked for and not found is `gone`.
 */
import { z } from 'zod';
import { MADE_KINDS, MADE_STATES } from '@/lib/domain/wanted-domain';
import { LeaseLost } from '@/lib/agent/worker/abort-reasons';
import type { Run } from '@/lib/agent/worker/run';
import type { Sql } from '@/lib/server/db/sql';

const MadeThing = z.object({
  id: z.string(),
  kind: z.enum(MADE_KINDS),
  state: z.enum(MADE_STATES),
  hostId: z.string(),
  hostName: z.string(),
  domainId: z.string(),
  domainName: z.string(),
  /** Of a disk; empty for a definition. */
  path: z.string(),
  ours: z.boolean(),
});
export type MadeThing = z.infer<typeof MadeThing>;

const COLUMNS = `"id"::text as "id", "kind", "state", "hostId"::text as "hostId", "hostName", "domainId"::text as "domainId",
  "domainName", "path", "ours"`;

/** Things that are not gone, in the order in which they were made. Each condition that is given must hold. */
export async function listThings(
  sql: Sql,
  of: { readonly domainId?: string; readonly operationId?: string; readonly owner?: string; readonly gone?: boolean },
): Promise<MadeThing[]> {
  const rows = await sql.query(LIST, [of.domainId ?? null, of.operationId ?? null, of.owner ?? null, of.gone === true]);
  return z.array(MadeThing).parse(rows);
}

const LIST = `
  select ${COLUMNS} from "MadeThing"
  where ($1::uuid is null or "domainId" = $1::uuid) and ($2::uuid is null or "operationId" = $2::uuid)
    and ($3::text is null or "owner" = $3) and ($4 or "state" <> 'gone')
  order by "madeAt", "id"`;

/** What is about to be made, or to be taken away although somebody else made it. */
export interface NewThing {
  readonly kind: MadeThing['kind'];
  readonly state: 'begun' | 'leaving';
  readonly hostId: string;
  readonly hostName: string;
  readonly domainId: string;
  readonly domainName: string;
  readonly path?: string | undefined;
  readonly basePath?: string | undefined;
  readonly ours: boolean;
  /** Left out: the account that asked for the operation. */
  readonly owner?: string | undefined;
  readonly note?: string | undefined;
  /** Of a disk made of a library image: its digest, and which of its files. */
  readonly image?: { readonly digest: string; readonly file: string } | undefined;
}

type BookingRun = Pick<Run, 'operation' | 'sql'>;

/** Writes it down before it is done. @throws LeaseLost where another run has taken over: it must not be done then. */
export async function noteThing(run: BookingRun, thing: NewThing): Promise<void> {
  const { id, fencingToken } = run.operation;
  const rows = await run.sql.query(NOTE, [
    id,
    fencingToken,
    thing.kind,
    thing.state,
    thing.hostId,
    thing.hostName,
    thing.domainId,
    thing.domainName,
    thing.path ?? '',
    thing.basePath ?? null,
    thing.ours,
    thing.owner ?? null,
    thing.note ?? null,
    thing.image?.digest ?? null,
    thing.image?.file ?? null,
  ]);
  if (rows.length === 0) throw new LeaseLost();
}

/** What was made stays ours, whoever takes it away. */
const NOTE = `
  with mine as (select "id", "actorName" from "Operation" where "id" = $1::uuid and "fencingToken" = $2 for share)
  insert into "MadeThing" ("id", "kind", "state", "hostId", "hostName", "domainId", "domainName", "path", "basePath", "ours", "owner",
    "note", "imageDigest", "imageFile", "operationId")
  select gen_random_uuid(), $3, $4, $5::uuid, $6, $7::uuid, $8, $9, $10, $11, coalesce($12, mine."actorName"), $13, $14, $15, mine."id" from mine
  on conflict ("hostId", "kind", "domainId", "path") do update set "state" = excluded."state", "goneAt" = null,
    "ours" = case when "MadeThing"."state" = 'gone' then excluded."ours" else "MadeThing"."ours" end,
    "operationId" = case when "MadeThing"."state" = 'gone' then excluded."operationId" else "MadeThing"."operationId" end
  returning 1`;

/** It was seen to be there. */
export async function markMade(run: BookingRun, kind: MadeThing['kind'], path = ''): Promise<void> {
  const { id, fencingToken } = run.operation;
  await run.sql.query(MADE, [id, fencingToken, kind, path]);
}
const MADE = `
  with mine as (select "id" from "Operation" where "id" = $1::uuid and "fencingToken" = $2 for share)
  update "MadeThing" t set "state" = 'made' from mine
  where t."operationId" = mine."id" and t."kind" = $3 and t."path" = $4 and t."state" = 'begun'`;

/** From here on nobody makes anything more of it: whoever comes, takes away. */
export async function leaveThings(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql.query(`update "MadeThing" set "state" = 'leaving' where "id" = any($1::uuid[]) and "state" <> 'gone'`, [
    [...ids],
  ]);
}

/** It was looked for and not found. */
export async function markGone(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql.query(
    `update "MadeThing" set "state" = 'gone', "goneAt" = now() where "id" = any($1::uuid[]) and "state" <> 'gone'`,
    [[...ids]],
  );
}

/** Domains whose disks are layers on this image, by the book. */
export async function layersOn(sql: Sql, path: string, exceptDomainId: string): Promise<string[]> {
  const rows = await sql.query<{ domainName: string }>(LAYERS, [path, exceptDomainId]);
  return rows.map((row) => row.domainName);
}
const LAYERS = `
  select distinct "domainName" from "MadeThing"
  where "kind" = 'disk' and "basePath" = $1 and "domainId" <> $2::uuid and "state" <> 'gone' order by 1`;
