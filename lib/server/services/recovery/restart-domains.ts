/** Starts the domains of a lost host elsewhere: settles what has ended, chooses a host for what waits, begins as many as may be. */
import { ACTIVE_STATES } from '@/lib/domain/domain';
import { domainId, hostId } from '@/lib/domain/ids';
import type { AffinityPeer } from '@/lib/domain/placement';
import { memoryNeedKiB } from '@/lib/placement/memory-need';
import { planRestart } from '@/lib/placement/recovery/plan-restart';
import { definitionOf } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import type { Db } from '@/lib/server/db/client';
import type { Operation, RestartItem } from '@/lib/server/db/generated/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { groupBy } from '@/lib/utils/group-by';
import { loadRestarts, type Restarts } from '@/lib/server/inventory/placement-input';
import { RECOVERY_ACTOR } from './recovery-actor';
import type { LossRow } from './loss-rows';
import { tellLoss } from './record-loss';
import { leaveItems, noteItem, RESTARTS_AT_ONCE, settleItems } from './restart-items';

export async function restartDomains(db: Db, loss: LossRow, now: Date): Promise<void> {
  const items = await settleItems(db, loss);
  const open = items.filter(({ state }) => state === 'waiting' || state === 'blocked');
  if (open.length === 0) return;
  const running = await db.restartItem.count({ where: { state: 'running' } });
  const restarts = await loadRestarts(
    sqlOfTx(db),
    open.map(({ domainId }) => domainId),
  );
  const lost = restarts.hosts.find(({ id }) => id === loss.hostId);
  // The host was removed meanwhile: nobody knows any more what its domains were compared with.
  if (lost === undefined) return await leaveItems(db, loss, open, 'The lost host was removed from Gridbox.');
  const hosts = await withPromises(db, restarts);
  const known = [...restarts.domainsOf.values()].flat();
  let places = Math.max(0, RESTARTS_AT_ONCE - running);
  const begun = await begunGroups(db, items);
  const itemOf = (id: string): RestartItem | undefined => open.find((item) => item.domainId === id);
  const off = known.filter(({ domain }) => domain.state === 'off');
  for (const { domain } of known.filter((each) => !off.includes(each))) {
    const item = itemOf(domain.id);
    // Somebody was quicker, by hand.
    if (item !== undefined)
      await noteItem(db, loss, item, { state: 'left', words: `It is ${domain.state} already; nothing is done.` });
  }
  for (const { domain, target, why } of planRestart({ now, lost, hosts, domains: off, begun })) {
    const item = itemOf(domain.id);
    if (item === undefined) continue;
    if (target === undefined) {
      if (item.state !== 'blocked' || item.words !== why)
        await noteItem(db, loss, item, { state: 'blocked', words: why });
    } else if (places > 0) {
      places -= 1;
      await begin(db, loss, item, { id: target.id, name: target.name, why });
    }
  }
  const gone = open.filter(({ domainId }) => !known.some(({ domain }) => domain.id === domainId));
  // On no host at all: whoever deleted it meant it.
  await leaveItems(db, loss, gone, 'Gridbox does not know it on any host any more.');
}

/** Of affinity groups those that have a host already, and are not read as running there yet: the others go to the same. */
async function begunGroups(
  db: Db,
  items: readonly RestartItem[],
): Promise<ReadonlyMap<string, readonly AffinityPeer[]>> {
  const begun = items.filter(({ state, targetHostId }) => BEGUN.includes(state) && targetHostId !== null);
  const rows = await db.domain.findMany({
    where: {
      id: { in: begun.map(({ domainId: id }) => id) },
      affinity: { not: null },
      state: { notIn: [...ACTIVE_STATES] },
    },
    select: { id: true, affinity: true },
  });
  return groupsOf(
    rows.flatMap(({ id, affinity }) => {
      const item = begun.find((each) => each.domainId === id);
      if (affinity === null || item === undefined || item.targetHostId === null) return [];
      const peer: AffinityPeer = {
        domainId: domainId(id),
        domainName: item.domainName,
        hostId: hostId(item.targetHostId),
        hostName: item.targetHostName ?? '',
      };
      return [{ affinity, peer }];
    }),
  );
}
const BEGUN = ['running', 'done'];

const groupsOf = (peers: readonly { readonly affinity: string; readonly peer: AffinityPeer }[]) =>
  new Map(
    [...groupBy(peers, ({ affinity }) => affinity)].map(
      ([group, all]) => [group, all.map(({ peer }) => peer)] as const,
    ),
  );

/** Memory of what is on its way to a host, or came there after the host was last read, is not free any more. */
async function withPromises(db: Db, { hosts }: Restarts): Promise<Restarts['hosts']> {
  const started: Pick<Operation, 'targetHostId' | 'domainId' | 'finishedAt'>[] = await db.operation.findMany({
    where: {
      kind: 'recover-domain',
      OR: [{ state: { in: ['queued', 'running'] } }, { state: 'succeeded', finishedAt: { gt: oldestReading(hosts) } }],
    },
    select: { targetHostId: true, domainId: true, finishedAt: true },
  });
  if (started.length === 0) return hosts;
  const sizes = new Map(
    (
      await db.domain.findMany({
        where: { id: { in: started.flatMap(({ domainId }) => domainId ?? []) } },
        select: { id: true, vcpus: true, memoryKiB: true },
      })
    ).map((row) => [row.id, memoryNeedKiB({ vcpus: row.vcpus, memoryKiB: Number(row.memoryKiB) })]),
  );
  return hosts.map((host) => {
    const promised = started
      .filter(
        ({ targetHostId, finishedAt }) =>
          targetHostId === host.id && (finishedAt === null || host.seenAt === undefined || finishedAt > host.seenAt),
      )
      .reduce((sum, { domainId }) => sum + (sizes.get(domainId ?? '') ?? 0), 0);
    return promised === 0 ? host : { ...host, memoryPromisedKiB: (host.memoryPromisedKiB ?? 0) + promised };
  });
}

const oldestReading = (hosts: Restarts['hosts']): Date =>
  new Date(
    Math.min(
      ...hosts.filter(({ status }) => status === 'up').map(({ seenAt }) => seenAt?.getTime() ?? Infinity),
      Date.now(),
    ),
  );

async function begin(
  db: Db,
  loss: LossRow,
  item: RestartItem,
  target: { readonly id: string; readonly name: string; readonly why: string },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const taken = await tx.restartItem.updateMany({
      where: { lossId: loss.id, sequence: item.sequence, state: item.state, attempt: item.attempt },
      data: { state: 'running', words: target.why, targetHostId: target.id, targetHostName: target.name },
    });
    // Another agent has begun it.
    if (taken.count === 0) return;
    const { operation } = await submitOperation(tx, {
      kind: 'recover-domain',
      input: { lossId: loss.id },
      actor: RECOVERY_ACTOR,
      title: definitionOf('recover-domain').title({
        domain: item.domainName,
        host: loss.hostName,
        target: target.name,
      }),
      reason: `${loss.hostName} was lost`,
      idempotencyKey: `loss-${loss.id}-${item.sequence}-${item.attempt}`,
      domainId: item.domainId,
      hostId: loss.hostId,
      targetHostId: target.id,
      vo: item.vo ?? undefined,
    });
    await tx.restartItem.update({
      where: { lossId_sequence: { lossId: loss.id, sequence: item.sequence } },
      data: { operationId: operation.id },
    });
    await tellLoss(tx, loss, `${item.domainName} is started on ${target.name}`);
  });
}
