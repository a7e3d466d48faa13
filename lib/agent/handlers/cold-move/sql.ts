/** The statements of a cold move. Each looks at the fencing token first and writes nothing for a run that lost its lease. */
import { ColdMovePlan } from '@/lib/contracts/cold-moves';
import type { ColdMoveStage } from '@/lib/domain/cold-move';
import type { ColdEnds, ColdRun } from './ends';

/** What taking the new copy away goes on for may outlast the operation, whose row has ended by then; its token stays. */
const MINE = `mine as (select * from "Operation" where "id" = $1::uuid and "fencingToken" = $2 for share)`;

const BEGIN = `
  with ${MINE}
  insert into "ColdMove" ("operationId", "domainId", "domainName", "vo", "sourceHostId", "sourceHostName", "targetHostId",
    "targetHostName", "plan", "ranBefore")
  select "id", "domainId", $3, "vo", "hostId", $4, "targetHostId", $5, $6::jsonb, $7 from mine
  on conflict ("operationId") do nothing`;

export async function beginColdMove(run: ColdRun, ends: ColdEnds, plan: ColdMovePlan): Promise<void> {
  const { id, fencingToken } = run.operation;
  const values = [id, fencingToken, ends.name, ends.source.name, ends.target.name, JSON.stringify(plan), plan.running];
  await run.sql.query(BEGIN, values);
}

export interface KnownColdMove {
  readonly operationId: string;
  readonly stage: ColdMoveStage;
  readonly plan: ColdMovePlan;
  readonly ranBefore: boolean;
}
interface ColdMoveRow extends Omit<KnownColdMove, 'plan'> {
  readonly plan: unknown;
}

const COLUMNS = `"operationId"::text as "operationId", "stage", "plan", "ranBefore"`;

/** What an earlier run of this operation had begun. */
export async function readColdMove(run: ColdRun): Promise<KnownColdMove | undefined> {
  const rows = await run.sql.query<ColdMoveRow>(`select ${COLUMNS} from "ColdMove" where "operationId" = $1::uuid`, [
    run.operation.id,
  ]);
  return parse(rows[0]);
}

/** The one that waits for an operator's decision about this domain. */
export async function readOpenColdMove(run: ColdRun): Promise<KnownColdMove | undefined> {
  const rows = await run.sql.query<ColdMoveRow>(
    `select ${COLUMNS} from "ColdMove" where "domainId" = $1::uuid and "stage" in ('awaiting', 'half-undone')`,
    [run.operation.domainId],
  );
  return parse(rows[0]);
}

const parse = (row: ColdMoveRow | undefined): KnownColdMove | undefined =>
  row === undefined ? undefined : { ...row, plan: ColdMovePlan.parse(row.plan) };

const WRITE = `
  with ${MINE}
  update "ColdMove" c set "stage" = coalesce($4, c."stage"), "plan" = coalesce($5::jsonb, c."plan"),
    "verified" = coalesce($6, c."verified"), "verification" = coalesce($7, c."verification"),
    "awaitingSince" = case when $4 = 'awaiting' then now() else c."awaitingSince" end,
    "endedAt" = case when $4 in ('kept', 'returned', 'undone') then now() else c."endedAt" end
  from mine where c."operationId" = $3::uuid`;

/** @param operationId the cold move itself, which keeping and going back are other operations than */
export async function writeColdMove(
  run: ColdRun,
  operationId: string,
  change: {
    readonly stage?: ColdMoveStage;
    readonly plan?: ColdMovePlan;
    readonly verified?: boolean;
    readonly verification?: string;
  },
): Promise<void> {
  const { id, fencingToken } = run.operation;
  await run.sql.query(WRITE, [
    id,
    fencingToken,
    operationId,
    change.stage ?? null,
    change.plan === undefined ? null : JSON.stringify(change.plan),
    change.verified ?? null,
    change.verification ?? null,
  ]);
}

/** The old copy is gone: its host does not report it any more, and the next reading need not say so first. */
export const FORGET_SOURCE = `delete from "DomainSighting" where "domainId" = $1::uuid and "hostId" = $2::uuid`;
