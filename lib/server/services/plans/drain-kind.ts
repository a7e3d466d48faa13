import type { DrainDocument } from '@/lib/contracts/drain-document';
import type { EventBody } from '@/lib/contracts/events';
import type { DrainPlan, Replan } from '@/lib/contracts/plans';
import { AppError } from '@/lib/domain/errors';
import { hostId } from '@/lib/domain/ids';
import { planDifference } from '@/lib/placement/drain/plan-difference';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { appendEvents } from '@/lib/server/events/append-event';
import { type DrainWish, makeDrainDocument } from './drain-document';
import type { NewItem, PlanKindWork } from './plan-kind';
import { choicesOf, drainDocumentOf, drainedHostOf, type PlanRow } from './plan-rows';

/** The emptying of a host. */
export const drainKind: PlanKindWork = {
  async planAgain(tx, row, input, now) {
    if (input.struck !== undefined) {
      const message = 'a drain has no moves to strike out; choose what becomes of a domain instead';
      throw new AppError('bad-request', `struck: ${message}`, { fields: [{ field: 'struck', message }] });
    }
    const wish = wishOf(row, input);
    const document = await makeDrainDocument(tx, wish, now);
    if (input.choices !== undefined) requireKnown(input.choices, document.items);
    return {
      data: { choices: wish.choices, atOnce: wish.atOnce, jobWaitMinutes: wish.jobWaitMinutes, document },
      difference: planDifference(drainDocumentOf(row), document),
    };
  },

  async lookAgain(tx, row, now) {
    const wish = wishOf(row, {});
    const read = drainDocumentOf(row);
    const held = planDifference(read, await makeDrainDocument(tx, { ...wish, choices: asPlanned(read, wish) }, now));
    if (held.length === 0) return { items: read.items.map(itemOf), data: {} };
    const document = await makeDrainDocument(tx, wish, now);
    const changes = planDifference(read, document);
    // Where what would be planned now reads the same, what cannot be any more is what has to be read.
    return { data: { document }, difference: changes.length > 0 ? changes : held };
  },

  beginRefusal: async () => await Promise.resolve(undefined),
  haltReason: async () => await Promise.resolve(undefined),
  approve: async (tx, row) => await setMaintenance(tx, drainedHostOf(row), true),
  sourceOf: ({ hostId: id }) => id,
  turnOf: ({ atOnce }, waiting, { onTheWay }) => waiting.slice(0, Math.max(0, atOnce - onTheWay.length)),
  reason: ({ hostName }) => `Drain of ${hostName ?? ''}`,
  done: { state: 'drained', words: 'is done: the host is in maintenance' },
};

const wishOf = (row: PlanRow, input: Pick<Replan, 'choices' | 'atOnce' | 'jobWaitMinutes'>): DrainWish => ({
  hostId: drainedHostOf(row),
  choices: input.choices ?? choicesOf(row),
  atOnce: input.atOnce ?? row.atOnce,
  jobWaitMinutes: input.jobWaitMinutes ?? row.jobWaitMinutes,
});

/** Whether a plan holds is not whether it would be the same today: a host that has become a little better is no reason. */
function asPlanned({ items }: DrainDocument, wish: Pick<DrainWish, 'choices'>): DrainPlan['choices'] {
  // What was off and stayed is asked anew: it may have been started since.
  const planned = items.filter(({ active }) => active);
  return [
    ...wish.choices.filter(({ domainId }) => !planned.some((item) => item.domainId === domainId)),
    ...planned.map(({ domainId, strategy, live, copyStorage, targetHostId }) => ({
      domainId,
      strategy,
      live,
      copyStorage,
      ...(targetHostId === null ? {} : { targetHostId }),
    })),
  ];
}

const itemOf = (item: DrainDocument['items'][number]): NewItem => ({
  domainId: item.domainId,
  domainName: item.domainName,
  strategy: item.strategy,
  live: item.live,
  copyStorage: item.copyStorage,
  targetHostId: item.targetHostId,
  targetHostName: item.targetHostName,
  expectedMs: item.prediction?.durationMs?.value ?? null,
  state: item.strategy === 'leave' ? 'left' : 'waiting',
  words: item.strategy === 'leave' ? item.why : null,
});

/** @throws AppError `bad-request` naming the first choice for a domain that the host has not. */
export function requireKnown(choices: DrainPlan['choices'], items: readonly { readonly domainId: string }[]): void {
  const index = choices.findIndex(({ domainId }) => !items.some((item) => item.domainId === domainId));
  if (index === -1) return;
  const field = `choices.${index}.domainId`;
  const message = 'there is no such domain on this host';
  throw new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
}

/** Of the host that is emptied; told to the pages that show it. */
export async function setMaintenance(tx: Tx, id: string, maintenance: boolean): Promise<void> {
  const changed = await tx.host.updateMany({
    where: { id, maintenance: !maintenance },
    data: { maintenance, version: { increment: 1 } },
  });
  if (changed.count === 0) return;
  const { name } = await tx.host.findUniqueOrThrow({ where: { id } });
  const body: EventBody = { type: 'host.changed', hostId: hostId(id), hostName: name };
  await appendEvents(sqlOfTx(tx), [{ body, vo: undefined }]);
}
