/** The statements of a build. Each that writes looks at the fencing token first and writes nothing for a run that lost its lease. */
import { z } from 'zod';
import { ImageSpecification } from '@/lib/contracts/image-specification';
import type { SignedManifest } from '@/lib/images/manifest';
import { BUILD_STAGES, BUILD_STAGE_TITLES, type BuildStage } from '@/lib/domain/image';
import { inTransaction, type Sql } from '@/lib/server/db/sql';
import { LeaseLost } from '@/lib/agent/worker/abort-reasons';
import type { Run } from '@/lib/agent/worker/run';

export type ImageRun = Run<'build-image'>;

const MINE = `mine as (select "id" from "Operation" where "id" = $1::uuid and "fencingToken" = $2 for share)`;
const mine = (run: ImageRun) => [run.operation.id, run.operation.fencingToken] as const;

const KnownBuild = z.object({
  specificationId: z.string(),
  name: z.string(),
  version: z.number(),
  vo: z.string().nullable(),
  hash: z.string(),
  fresh: z.boolean(),
  body: ImageSpecification,
});
export type KnownBuild = z.infer<typeof KnownBuild>;

export async function readBuild(run: ImageRun): Promise<KnownBuild> {
  const rows = await run.sql.query(
    `select s."id"::text as "specificationId", s."name", s."version", s."vo", b."hash", b."fresh", s."body"
     from "ImageBuild" b join "ImageSpecification" s on s."id" = b."specificationId" where b."operationId" = $1::uuid`,
    [run.operation.id],
  );
  return KnownBuild.parse(rows[0]);
}

/** Ids of the builds that somebody runs. */
export async function runningBuilds(sql: Sql): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ id: string }>(
    `select "id"::text as "id" from "Operation" where "kind" = 'build-image' and "state" = 'running'`,
  );
  return new Set(rows.map(({ id }) => id));
}

export interface OtherBuild {
  readonly id: string;
  readonly title: string;
}

/**
 * Takes the hash of a specification, of which one build at a time goes on.
 * @returns the build that has it, where it is not to be had.
 */
export async function takeHash(run: ImageRun, hash: string): Promise<OtherBuild | undefined> {
  return await inTransaction(run.ports.pool, async (sql) => {
    // Whoever waits here sees in its next statement what the one before it wrote.
    await sql.query(`select pg_advisory_xact_lock(hashtextextended('image-hash:' || $1, 0))`, [hash]);
    const others = await sql.query<{ id: string; title: string }>(
      `select o."id"::text as "id", o."title" from "ImageBuild" b join "Operation" o on o."id" = b."operationId"
       where b."hash" = $1 and b."buildingAt" is not null and o."state" = 'running' and o."id" <> $2::uuid limit 1`,
      [hash, run.operation.id],
    );
    if (others[0] !== undefined) return others[0];
    await sql.query(
      `with ${MINE} update "ImageBuild" b set "buildingAt" = now() from mine where b."operationId" = mine."id"`,
      mine(run),
    );
    return undefined;
  });
}

const Made = z.object({ manifest: z.string(), digest: z.string(), bytes: z.coerce.number() });

/** What another build made; undefined where it made nothing, or its files are gone. */
export async function imageOfBuild(sql: Sql, operationId: string): Promise<z.infer<typeof Made> | undefined> {
  const rows = await sql.query(
    `select i."manifest", i."digest", i."bytes"::text as "bytes" from "ImageBuild" b join "Image" i on i."id" = b."imageId"
     join "Operation" o on o."id" = b."operationId"
     where b."operationId" = $1::uuid and o."state" = 'succeeded' and i."removedAt" is null`,
    [operationId],
  );
  return rows[0] === undefined ? undefined : Made.parse(rows[0]);
}

/** Where the build is now, for its row and for whoever watches. @throws LeaseLost */
export async function keepStage(run: ImageRun, known: KnownBuild, stage: BuildStage): Promise<void> {
  const rows = await run.sql.query(
    `with ${MINE}, kept as (
       update "ImageBuild" b set "stage" = $3, "progress" = greatest(b."progress", $4::float8)
       from mine where b."operationId" = mine."id" returning 1)
     select gridbox_append_events($5::jsonb)::text as "last" from kept`,
    [
      ...mine(run),
      stage,
      BUILD_STAGES.indexOf(stage) / BUILD_STAGES.length,
      JSON.stringify([changed(known, `is being built: ${BUILD_STAGE_TITLES[stage].toLowerCase()}`)]),
    ],
  );
  if (rows.length === 0) throw new LeaseLost();
}

export const changed = (known: KnownBuild, words: string) => ({
  vo: known.vo,
  body: {
    type: 'image.changed',
    specificationId: known.specificationId,
    name: known.name,
    version: known.version,
    words,
  } as const,
});

/** @returns the number of the last line that an earlier run of the build has left. */
export async function lastLine(run: ImageRun): Promise<number> {
  const rows = await run.sql.query<{ last: number }>(
    `select coalesce(max("number"), 0) as "last" from "ImageLogLine" where "operationId" = $1::uuid`,
    [run.operation.id],
  );
  return rows[0]?.last ?? 0;
}

export interface LogLine {
  readonly number: number;
  readonly at: string;
  readonly text: string;
}
export async function keepLines(run: ImageRun, lines: readonly LogLine[], leftOut: number): Promise<void> {
  await run.sql.query(
    `with ${MINE}, added as (
       insert into "ImageLogLine" ("operationId", "number", "at", "text")
       select mine."id", l."number", l."at", l."text" from mine,
         jsonb_to_recordset($3::jsonb) as l("number" int, "at" timestamptz, "text" text)
       on conflict ("operationId", "number") do nothing returning 1)
     update "ImageBuild" b set "linesLeftOut" = b."linesLeftOut" + $4 from mine where b."operationId" = mine."id"`,
    [...mine(run), JSON.stringify(lines), leftOut],
  );
}

/** Held while the files of an image come or go, so that a row and its folder say the same. */
export async function lockDigest(sql: Sql, digest: string): Promise<void> {
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('image-digest:' || $1, 0))`, [digest]);
}

/**
 * Writes down what was built. In the transaction of `sql`, which holds the lock of its digest.
 * @throws LeaseLost
 */
export async function recordImage(
  sql: Sql,
  run: ImageRun,
  image: {
    readonly known: KnownBuild;
    readonly digest: string;
    readonly bytes: number;
    readonly signed: SignedManifest;
  },
): Promise<string> {
  const { known, digest, bytes, signed } = image;
  const rows = await sql.query<{ id: string }>(
    `with ${MINE}, kept as (
       insert into "Image" ("id", "specificationId", "digest", "bytes", "manifest", "signature", "keyId", "builtAt")
       select gen_random_uuid(), $3::uuid, $4, $5::bigint, $6, $7, $8, clock_timestamp() from mine
       on conflict ("specificationId", "digest") do update set "manifest" = excluded."manifest",
         "signature" = excluded."signature", "keyId" = excluded."keyId", "builtAt" = excluded."builtAt", "removedAt" = null
       returning "id"), noted as (
       update "ImageBuild" b set "imageId" = kept."id", "progress" = 1 from kept where b."operationId" = $1::uuid returning 1)
     select kept."id"::text as "id" from kept, noted`,
    [...mine(run), known.specificationId, digest, String(bytes), signed.text, signed.signature, signed.keyId],
  );
  const [row] = rows;
  if (row === undefined) throw new LeaseLost();
  return row.id;
}
