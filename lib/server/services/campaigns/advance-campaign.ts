/**
 * One step of a campaign: what has ended is noted, what has its turn is begun. All of it stands in the rows, and each operation
 * has a key made of the campaign, the cell and what it does: an agent that dies in the middle leaves nothing that the next one
 * would do twice (docs/decisions/0027).
 */
import { z } from 'zod';
import { CELL_OUTCOMES, CELL_STATES, type CellState } from '@/lib/domain/campaign';
import type { Db } from '@/lib/server/db/client';
import { CAMPAIGN_PARTS, type CampaignRow, worstOf } from './campaign-rows';
import { ownerRefusal } from './campaign-actor';
import { beginCell, beginDeletion, beginRun, cancelOperationOf, settleCell, skipCell } from './cell-steps';
import { tellCampaign } from './tell-campaign';

/** Cells with a domain at a time, of all campaigns. More would measure each other, and fill hosts that others need. */
const CELLS_AT_ONCE = 4;

const stateOf = (cell: CampaignRow['cells'][number]): CellState => z.enum(CELL_STATES).parse(cell.state);

/** Those of which something is to be noted or begun, the oldest first. */
export async function campaignsUnderWay(db: Db): Promise<readonly string[]> {
  const rows = await db.campaign.findMany({
    where: { state: 'running' },
    orderBy: { number: 'asc' },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Does nothing where the campaign is not under way. */
export async function advanceCampaign(db: Db, id: string, now: Date): Promise<void> {
  const read = async () => await db.campaign.findUnique({ where: { id }, ...CAMPAIGN_PARTS });
  let row = await read();
  if (row === null || row.state !== 'running') return;
  for (const cell of row.cells) await settleCell(db, row, cell, now);
  row = await read();
  if (row === null || row.state !== 'running') return;
  const halted = row.cancelRequestedAt === null ? await ownerRefusal(db, row) : undefined;
  const over = row.cancelRequestedAt !== null || halted !== undefined;
  for (const cell of row.cells) {
    const state = stateOf(cell);
    if (over && state === 'waiting') await skipCell(db, row, cell, now, halted);
    if (over && (state === 'creating' || state === 'running')) await cancelOperationOf(db, row, cell, now);
    if (!over && state === 'running' && cell.runOperationId === null) await beginRun(db, row, cell, now);
    if (state === 'deleting' && cell.deleteOperationId === null) await beginDeletion(db, row, cell, now);
  }
  if (!over) await beginWaiting(db, row, now);
  await endIfDone(db, id, now);
}

async function beginWaiting(db: Db, row: CampaignRow, now: Date): Promise<void> {
  for (const cell of row.cells.filter((each) => stateOf(each) === 'waiting')) {
    const taken = await db.campaignCell.count({ where: { state: { in: ['creating', 'running', 'deleting'] } } });
    if (taken >= CELLS_AT_ONCE) return;
    await beginCell(db, row, cell, { now, others: taken > 0 });
  }
}

async function endIfDone(db: Db, id: string, now: Date): Promise<void> {
  await db.$transaction(async (tx) => {
    const row = await tx.campaign.findUnique({ where: { id }, ...CAMPAIGN_PARTS });
    if (row === null || row.state !== 'running' || row.cells.some((cell) => stateOf(cell) !== 'done')) return;
    const outcomes = row.cells.map(({ outcome }) => z.enum(CELL_OUTCOMES).catch('error').parse(outcome));
    const outcome = worstOf(outcomes);
    // One that was cancelled too late has come to its end by itself.
    const state = row.cancelRequestedAt !== null && outcomes.includes('cancelled') ? 'cancelled' : 'finished';
    const changed = await tx.campaign.updateMany({
      where: { id, state: 'running' },
      data: { state, outcome, endedAt: now },
    });
    if (changed.count > 0)
      await tellCampaign(tx, row, state === 'cancelled' ? 'was cancelled' : `has ended: ${outcome}`);
  });
}
