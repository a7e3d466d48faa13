/** What becomes of one environment of a campaign: its domain is made, its command run, its domain deleted. Each step once. */
import { z } from 'zod';
import { CleanUp, CreateDomain, DeleteDomain } from '@/lib/contracts/domain-making';
import { campaignOwner, type CellOutcome, type CellState } from '@/lib/domain/campaign';
import { AppError } from '@/lib/domain/errors';
import { isFinished, OPERATION_STATES } from '@/lib/domain/operation';
import { OPERATIONS } from '@/lib/operations/registry';
import type { Db } from '@/lib/server/db/client';
import type { Operation, Prisma } from '@/lib/server/db/generated/client';
import { createDomain } from '@/lib/server/services/domains/create-domain';
import { deleteDomain } from '@/lib/server/services/domains/delete-domain';
import { cancelOperation } from '@/lib/server/services/operations/cancel-operation';
import { submitCommand } from '@/lib/server/services/operations/submit-command';
import { MINUTE_MS } from '@/lib/utils/time';
import { campaignContext } from './campaign-actor';
import type { CampaignRow } from './campaign-rows';
import { cellDomain } from './cell-domain';
import { tellCampaign } from './tell-campaign';

type Cell = CampaignRow['cells'][number];

/** A deletion that fails is asked for again so often; what is left then is looked for by the clean-up's own loop. */
const DELETE_ATTEMPTS_MAX = 5;
/** Between two of these: a host that is away for a moment is back by the last. */
const DELETE_AGAIN_AFTER_MS = MINUTE_MS / 2;
/** A cell that finds no room waits so long for those of others to end. Too short: a full testbed fails campaigns. */
const ROOM_DEADLINE_MS = 60 * MINUTE_MS;

/** Only from the state that was read: of two agents one finds it changed. */
async function move(
  db: Db,
  row: CampaignRow,
  cell: Cell,
  data: Prisma.CampaignCellUpdateManyMutationInput & { readonly state: CellState },
  words: string,
): Promise<void> {
  await db.$transaction(async (tx) => {
    const changed = await tx.campaignCell.updateMany({
      where: {
        campaignId: row.id,
        sequence: cell.sequence,
        state: cell.state,
        deleteAttempt: cell.deleteAttempt,
        createOperationId: cell.createOperationId,
        runOperationId: cell.runOperationId,
        deleteOperationId: cell.deleteOperationId,
      },
      data,
    });
    if (changed.count > 0) await tellCampaign(tx, row, `${cell.name} ${words}`);
  });
}

const keyOf = (row: CampaignRow, cell: Cell, what: string): string => `campaign-${row.id}-${cell.sequence}-${what}`;

/** Begun by one that died before it could note it: that was it. */
const findBegun = async (db: Db, row: CampaignRow, idempotencyKey: string): Promise<Operation | null> =>
  await db.operation.findUnique({ where: { actorId_idempotencyKey: { actorId: row.ownerId, idempotencyKey } } });

/** @param others other cells have domains: room may come of their end */
export async function beginCell(
  db: Db,
  row: CampaignRow,
  cell: Cell,
  { now, others }: { readonly now: Date; readonly others: boolean },
): Promise<void> {
  const idempotencyKey = keyOf(row, cell, 'create');
  const noted = async (operation: Pick<Operation, 'id' | 'domainId' | 'hostId'>): Promise<void> => {
    const host = operation.hostId === null ? null : await db.host.findUnique({ where: { id: operation.hostId } });
    const data = {
      state: 'creating',
      createOperationId: operation.id,
      domainId: operation.domainId,
      hostName: host?.name ?? null,
      simulated: host?.driver === 'simulated',
      words: null,
      startedAt: now,
    } as const;
    await move(db, row, cell, data, 'is being made');
  };
  const begun = await findBegun(db, row, idempotencyKey);
  if (begun !== null) return await noted(begun);
  const fail = async (words: string): Promise<void> =>
    await move(db, row, cell, { state: 'done', outcome: 'error', words, endedAt: now }, `failed: ${words}`);
  const body = CreateDomain.safeParse(await cellDomain(db, row, cell));
  if (!body.success) return await fail(`Its domain cannot be asked for: ${z.prettifyError(body.error)}`);
  try {
    const { operation } = await createDomain({
      context: campaignContext(db, row, now),
      body: body.data,
      owner: campaignOwner(row.id),
      realOnly: true,
      call: { idempotencyKey },
    });
    const { domainId, hostId } = await db.operation.findUniqueOrThrow({ where: { id: operation.id } });
    await noted({ id: operation.id, domainId, hostId });
  } catch (error) {
    if (!AppError.is(error)) throw error;
    const isLate = now.getTime() - row.createdAt.getTime() > ROOM_DEADLINE_MS;
    if (error.code !== 'refused' || !others || isLate) return await fail(error.message);
    const words = `Waits for room: ${error.message}`;
    if (cell.words !== words) await move(db, row, cell, { state: 'waiting', words }, 'waits for room');
  }
}

export async function beginRun(db: Db, row: CampaignRow, cell: Cell, now: Date): Promise<void> {
  const idempotencyKey = keyOf(row, cell, 'run');
  const domain = cell.domainId === null ? null : await db.domain.findUnique({ where: { id: cell.domainId } });
  if (domain === null)
    return await toDeletion(db, row, cell, { outcome: 'error', words: 'Its domain was gone before anything was run.' });
  const context = campaignContext(db, row, now);
  await db.$transaction(async (tx) => {
    const { operation } = await submitCommand(
      tx,
      context,
      { idempotencyKey },
      {
        action: 'runCampaign',
        kind: 'run-campaign-cell',
        input: { campaignId: row.id, sequence: cell.sequence },
        title: OPERATIONS['run-campaign-cell'].title({ domain: domain.name }),
        reason: row.reason ?? undefined,
        domain,
        hostId: domain.hostId ?? undefined,
      },
    );
    await tx.campaignCell.updateMany({
      where: { campaignId: row.id, sequence: cell.sequence, state: 'running', runOperationId: null },
      data: { runOperationId: operation.id },
    });
    await tellCampaign(tx, row, `${cell.name} runs its command`);
  });
}

export async function beginDeletion(db: Db, row: CampaignRow, cell: Cell, now: Date): Promise<void> {
  const { domainId } = cell;
  if (domainId === null) return await move(db, row, cell, { state: 'done', endedAt: now }, 'has ended');
  const idempotencyKey = keyOf(row, cell, `delete-${cell.deleteAttempt}`);
  const noted = async (id: string): Promise<void> =>
    await move(db, row, cell, { state: 'deleting', deleteOperationId: id }, 'is being taken away');
  const begun = await findBegun(db, row, idempotencyKey);
  if (begun !== null) return await noted(begun.id);
  try {
    const { operation } = await deleteDomain({
      context: campaignContext(db, row, now),
      id: domainId,
      body: DeleteDomain.parse({ stop: 'force-off', confirmName: cell.domainName, reason: row.reason ?? undefined }),
      call: { idempotencyKey },
    });
    await noted(operation.id);
  } catch (error) {
    if (!AppError.is(error)) throw error;
    if (error.code === 'not-found') {
      const words = [cell.words, 'Its domain was gone before it was deleted.']
        .filter((each) => each !== null)
        .join(' ');
      return await move(db, row, cell, { state: 'done', endedAt: now, words }, 'has ended');
    }
    // What holds it, e.g. a migration that somebody began, ends; it is asked for again by the next look.
    const words = `Waits for its deletion: ${error.message}`;
    if (!(cell.words ?? '').includes(words))
      await move(
        db,
        row,
        cell,
        { state: 'deleting', words: [cell.words, words].filter((each) => each !== null).join(' ') },
        'waits for its deletion',
      );
  }
}

/** A campaign that ends early begins nothing more in it. */
export async function skipCell(
  db: Db,
  row: CampaignRow,
  cell: Cell,
  now: Date,
  halted: string | undefined,
): Promise<void> {
  const by = row.cancelledByName === null ? '' : ` by ${row.cancelledByName}`;
  const outcome: CellOutcome = halted === undefined ? 'cancelled' : 'error';
  const words = halted ?? `The campaign was cancelled${by} before it began.`;
  await move(db, row, cell, { state: 'done', outcome, words, endedAt: now }, 'is left out');
}

/** Asks what runs for a cell to stop, once; how it ended is noted by {@link settleCell}. */
export async function cancelOperationOf(db: Db, row: CampaignRow, cell: Cell, now: Date): Promise<void> {
  if (cell.state === 'running' && cell.runOperationId === null)
    return await toDeletion(db, row, cell, {
      outcome: 'cancelled',
      words: 'The campaign was cancelled before anything was run.',
    });
  const id = cell.state === 'creating' ? cell.createOperationId : cell.runOperationId;
  const operation = id === null ? null : await db.operation.findUnique({ where: { id } });
  if (operation === null || operation.cancelRequestedAt !== null || isFinished(stateOf(operation))) return;
  try {
    await cancelOperation({
      context: campaignContext(db, row, now),
      id: operation.id,
      reason: 'The campaign was cancelled.',
    });
  } catch (error) {
    // It has ended meanwhile, or cannot stop where it is: its end is waited for.
    if (!AppError.is(error)) throw error;
  }
}

const stateOf = (operation: Pick<Operation, 'state'>) => z.enum(OPERATION_STATES).parse(operation.state);

async function toDeletion(
  db: Db,
  row: CampaignRow,
  cell: Cell,
  end: { readonly outcome: CellOutcome; readonly words: string; readonly cleanUp?: CleanUp },
): Promise<void> {
  await move(db, row, cell, { state: 'deleting', ...end }, `has ended: ${end.outcome}`);
}

/** Notes what became of the operation that a cell waits for. */
export async function settleCell(db: Db, row: CampaignRow, cell: Cell, now: Date): Promise<void> {
  const id =
    cell.state === 'creating'
      ? cell.createOperationId
      : cell.state === 'running'
        ? cell.runOperationId
        : cell.state === 'deleting'
          ? cell.deleteOperationId
          : null;
  if (id === null) return;
  const operation = await db.operation.findUnique({ where: { id } });
  if (operation !== null && !isFinished(stateOf(operation))) return;
  if (cell.state === 'creating') return await settleCreation(db, row, cell, operation, now);
  if (cell.state === 'running') return await settleRun(db, row, cell, operation);
  await settleDeletion(db, row, cell, operation, now);
}

const proofOf = (operation: Operation | null): CleanUp | undefined => {
  const proof = CleanUp.safeParse(operation?.result);
  return proof.success ? proof.data : undefined;
};

async function settleCreation(
  db: Db,
  row: CampaignRow,
  cell: Cell,
  operation: Operation | null,
  now: Date,
): Promise<void> {
  if (operation?.state === 'succeeded') return await move(db, row, cell, { state: 'running' }, 'has its domain');
  const outcome: CellOutcome = operation?.state === 'cancelled' ? 'cancelled' : 'error';
  const words = `Its domain was not made: ${operation?.errorMessage ?? 'nobody knows why.'}`;
  // What it had made it has taken back, and looked for again.
  const proof = proofOf(operation);
  const kept = proof === undefined ? {} : { cleanUp: proof };
  const left = cell.domainId === null ? null : await db.domain.findUnique({ where: { id: cell.domainId } });
  // Kept here too: the inventory may lag behind, and then there is nothing to delete that would prove it once more.
  if (left !== null && left.missingSince === null) return await toDeletion(db, row, cell, { outcome, words, ...kept });
  await move(db, row, cell, { state: 'done', outcome, words, endedAt: now, ...kept }, `failed: ${words}`);
}

/** The run has written what it saw; where it has not, nobody knows whether the command would have passed. */
async function settleRun(db: Db, row: CampaignRow, cell: Cell, operation: Operation | null): Promise<void> {
  // Read anew: the run may have written it after this cell was read and before its operation was.
  const written = await db.campaignCell.findUnique({
    where: { campaignId_sequence: { campaignId: row.id, sequence: cell.sequence } },
    select: { outcome: true },
  });
  if (typeof written?.outcome === 'string')
    return await move(db, row, cell, { state: 'deleting' }, `has ended: ${written.outcome}`);
  const outcome: CellOutcome = operation?.state === 'cancelled' ? 'cancelled' : 'error';
  const words =
    outcome === 'cancelled'
      ? 'The campaign was cancelled while it ran.'
      : (operation?.errorMessage ?? 'Its operation is gone, and nobody knows what became of it.');
  await toDeletion(db, row, cell, { outcome, words });
}

async function settleDeletion(
  db: Db,
  row: CampaignRow,
  cell: Cell,
  operation: Operation | null,
  now: Date,
): Promise<void> {
  const proof = proofOf(operation);
  const kept = proof === undefined ? {} : { cleanUp: proof };
  if (operation?.state === 'succeeded')
    return await move(db, row, cell, { state: 'done', endedAt: now, ...kept }, 'is taken away');
  if (cell.deleteAttempt < DELETE_ATTEMPTS_MAX) {
    const sinceMs = now.getTime() - (operation?.finishedAt ?? now).getTime();
    if (operation !== null && sinceMs < DELETE_AGAIN_AFTER_MS) return;
    return await move(
      db,
      row,
      cell,
      { state: 'deleting', deleteOperationId: null, deleteAttempt: cell.deleteAttempt + 1, ...kept },
      'could not be taken away, and is tried again',
    );
  }
  const left = `Its domain could not be taken away: ${operation?.errorMessage ?? 'nobody knows why.'}`;
  const words = [cell.words, left].filter((each) => each !== null).join(' ');
  await move(db, row, cell, { state: 'done', endedAt: now, words, ...kept }, 'could not be taken away');
}
