import { z } from 'zod';
import { COMPARED_SHOWN_MAX, type CampaignComparison } from '@/lib/contracts/campaigns';
import { compareCampaigns, type ComparedCell } from '@/lib/campaigns/compare-campaigns';
import { CELL_OUTCOMES, TEST_OUTCOMES } from '@/lib/domain/campaign';
import type { Tx } from '@/lib/server/db/client';
import type { CampaignRow } from './campaign-rows';

/**
 * What differs from the last campaign of the same name that ended by itself before this one was asked for; null while this one
 * runs, where it was cancelled, and for the first.
 */
export async function compareWithLast(
  db: Tx,
  row: Pick<CampaignRow, 'id' | 'number' | 'state' | 'definition'>,
): Promise<z.input<typeof CampaignComparison> | null> {
  if (row.state !== 'finished') return null;
  const before = await db.campaign.findFirst({
    where: { definition: { name: row.definition.name }, state: 'finished', number: { lt: row.number } },
    orderBy: { number: 'desc' },
    select: { id: true, number: true, endedAt: true },
  });
  if (before === null) return null;
  const earlier = await comparedCells(db, before.id);
  const later = await comparedCells(db, row.id);
  const { cells, verdict, regressed } = compareCampaigns(earlier, later);
  return {
    with: { id: before.id, number: before.number, endedAt: before.endedAt?.toISOString() ?? null },
    verdict,
    regressed,
    cells: cells.map((cell) => ({
      environment: cell.environment,
      before: cell.before,
      after: cell.after,
      newlyFailing: shown(cell.newlyFailing),
      newlyPassing: shown(cell.newlyPassing),
      stillFailing: shown(cell.stillFailing),
      added: shown(cell.added),
      gone: shown(cell.gone),
      slower: { total: cell.slower.length, tests: cell.slower.slice(0, COMPARED_SHOWN_MAX) },
    })),
  };
}

const shown = (tests: readonly string[]) => ({ total: tests.length, tests: tests.slice(0, COMPARED_SHOWN_MAX) });

async function comparedCells(db: Tx, campaignId: string): Promise<readonly ComparedCell[]> {
  const cells = await db.campaignCell.findMany({
    where: { campaignId },
    orderBy: { sequence: 'asc' },
    select: {
      name: true,
      outcome: true,
      tests: {
        orderBy: { number: 'asc' },
        select: { suite: true, name: true, outcome: true, seconds: true },
      },
    },
  });
  return cells.map(({ name, outcome, tests }) => ({
    environment: name,
    outcome: z.enum(CELL_OUTCOMES).nullable().parse(outcome),
    tests: tests.map((test) => ({ ...test, outcome: z.enum(TEST_OUTCOMES).parse(test.outcome) })),
  }));
}
