import type { z } from 'zod';
import type { Loss } from '@/lib/contracts/recovery';
import { domainId, hostId } from '@/lib/domain/ids';
import { planRestart } from '@/lib/placement/recovery/plan-restart';
import type { Db } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadRestarts } from '@/lib/server/inventory/placement-input';
import type { ServiceContext } from '@/lib/server/service-context';
import { requirePlans } from '@/lib/server/services/plans/plan-rows';
import { findLoss, lossBody, type LossRow } from './loss-rows';

/** @throws AppError `forbidden`, `not-found`. */
export async function readLoss(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof Loss>> {
  const { context, id } = options;
  requirePlans(context.actor, 'hosts:read');
  return await unsafeReadLoss(context, id);
}

/** For callers that have checked who asks. */
export async function unsafeReadLoss({ db, now }: ServiceContext, id: string): Promise<z.input<typeof Loss>> {
  const row = await findLoss(db, id);
  const host = await db.host.findUnique({ where: { id: row.hostId } });
  return lossBody(
    row,
    host,
    row.fencedAt === null && row.rebootedAt === null && row.endedAt === null ? await foresee(db, row, now()) : [],
  );
}

/** Where its domains would go, were it certainly off now. */
async function foresee(db: Db, row: LossRow, now: Date): Promise<z.input<typeof Loss>['domains']> {
  const { hosts, domainsOf } = await loadRestarts(sqlOfTx(db));
  const lost = hosts.find(({ id }) => id === row.hostId);
  const domains = domainsOf.get(row.hostId) ?? [];
  if (lost === undefined) return [];
  return planRestart({ now, lost, hosts, domains }).map(({ domain, target, why }) => ({
    domainId: domainId(domain.id),
    domainName: domain.name,
    vo: domain.metadata.vo ?? null,
    priority: domain.metadata.restartPriority ?? null,
    state: target === undefined ? 'blocked' : 'waiting',
    words: why,
    targetHostId: target === undefined ? null : hostId(target.id),
    targetHostName: target?.name ?? null,
    operationId: null,
  }));
}
