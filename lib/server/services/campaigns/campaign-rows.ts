import { z } from 'zod';
import { CampaignEnvironment, CampaignFile } from '@/lib/contracts/campaign-file';
import type { Campaign, CampaignCell, CampaignDetail, TestTotals } from '@/lib/contracts/campaigns';
import { CleanUp } from '@/lib/contracts/domain-making';
import { type Actor, hasScope, refusalOf } from '@/lib/domain/access';
import { CAMPAIGN_STATES, CELL_OUTCOMES, CELL_STATES, type CellOutcome, TEST_OUTCOMES } from '@/lib/domain/campaign';
import { domainId, operationId } from '@/lib/domain/ids';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import { compareWithLast } from './compare-with-last';
import { visibleCampaigns } from './visible-campaigns';

/** All but the archive and the logs, which are large. */
export const CAMPAIGN_PARTS = {
  omit: { archive: true },
  include: {
    definition: { select: { name: true, version: true, body: true } },
    cells: {
      orderBy: { sequence: 'asc' },
      omit: { stdout: true, stderr: true, program: true },
      include: { _count: { select: { artefacts: true } } },
    },
  },
} as const satisfies Prisma.CampaignDefaultArgs;
export type CampaignRow = Prisma.CampaignGetPayload<typeof CAMPAIGN_PARTS>;
type CellRow = CampaignRow['cells'][number];

const Outcome = z.enum(CELL_OUTCOMES).nullable();

/** By campaign and cell: how many tests came to which outcome. */
export type Totals = ReadonlyMap<string, TestTotals>;
const totalKey = (campaignId: string, sequence: number): string => `${campaignId} ${sequence}`;
const NO_TESTS: TestTotals = { passed: 0, failed: 0, error: 0, skipped: 0 };

export async function testTotals(db: Tx, campaignIds: readonly string[]): Promise<Totals> {
  const found = new Map<string, TestTotals>();
  if (campaignIds.length === 0) return found;
  const rows = await db.campaignTest.groupBy({
    by: ['campaignId', 'sequence', 'outcome'],
    where: { campaignId: { in: [...campaignIds] } },
    _count: true,
  });
  for (const { campaignId, sequence, outcome, _count } of rows) {
    const key = totalKey(campaignId, sequence);
    found.set(key, { ...(found.get(key) ?? NO_TESTS), [z.enum(TEST_OUTCOMES).parse(outcome)]: _count });
  }
  return found;
}

/** @throws AppError `not-found` where there is none, or it is of a VO that the actor does not see. */
export async function findCampaign(db: Pick<Tx, 'campaign'>, actor: Actor, id: string): Promise<CampaignRow> {
  const row = await db.campaign.findFirst({ where: { AND: [{ id }, visibleCampaigns(actor)] }, ...CAMPAIGN_PARTS });
  if (row === null) throw notFound('campaign');
  return row;
}

export function campaignBody(row: CampaignRow, totals: Totals): z.input<typeof Campaign> {
  const state = z.enum(CAMPAIGN_STATES).parse(row.state);
  const tests = row.cells.map(({ sequence }) => totals.get(totalKey(row.id, sequence)) ?? NO_TESTS);
  const sum = (outcome: keyof TestTotals): number => tests.reduce((all, each) => all + each[outcome], 0);
  return {
    id: row.id,
    number: row.number,
    name: row.definition.name,
    definitionId: row.definitionId,
    version: row.definition.version,
    vo: row.vo,
    state,
    outcome: Outcome.parse(row.outcome),
    cancelling: state === 'running' && row.cancelRequestedAt !== null,
    byName: row.ownerName,
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    environments: row.cells.map((cell) => ({
      name: cell.name,
      state: z.enum(CELL_STATES).parse(cell.state),
      outcome: Outcome.parse(cell.outcome),
    })),
    tests: { passed: sum('passed'), failed: sum('failed'), error: sum('error'), skipped: sum('skipped') },
    simulated: row.cells.some(({ simulated }) => simulated),
  };
}

/** @param left ids of domains of which something is still there */
export function cellBody(
  campaignId: string,
  row: Omit<CellRow, '_count'> & { readonly _count: { readonly artefacts: number } },
  { totals, left }: { readonly totals: Totals; readonly left: ReadonlySet<string> },
): z.input<typeof CampaignCell> {
  const { memoryMiB, vcpus } = CampaignEnvironment.parse(row.environment);
  const idOf = (id: string | null) => (id === null ? null : operationId(id));
  return {
    sequence: row.sequence,
    name: row.name,
    image: row.imageLabel,
    imageDigest: row.imageDigest,
    memoryMiB,
    vcpus,
    state: z.enum(CELL_STATES).parse(row.state),
    outcome: Outcome.parse(row.outcome),
    words: row.words,
    domainId: row.domainId === null ? null : domainId(row.domainId),
    domainName: row.domainName,
    domainLeft: row.domainId !== null && left.has(row.domainId),
    hostName: row.hostName,
    simulated: row.simulated,
    operations: {
      create: idOf(row.createOperationId),
      run: idOf(row.runOperationId),
      delete: idOf(row.deleteOperationId),
    },
    exitCode: row.exitCode,
    commandMs: row.commandMs,
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    tests: totals.get(totalKey(campaignId, row.sequence)) ?? NO_TESTS,
    artefacts: row._count.artefacts,
    cleanUp: row.cleanUp === null ? null : CleanUp.parse(row.cleanUp),
  };
}

/** Of which of these domains something was made and has not been found gone since. */
export async function domainsLeft(db: Tx, ids: readonly (string | null)[]): Promise<ReadonlySet<string>> {
  const rows = await db.madeThing.findMany({
    where: { domainId: { in: ids.filter((id) => id !== null) }, state: { not: 'gone' } },
    select: { domainId: true },
  });
  return new Set(rows.map(({ domainId }) => domainId));
}

/** @throws AppError `not-found` */
export async function campaignDetail(db: Tx, actor: Actor, id: string): Promise<z.input<typeof CampaignDetail>> {
  const row = await findCampaign(db, actor, id);
  // One after the other: a transaction has one connection.
  const totals = await testTotals(db, [id]);
  const left = await domainsLeft(
    db,
    row.cells.map((cell) => cell.domainId),
  );
  const archive = await db.$queryRaw<
    { bytes: number }[]
  >`select length("archive") as "bytes" from "Campaign" where "id" = ${id}::uuid`;
  const comparison = await compareWithLast(db, row);
  const body = campaignBody(row, totals);
  const refused = hasScope(actor, 'campaigns:run') ? undefined : refusalOf(actor.role, 'campaigns:run');
  return {
    ...body,
    archive:
      row.archiveName === null || row.archiveSha256 === null
        ? null
        : { name: row.archiveName, bytes: archive[0]?.bytes ?? 0, sha256: row.archiveSha256 },
    command: CampaignFile.parse(row.definition.body).command,
    cells: row.cells.map((cell) => cellBody(id, cell, { totals, left })),
    comparison,
    can: { cancel: verdict(refused ?? cancelRefusal(row)) },
  };
}

const verdict = (reason: string | undefined) =>
  reason === undefined ? ({ allowed: true } as const) : ({ allowed: false, reason } as const);

/** Why it may not be cancelled; undefined where it may. */
export function cancelRefusal(row: Pick<CampaignRow, 'state' | 'cancelRequestedAt'>): string | undefined {
  if (row.state !== 'running') return 'It has ended.';
  return row.cancelRequestedAt === null ? undefined : 'It is being cancelled already.';
}

const WORST: readonly CellOutcome[] = ['error', 'failed', 'cancelled', 'passed'];
/** Of a campaign, by those of its environments. */
export const worstOf = (outcomes: readonly CellOutcome[]): CellOutcome =>
  WORST.find((outcome) => outcomes.includes(outcome)) ?? 'error';
