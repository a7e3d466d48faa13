import { z } from 'zod';
import { FenceSetting } from '@/lib/contracts/hosts';
import { Loss as LossContract, type LossSummary } from '@/lib/contracts/recovery';
import { RESTART_PRIORITIES, type RestartPriority } from '@/lib/domain/domain';
import { domainId, hostId, operationId } from '@/lib/domain/ids';
import { LOSS_STATES, type LossSituation, RESTART_STATES } from '@/lib/domain/recovery';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Host, HostLoss, Prisma, RestartItem } from '@/lib/server/db/generated/client';

export const LOSS_PARTS = { items: { orderBy: { sequence: 'asc' } } } as const satisfies Prisma.HostLossInclude;
export type LossRow = HostLoss & { readonly items: readonly RestartItem[] };

/** @throws AppError `not-found`. */
export async function findLoss(db: Tx, id: string): Promise<LossRow> {
  const row = await db.hostLoss.findUnique({ where: { id }, include: LOSS_PARTS });
  if (row === null) throw notFound('loss');
  return row;
}

export const lossState = (row: Pick<HostLoss, 'state'>) => z.enum(LOSS_STATES).parse(row.state);
export const restartState = (item: Pick<RestartItem, 'state'>) => z.enum(RESTART_STATES).parse(item.state);
export const signOf = (row: Pick<HostLoss, 'lastSign'>) => LossContract.shape.lastSign.parse(row.lastSign);
export const fenceOf = (host: Pick<Host, 'fence'> | null) => FenceSetting.parse(host?.fence ?? { method: 'manual' });

/** Simulated hosts are asked by their world. */
export const hasSecondPath = (host: Pick<Host, 'driver' | 'secondPath'> | null): boolean =>
  host !== null && (host.secondPath !== null || host.driver === 'simulated');

export function lossSummary(row: LossRow): z.input<typeof LossSummary> {
  const states = row.items.map(restartState);
  return {
    id: row.id,
    hostId: hostId(row.hostId),
    hostName: row.hostName,
    hostClass: row.hostClass,
    state: lossState(row),
    waitsFor: row.halted,
    suspectedAt: row.suspectedAt.toISOString(),
    lostAt: row.lostAt?.toISOString() ?? null,
    fencedAt: row.fencedAt?.toISOString() ?? null,
    rebootedAt: row.rebootedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    endedWhy: row.endedWhy,
    total: row.items.filter(({ priority }) => priority !== null).length,
    done: states.filter((state) => state === 'done').length,
    stuck: row.items.filter((_, index) => isStuck(states[index])).map(({ domainName }) => domainName),
  };
}

const isStuck = (state: string | undefined): boolean => state === 'blocked' || state === 'failed';

/** @param foreseen what would become of its domains, before it is fenced */
export function lossBody(
  row: LossRow,
  host: Host | null,
  foreseen: z.input<typeof LossContract>['domains'],
): z.input<typeof LossContract> {
  return {
    ...lossSummary(row),
    version: row.version,
    reason: row.reason,
    hasSecondPath: hasSecondPath(host),
    lastSign: signOf(row),
    silentAsks: row.silentAsks,
    lostByName: row.lostByName,
    lostWhy: row.lostWhy,
    method: fenceOf(host).method,
    fenceOperationId: row.fenceOperationId === null ? null : operationId(row.fenceOperationId),
    fencedByName: row.fencedByName,
    fencedHow: row.fencedHow,
    domains: row.fencedAt === null && row.rebootedAt === null ? foreseen : row.items.map(itemBody),
  };
}

const itemBody = (item: RestartItem): z.input<typeof LossContract>['domains'][number] => ({
  domainId: domainId(item.domainId),
  domainName: item.domainName,
  vo: item.vo,
  priority: priorityOf(item),
  state: restartState(item),
  words: item.words,
  targetHostId: item.targetHostId === null ? null : hostId(item.targetHostId),
  targetHostName: item.targetHostName,
  operationId: item.operationId === null ? null : operationId(item.operationId),
});

export const priorityOf = (item: Pick<RestartItem, 'priority'>): RestartPriority | null =>
  z.enum(RESTART_PRIORITIES).nullable().parse(item.priority);

export const situationOf = (row: LossRow, host: Pick<Host, 'fence'> | null): LossSituation => ({
  state: lossState(row),
  method: fenceOf(host).method,
  running: row.items.filter(({ state }) => state === 'running').length,
  stuck: row.items.filter(({ state }) => isStuck(state)).length,
});
