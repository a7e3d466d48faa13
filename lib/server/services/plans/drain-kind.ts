import type { z } from 'zod';
import type { DrainDocument } from '@/lib/contracts/drain-document';
import type { EventBody } from '@/lib/contracts/events';
import type { DrainPlan, Replan } from '@/lib/contracts/plans';
import { waitsForWorkers } from '@/lib/domain/drain';
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
    const document = keepDone(row, await makeDrainDocument(tx, wish, now));
    if (input.choices !== undefined) {
      requireKnown(input.choices, document.items);
      requireNotDone(row, input.choices);
    }
    return {
      data: { choices: wish.choices, atOnce: wish.atOnce, jobWaitMinutes: wish.jobWaitMinutes, document },
      difference: planDifference(drainDocumentOf(row), document),
    };
  },

  async lookAgain(tx, row, now) {
    const wish = wishOf(row, {});
    const read = drainDocumentOf(row);
    const asRead = await makeDrainDocument(tx, { ...wish, choices: asPlanned(read, wish) }, now);
    const held = planDifference(read, keepDone(row, asRead));
    const done = new Set(doneOf(row).map(({ domainId }) => domainId));
    if (held.length === 0)
      return { items: read.items.map(itemOf).filter((item) => !done.has(item.domainId)), data: {} };
    const document = keepDone(row, await makeDrainDocument(tx, wish, now));
    const changes = planDifference(read, document);
    // Where what would be planned now reads the same, what cannot be any more is what has to be read.
    return { data: { document }, difference: changes.length > 0 ? changes : held };
  },

  beginRefusal: async () => await Promise.resolve(undefined),
  haltReason: async () => await Promise.resolve(undefined),
  approve: async (tx, row) => await setMaintenance(tx, drainedHostOf(row), true),
  sourceOf: ({ hostId: id }) => id,
  turnOf({ atOnce, items }, waiting, { onTheWay }) {
    const wave = Math.min(
      ...items.filter(({ state }) => state === 'waiting' || state === 'running').map((item) => item.wave),
    );
    return waiting.filter((item) => item.wave === wave).slice(0, Math.max(0, atOnce - onTheWay.length));
  },
  reason: ({ hostName }) => `Drain of ${hostName ?? ''}`,
  done: { state: 'drained', words: 'is done: the host is in maintenance' },
};

const wishOf = (row: PlanRow, input: Pick<Replan, 'choices' | 'atOnce' | 'jobWaitMinutes'>): DrainWish => ({
  hostId: drainedHostOf(row),
  choices: input.choices ?? choicesOf(row),
  atOnce: input.atOnce ?? row.atOnce,
  jobWaitMinutes: input.jobWaitMinutes ?? row.jobWaitMinutes,
});

/** Shut down by this plan, and to be told as such: that they are off by now is its doing. */
const doneOf = ({ items }: PlanRow): PlanRow['items'] =>
  items.filter(({ state, strategy }) => state === 'done' && strategy !== 'migrate');

/** Of a plan that was paused: what it has shut down stands in the new document as it did in the old one. */
function keepDone(row: PlanRow, document: z.input<typeof DrainDocument>): z.input<typeof DrainDocument> {
  const done = new Set(doneOf(row).map(({ domainId }) => domainId));
  if (done.size === 0) return document;
  const before = drainDocumentOf(row).items.filter(({ domainId }) => done.has(domainId));
  const isKept = (item: (typeof document.items)[number]): boolean =>
    !item.active && before.some(({ domainId }) => domainId === item.domainId);
  const kept = document.items
    .filter(isKept)
    .flatMap((item) => before.filter(({ domainId }) => domainId === item.domainId));
  return { ...document, items: [...kept, ...document.items.filter((item) => !isKept(item))] };
}

/** @throws AppError `bad-request` naming the first choice for a domain with which all is done. */
function requireNotDone(row: PlanRow, choices: DrainPlan['choices']): void {
  const before = choicesOf(row);
  const done = doneOf(row);
  const index = choices.findIndex(
    (choice) =>
      done.some(({ domainId }) => domainId === choice.domainId) &&
      !before.some((each) => each.domainId === choice.domainId && each.strategy === choice.strategy),
  );
  if (index === -1) return;
  const field = `choices.${index}.domainId`;
  const message = 'it has been shut down by this plan already; start it, or send the domains home';
  throw new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
}

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

const itemOf = (item: DrainDocument['items'][number], _: number, all: DrainDocument['items']): NewItem => ({
  domainId: item.domainId,
  domainName: item.domainName,
  strategy: item.strategy,
  live: item.live,
  copyStorage: item.copyStorage,
  targetHostId: item.targetHostId,
  targetHostName: item.targetHostName,
  expectedMs: item.prediction?.durationMs?.value ?? null,
  wave: waitsForWorkers(item, all) ? 1 : 0,
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
