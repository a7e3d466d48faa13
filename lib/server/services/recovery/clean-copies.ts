/** A lost host that came back may still have defined what runs elsewhere by now. */
import { ACTIVE_STATES, type DomainState } from '@/lib/domain/domain';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import { definitionOf } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import type { Db } from '@/lib/server/db/client';
import type { HostLoss, RestartItem } from '@/lib/server/db/generated/client';
import { RECOVERY_ACTOR } from './recovery-actor';

/** Looked at together; the next look takes the others. */
const AT_ONCE = 50;

/** Removes, once per loss and domain, the old definition from a host that answers again; notes what became of that. */
export async function cleanCopies(db: Db): Promise<void> {
  const items = await db.restartItem.findMany({
    where: { state: 'done', cleaned: false },
    include: { loss: true },
    orderBy: [{ lossId: 'asc' }, { sequence: 'asc' }],
    take: AT_ONCE,
  });
  const hosts = await db.host.findMany({ where: { id: { in: items.map(({ loss }) => loss.hostId) } } });
  for (const item of items) {
    const host = hosts.find(({ id }) => id === item.loss.hostId);
    if (host === undefined) await setCleaned(db, item, {});
    // What it said before it was lost is not what it has now.
    else if (host.status === 'up' && host.seenAt !== null && host.seenAt > (item.loss.fencedAt ?? host.seenAt))
      await cleanOne(db, item);
  }
}

async function cleanOne(db: Db, item: RestartItem & { readonly loss: HostLoss }): Promise<void> {
  const { loss } = item;
  if (item.cleanOperationId !== null) {
    const operation = await db.operation.findUnique({ where: { id: item.cleanOperationId } });
    const state = (operation?.state ?? 'succeeded') as OperationState; // our own column; its row goes with its retention
    if (!isFinished(state)) return;
    const words =
      state === 'succeeded'
        ? null
        : `${loss.hostName} still has it defined: ${operation?.errorMessage ?? 'not removed.'}`;
    return await setCleaned(db, item, words === null ? {} : { words });
  }
  const sighting = await db.domainSighting.findUnique({
    where: { domainId_hostId: { domainId: item.domainId, hostId: loss.hostId } },
  });
  const domain = await db.domain.findUnique({ where: { id: item.domainId } });
  // Gone, or moved back there by somebody: then nothing is left over.
  if (sighting === null || domain === null || domain.hostId === loss.hostId) return await setCleaned(db, item, {});
  // Two that run are an alarm of their own.
  if (ACTIVE_STATES.includes(sighting.state as DomainState)) return;
  await db.$transaction(async (tx) => {
    const { operation } = await submitOperation(tx, {
      kind: 'forget-copy',
      input: {},
      actor: RECOVERY_ACTOR,
      title: definitionOf('forget-copy').title({ domain: item.domainName, host: loss.hostName }),
      reason: `${loss.hostName} was lost and is back`,
      idempotencyKey: `loss-${loss.id}-${item.sequence}-clean`,
      domainId: item.domainId,
      hostId: loss.hostId,
      vo: item.vo ?? undefined,
    });
    await tx.restartItem.updateMany({
      where: { lossId: item.lossId, sequence: item.sequence, cleanOperationId: null },
      data: { cleanOperationId: operation.id },
    });
  });
}

async function setCleaned(db: Db, item: RestartItem, data: { readonly words?: string }): Promise<void> {
  await db.restartItem.updateMany({
    where: { lossId: item.lossId, sequence: item.sequence },
    data: { ...data, cleaned: true },
  });
}
