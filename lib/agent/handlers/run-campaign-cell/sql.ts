/** The statements of a cell. Each that writes looks at the fencing token first and writes nothing for a run that lost its lease. */
import { z } from 'zod';
import { CampaignFile } from '@/lib/contracts/campaign-file';
import type { CellOutcome } from '@/lib/domain/campaign';
import type { JUnitTest } from '@/lib/campaigns/parse-junit';
import type { Run } from '@/lib/agent/worker/run';

export type CellRun = Run<'run-campaign-cell'>;

const MINE = `mine as (select "id" from "Operation" where "id" = $1::uuid and "fencingToken" = $2 for share)`;
const CELL = `"campaignId" = $3::uuid and "sequence" = $4`;
const mine = (run: CellRun) =>
  [run.operation.id, run.operation.fencingToken, run.input.campaignId, run.input.sequence] as const;

/** What was begun, so that another agent can go on asking after it. */
const Program = z.object({
  startedAt: z.coerce.date(),
  /** Null where the agent that began it died before it knew. */
  process: z.object({ pid: z.number().int(), key: z.string().optional() }).nullable(),
});
export type CellProgram = z.infer<typeof Program>;

const Row = z.object({
  file: CampaignFile,
  archiveSha256: z.string().nullable(),
  archiveBytes: z.number().nullable(),
  program: Program.nullable(),
  outcome: z.string().nullable(),
});
export type KnownCell = z.infer<typeof Row>;

/** Undefined where the campaign is gone. */
export async function readCell(run: CellRun): Promise<KnownCell | undefined> {
  const rows = await run.sql.query(
    `select d."body" as "file", c."archiveSha256", length(c."archive") as "archiveBytes", e."program", e."outcome"
     from "CampaignCell" e join "Campaign" c on c."id" = e."campaignId"
       join "CampaignDefinition" d on d."id" = c."definitionId"
     where e."campaignId" = $1::uuid and e."sequence" = $2`,
    [run.input.campaignId, run.input.sequence],
  );
  return rows[0] === undefined ? undefined : Row.parse(rows[0]);
}

/** A part of the archive, in base64 without line ends. @param from of the first byte, from 0 */
export async function readArchivePart(run: CellRun, from: number, bytes: number): Promise<string> {
  const rows = await run.sql.query<{ part: string }>(
    `select encode(substring("archive" from $2::int + 1 for $3::int), 'base64') as "part" from "Campaign"
     where "id" = $1::uuid`,
    [run.input.campaignId, from, bytes],
  );
  return (rows[0]?.part ?? '').replaceAll('\n', '');
}

export async function keepProgram(run: CellRun, program: CellProgram): Promise<void> {
  await run.sql.query(
    `with ${MINE} update "CampaignCell" c set "program" = $5::jsonb, "commandStartedAt" = $6::timestamptz
     from mine where ${CELL}`,
    [...mine(run), JSON.stringify(program), program.startedAt],
  );
}

export interface KeptFile {
  readonly number: number;
  readonly path: string;
  readonly junit: boolean;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly content: Buffer | undefined;
  readonly problem: string | null;
}

/** The same file once more takes the place of what was kept of it. */
export async function keepFile(run: CellRun, file: KeptFile): Promise<void> {
  await run.sql.query(
    `with ${MINE} insert into "CampaignArtefact"
       ("campaignId", "sequence", "number", "path", "junit", "bytes", "sha256", "content", "problem")
     select $3::uuid, $4, $5, $6, $7, $8::bigint, $9, decode($10, 'base64'), $11 from mine
     on conflict ("campaignId", "sequence", "number") do update set "bytes" = excluded."bytes",
       "sha256" = excluded."sha256", "content" = excluded."content", "problem" = excluded."problem"`,
    [
      ...mine(run),
      file.number,
      file.path,
      file.junit,
      file.bytes,
      file.sha256,
      file.content?.toString('base64') ?? null,
      file.problem,
    ],
  );
}

export interface CellEnd {
  readonly outcome: CellOutcome;
  readonly words: string | null;
  readonly exitCode: number | null;
  readonly commandMs: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly logCut: boolean;
  readonly tests: readonly JUnitTest[];
  readonly testsLeftOut: number;
}

/** The end of it and its tests together: a cell has an outcome with all its tests, or none. */
export async function keepEnd(run: CellRun, end: CellEnd): Promise<void> {
  const tests = end.tests.map((test, number) => ({ number, ...test }));
  await run.sql.query(
    `with ${MINE}, added as (
       insert into "CampaignTest" ("campaignId", "sequence", "number", "suite", "name", "outcome", "seconds", "message")
       select $3::uuid, $4, t.* from mine, jsonb_to_recordset($5::jsonb) as t("number" int, "suite" text, "name" text,
         "outcome" text, "seconds" float8, "message" text))
     update "CampaignCell" c set "program" = null, "outcome" = $6, "words" = $7, "exitCode" = $8::int,
       "commandMs" = $9::float8, "stdout" = $10, "stderr" = $11, "logCut" = $12, "testsLeftOut" = $13
     from mine where ${CELL}`,
    [
      ...mine(run),
      JSON.stringify(tests),
      end.outcome,
      end.words,
      end.exitCode,
      end.commandMs,
      end.stdout,
      end.stderr,
      end.logCut,
      end.testsLeftOut,
    ],
  );
}
