/** What is to become of the domains of a host that died, as rows; and how these change. */
import { ACTIVE_STATES, RESTART_PRIORITIES } from '@/lib/domain/domain';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import { parseDefinition } from '@/lib/server/db/facts';
import type { Db, Tx } from '@/lib/server/db/client';
import type { Domain, Prisma, RestartItem } from '@/lib/server/db/generated/client';
import type { LossRow } from './loss-rows';
import { tellLoss } from './record-loss';

/** Of all losses together: a start is a storm of disk reads, and the hosts that are left have their own guests. */
export const RESTARTS_AT_ONCE = 4;

type NewItem = Omit<Prisma.RestartItemCreateManyInput, 'lossId' | 'sequence' | 'state' | 'words'> & {
  readonly state: 'waiting' | 'left';
  readonly words: string | null;
};

/** Neither started nor given up. */
export const isToStart = (state: string): boolean => state !== 'done' && state !== 'left';

/** Domains that the host was last seen with, and which took its memory. */
export const activeOn = async (tx: Tx, hostId: string): Promise<readonly Domain[]> =>
  await tx.domain.findMany({ where: { hostId, state: { in: [...ACTIVE_STATES] } }, orderBy: { name: 'asc' } });

/** Those of high priority first, the larger first among equals; what is not to be started says why. */
export function itemsOf(were: readonly Domain[]): readonly NewItem[] {
  const rankOf = (priority: string | null): number => {
    const rank = RESTART_PRIORITIES.findIndex((each) => each === priority);
    return rank === -1 ? RESTART_PRIORITIES.length : rank;
  };
  return were
    .map((row) => ({ row, priority: parseDefinition(row.definition)?.metadata.restartPriority ?? null }))
    .toSorted((a, b) => rankOf(a.priority) - rankOf(b.priority) || Number(b.row.memoryKiB) - Number(a.row.memoryKiB))
    .map(({ row, priority }) => ({
      domainId: row.id,
      domainName: row.name,
      vo: row.vo,
      priority,
      ...(priority !== null && row.state === 'running'
        ? { state: 'waiting' as const, words: null }
        : {
            state: 'left' as const,
            words:
              priority === null
                ? 'It has no restart priority. Start it by hand where it is wanted.'
                : `It was ${row.state}, and what it had in memory is gone. Start it by hand.`,
          }),
    }));
}

/**
 * One row for each domain that ran. A host that had come back, and was starting its domains when it died again, has rows already:
 * what had not been started by then still waits.
 */
export async function writeItems(tx: Tx, lossId: string, were: readonly Domain[]): Promise<void> {
  const kept = await tx.restartItem.findMany({ where: { lossId } });
  const items = itemsOf(were);
  for (const item of kept) {
    const again = items.find(({ domainId }) => domainId === item.domainId);
    const { state, words } = again ?? { state: 'waiting', words: null };
    // What was started and is off since, or was never to be started, stays so.
    if (again === undefined && !isToStart(item.state)) continue;
    await tx.restartItem.updateMany({
      where: { lossId, sequence: item.sequence },
      data: {
        state,
        words,
        attempt: { increment: 1 },
        operationId: null,
        targetHostId: null,
        targetHostName: null,
        cleaned: false,
      },
    });
  }
  const next = Math.max(-1, ...kept.map(({ sequence }) => sequence)) + 1;
  const unknown = items.filter(({ domainId }) => !kept.some((item) => item.domainId === domainId));
  await tx.restartItem.createMany({
    data: unknown.map((item, index) => ({ ...item, lossId, sequence: next + index })),
  });
}

/** Notes which operations have ended. @returns the items as they are then, in their order */
export async function settleItems(db: Db, loss: LossRow): Promise<readonly RestartItem[]> {
  const running = loss.items.filter(({ state }) => state === 'running');
  if (running.length === 0) return loss.items;
  const operations = await db.operation.findMany({
    where: { id: { in: running.flatMap(({ operationId }) => operationId ?? []) } },
  });
  for (const item of running) {
    const operation = operations.find(({ id }) => id === item.operationId);
    const state = (operation?.state ?? 'failed') as OperationState; // our own column; its row goes with its retention
    if (!isFinished(state)) continue;
    await noteItem(
      db,
      loss,
      item,
      state === 'succeeded'
        ? { state: 'done', words: item.words }
        : { state: 'failed', words: operation?.errorMessage ?? 'Its operation is not known any more.' },
    );
  }
  return await db.restartItem.findMany({ where: { lossId: loss.id }, orderBy: { sequence: 'asc' } });
}

export async function leaveItems(db: Db, loss: LossRow, items: readonly RestartItem[], words: string): Promise<void> {
  for (const item of items) await noteItem(db, loss, item, { state: 'left', words });
}

/** Only from the state that was read; told to pages. */
export async function noteItem(
  db: Db,
  loss: LossRow,
  item: RestartItem,
  data: Pick<Prisma.RestartItemUpdateManyMutationInput, 'targetHostId' | 'targetHostName' | 'cleaned'> & {
    readonly state: string;
    readonly words: string | null;
  },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const changed = await tx.restartItem.updateMany({
      where: { lossId: loss.id, sequence: item.sequence, state: item.state },
      data,
    });
    if (changed.count > 0)
      await tellLoss(
        tx,
        loss,
        `${item.domainName} ${TOLD[data.state] ?? data.state}${data.words === null ? '' : `: ${data.words}`}`,
      );
  });
}

const TOLD: Readonly<Record<string, string>> = {
  done: 'runs again',
  failed: 'could not be started',
  blocked: 'finds no place',
  left: 'is not restarted',
};
