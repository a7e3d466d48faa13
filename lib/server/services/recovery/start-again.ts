/**
 * Starts what ran on a host on it again, after the host was started anew by itself. Who stopped a domain meant it: it is left.
 * What its host has started already (autostart) is done.
 */
import { isActive, type DomainState } from '@/lib/domain/domain';
import { restartWords, SUSPECT_AFTER_MS } from '@/lib/domain/recovery';
import { MINUTE_MS } from '@/lib/utils/time';
import { definitionOf } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import type { Db } from '@/lib/server/db/client';
import type { Domain, Host, Operation, RestartItem } from '@/lib/server/db/generated/client';
import { type LossRow, priorityOf } from './loss-rows';
import { tellLoss } from './record-loss';
import { RECOVERY_ACTOR } from './recovery-actor';
import { leaveItems, noteItem, RESTARTS_AT_ONCE, settleItems } from './restart-items';

/** `wait`: nothing can be said or done before the host has been read, or answers; `silent`: it is to be suspected anew. */
export type ReturnStanding =
  | { readonly kind: 'go' | 'wait' | 'silent' }
  | { readonly kind: 'hold'; readonly why: string };

/** Where a host stands that came back, before anything of it is started. */
export function standingOf(loss: LossRow, host: Host, now: Date): ReturnStanding {
  const wasRead = host.seenAt !== null && loss.returnedAt !== null && host.seenAt >= loss.returnedAt;
  if (host.status !== 'up') {
    // Its row says `unreachable` until its first reading is written, since before it came back.
    const since = wasRead ? host.statusSince : (loss.returnedAt ?? host.statusSince);
    return { kind: now.getTime() - since.getTime() >= SUSPECT_AFTER_MS ? 'silent' : 'wait' };
  }
  if (!wasRead) return { kind: 'wait' };
  return host.maintenance
    ? { kind: 'hold', why: `${host.name} is in maintenance. Its domains are started again when that ends.` }
    : { kind: 'go' };
}

export async function startAgain(db: Db, loss: LossRow, host: Host): Promise<void> {
  const items = await settleItems(db, loss);
  const open = items.filter(({ state }) => state === 'waiting');
  if (open.length === 0) return;
  const ids = open.map(({ domainId }) => domainId);
  const domains = new Map((await db.domain.findMany({ where: { id: { in: ids } } })).map((row) => [row.id, row]));
  const asked = await askedOf(db, loss, ids);
  let places = Math.max(0, RESTARTS_AT_ONCE - (await db.restartItem.count({ where: { state: 'running' } })));
  for (const item of open) {
    const domain = domains.get(item.domainId);
    const operations = asked.filter(({ domainId }) => domainId === item.domainId);
    const why = whyLeft(domain, host, operations);
    if (why !== undefined) await leaveItems(db, loss, [item], why);
    else if (domain?.state === 'running')
      await noteItem(db, loss, item, {
        state: 'done',
        words: `It runs on ${host.name} already: nothing had to be done.`,
        targetHostId: host.id,
        targetHostName: host.name,
        cleaned: true,
      });
    // Whatever somebody is doing to it ends first.
    else if (places > 0 && operations.every(({ finishedAt }) => finishedAt !== null)) {
      places -= 1;
      await begin(db, loss, item, host);
    }
  }
}

/** An order to stop that came so shortly before the host fell silent may have been carried out, and nobody saw that. */
const ORDERS_BEFORE_MS = MINUTE_MS;
const STOPS = ['shutdown-domain', 'destroy-domain', 'save-domain', 'cold-move-domain', 'delete-domain'];

/** What people have asked of these domains since about when the host was last heard, and what is under way; in its order. */
async function askedOf(db: Db, loss: LossRow, ids: readonly string[]): Promise<readonly Operation[]> {
  const since = new Date(loss.suspectedAt.getTime() - ORDERS_BEFORE_MS);
  return await db.operation.findMany({
    where: {
      domainId: { in: [...ids] },
      AND: [
        { OR: [{ finishedAt: null }, { finishedAt: { gte: since } }] },
        { OR: [{ actorId: null }, { actorId: { not: RECOVERY_ACTOR.userId } }] },
      ],
    },
    orderBy: { number: 'asc' },
  });
}

function whyLeft(domain: Domain | undefined, host: Host, operations: readonly Operation[]): string | undefined {
  if (domain === undefined || domain.missingSince !== null) return 'Gridbox does not know it on any host any more.';
  if (domain.hostId !== host.id) return `It is not on ${host.name} any more.`;
  const state = domain.state as DomainState; // our own column
  if (state === 'running') return undefined;
  const last = operations.findLast(({ kind }) => STOPS.includes(kind) || kind === 'start-domain');
  if (last !== undefined && STOPS.includes(last.kind)) return `${last.actorName} ordered otherwise: ${last.title}.`;
  if (isActive(state) || state === 'saved' || state === 'unknown')
    return `It is ${state} there; what becomes of that is left to you.`;
  return undefined;
}

async function begin(db: Db, loss: LossRow, item: RestartItem, host: Host): Promise<void> {
  const priority = priorityOf(item);
  const reason = `${restartWords(host.name, loss.rebootedAt ?? loss.suspectedAt)}; restart priority ${priority ?? 'none'}`;
  await db.$transaction(async (tx) => {
    const taken = await tx.restartItem.updateMany({
      where: { lossId: loss.id, sequence: item.sequence, state: 'waiting', attempt: item.attempt },
      data: { state: 'running', words: `${reason}.`, targetHostId: host.id, targetHostName: host.name, cleaned: true },
    });
    // Another agent has begun it.
    if (taken.count === 0) return;
    const { operation } = await submitOperation(tx, {
      kind: 'start-domain',
      input: {},
      actor: RECOVERY_ACTOR,
      title: definitionOf('start-domain').title({ domain: item.domainName, host: host.name }),
      reason,
      idempotencyKey: `loss-${loss.id}-${item.sequence}-${item.attempt}-again`,
      domainId: item.domainId,
      hostId: host.id,
      vo: item.vo ?? undefined,
    });
    await tx.restartItem.update({
      where: { lossId_sequence: { lossId: loss.id, sequence: item.sequence } },
      data: { operationId: operation.id },
    });
    await tellLoss(tx, loss, `${item.domainName} is started on ${host.name} again`);
  });
}
