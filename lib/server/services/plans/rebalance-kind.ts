import type { z } from 'zod';
import type { RebalanceDocument, Replan } from '@/lib/contracts/plans';
import { RebalanceSettings } from '@/lib/contracts/rebalance-settings';
import { AppError } from '@/lib/domain/errors';
import { isWithin, windowWords } from '@/lib/domain/rebalance';
import { rebalanceDifference } from '@/lib/placement/rebalance/rebalance-difference';
import type { Tx } from '@/lib/server/db/client';
import type { NewItem, PlanKindWork } from './plan-kind';
import { type PlanRow, rebalanceDocumentOf, wishOf } from './plan-rows';
import { findSettings, settingsBody } from './rebalance-settings-row';
import {
  makeRebalanceDocument,
  measureSpread,
  type RebalanceAsk,
  recheckRebalanceDocument,
} from './rebalance-document';

/** The levelling of many hosts. */
export const rebalanceKind: PlanKindWork = {
  async planAgain(tx, row, input, now) {
    if (input.choices !== undefined) {
      const message = 'a rebalance has no choices; strike out the moves that are not to be made';
      throw new AppError('bad-request', `choices: ${message}`, { fields: [{ field: 'choices', message }] });
    }
    if (input.jobWaitMinutes !== undefined) {
      const message = 'a rebalance waits for no jobs: they move along';
      throw new AppError('bad-request', `jobWaitMinutes: ${message}`, {
        fields: [{ field: 'jobWaitMinutes', message }],
      });
    }
    const before = stillToDo(row);
    const { wish, atOnce } = askOf(row, input);
    requireMoves(row, wish.struck);
    const struck = new Set<string>(wish.struck);
    const ask = { wish, atOnce };
    // What was struck out is not made up for by other moves: what is left is what was read. All else is planned anew.
    const onlyStruck = input.struck !== undefined && wishOf(row).struck.every((id) => struck.has(id));
    if (!onlyStruck) {
      const document = await makeRebalanceDocument(tx, ask, now);
      return { data: { ...ask, document }, difference: rebalanceDifference(before, document, struck) };
    }
    const kept = before.moves.filter(({ domainId }) => !struck.has(domainId));
    const { document, dropped } = await recheckRebalanceDocument(tx, ask, kept, now);
    return { data: { ...ask, document }, difference: rebalanceDifference(before, document, struck, dropped) };
  },

  async lookAgain(tx, row, now) {
    const read = rebalanceDocumentOf(row);
    const ask = askOf(row, {});
    const { document, dropped } = await recheckRebalanceDocument(tx, ask, read.moves, now);
    // The same moves, though with other figures and perhaps in other company: what was read is done.
    if (dropped.size === 0) return { items: document.moves.map(itemOf), data: { document } };
    const anew = await makeRebalanceDocument(tx, ask, now);
    const changes = rebalanceDifference(read, anew, new Set(), dropped);
    return { data: { document: anew }, difference: changes.length > 0 ? changes : [...dropped.values()] };
  },

  beginRefusal: async (tx, row) => await whyNotRebalance(tx, row.id),
  haltReason: async (db, row, now) =>
    (await whoHasTheHosts(db)) ?? (await approvedBefore(db, row)) ?? (await beyondLimits(db, row, now)),
  approve: async () => {
    // Nothing besides its moves.
  },
  sourceOf: (_row, { sourceHostId }) => sourceHostId,
  turnOf({ atOnce }, waiting, { running, onTheWay }) {
    // The next wave counts on what the sources of this one have given free.
    const wave = Math.min(...[...waiting, ...running].map((item) => item.wave));
    return waiting.filter((item) => item.wave === wave).slice(0, Math.max(0, atOnce - onTheWay.length));
  },
  reason: () => 'Rebalance',
  atEnd: async (db, row, now) => ({
    document: { ...rebalanceDocumentOf(row), spreadReached: await measureSpread(db, wishOf(row), now) },
  }),
  done: { state: 'rebalanced', words: 'is done' },
};

const askOf = (row: PlanRow, { struck, atOnce }: Pick<Replan, 'struck' | 'atOnce'>): RebalanceAsk => ({
  wish: { ...wishOf(row), ...(struck === undefined ? {} : { struck: [...new Set(struck)] }) },
  atOnce: atOnce ?? row.atOnce,
});

/** Of a plan that was paused what is done, and what is on its way, is no part of what is planned. */
function stillToDo(row: PlanRow) {
  const gone = new Set(row.items.flatMap(({ domainId, state }) => (IS_GONE.includes(state) ? [domainId] : [])));
  const document = rebalanceDocumentOf(row);
  return { ...document, moves: document.moves.filter(({ domainId }) => !gone.has(domainId)) };
}
const IS_GONE = ['done', 'running'];

/** @throws AppError `bad-request` naming the first domain that the plan does not move. */
function requireMoves(row: PlanRow, struck: readonly string[]): void {
  const known = new Set<string>([
    ...rebalanceDocumentOf(row).moves.map(({ domainId }) => domainId),
    ...wishOf(row).struck,
  ]);
  const index = struck.findIndex((id) => !known.has(id));
  if (index === -1) return;
  const field = `struck.${index}`;
  const message = 'this plan does not move such a domain';
  throw new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
}

const itemOf = (move: z.input<typeof RebalanceDocument>['moves'][number]): NewItem => ({
  domainId: move.domainId,
  domainName: move.domainName,
  strategy: 'migrate',
  live: true,
  copyStorage: false,
  sourceHostId: move.sourceHostId,
  wave: move.wave,
  targetHostId: move.targetHostId,
  targetHostName: move.targetHostName,
  expectedMs: move.prediction?.durationMs?.value ?? null,
});

/** A drain needs the room that a rebalance would fill, and moves what it has planned with. */
async function drainUnderWay(db: Tx): Promise<string | undefined> {
  const drain = await db.plan.findFirst({
    where: { kind: 'drain', state: { in: ['running', 'returning'] } },
    orderBy: { createdAt: 'asc' },
  });
  if (drain === null) return undefined;
  const what = drain.state === 'running' ? `The drain of ${drain.hostName}` : `The way home to ${drain.hostName}`;
  return `${what} is under way, and has the hosts first. Go on when it has ended.`;
}

/** What a lost host's domains need is not for others; a suspicion alone holds nothing up. */
async function lossUnderWay(db: Tx): Promise<string | undefined> {
  const loss = await db.hostLoss.findFirst({
    // One that is held, in maintenance, takes nobody anyway.
    where: { OR: [{ state: { in: ['lost', 'fencing', 'restarting'] } }, { state: 'returned', halted: null }] },
    orderBy: { suspectedAt: 'asc' },
  });
  if (loss === null) return undefined;
  return loss.state === 'returned'
    ? `${loss.hostName} restarted, and its domains have its room first. Go on when they run again.`
    : `${loss.hostName} is lost, and its domains have the hosts first. Go on when its recovery has ended.`;
}

const whoHasTheHosts = async (db: Tx): Promise<string | undefined> =>
  (await lossUnderWay(db)) ?? (await drainUnderWay(db));

/** Why no rebalance may begin now, but for the one of that id; undefined where one may. */
export async function whyNotRebalance(db: Tx, besides?: string): Promise<string | undefined> {
  const first = await whoHasTheHosts(db);
  if (first !== undefined) return first;
  const other = await db.plan.findFirst({
    where: { kind: 'rebalance', state: 'running', ...(besides === undefined ? {} : { id: { not: besides } }) },
  });
  return other === null ? undefined : otherWords(other);
}

/** Two that were approved in the same moment each saw none under way: the later one gives way. */
async function approvedBefore(db: Tx, row: PlanRow): Promise<string | undefined> {
  if (row.approvedAt === null) return undefined;
  const others = await db.plan.findMany({
    where: { kind: 'rebalance', state: 'running', id: { not: row.id }, approvedAt: { lte: row.approvedAt } },
  });
  const { approvedAt, id } = row;
  // In the same millisecond their ids decide, so that one of them goes on.
  const other = others.find((each) => each.approvedAt?.getTime() !== approvedAt.getTime() || each.id < id);
  return other === undefined ? undefined : otherWords(other);
}

const otherWords = ({ ownerName, madeByName }: Pick<PlanRow, 'ownerName' | 'madeByName'>): string =>
  `Another rebalance is under way, by ${ownerName ?? madeByName}. Let it end, or pause it.`;

/** A plan that nobody has read goes on as long as the settings want it, within their window. */
async function beyondLimits(db: Tx, row: PlanRow, now: Date): Promise<string | undefined> {
  // What somebody resumes by hand is theirs from then on.
  if (row.origin !== 'automatic') return undefined;
  const { mode, window, zone } = RebalanceSettings.parse(settingsBody(await findSettings(db)));
  if (mode !== 'automatic') return 'Hosts are not rebalanced automatically any more. Somebody may resume it.';
  return window === null || isWithin(window, zone, now)
    ? undefined
    : `Automatic moves begin from ${windowWords(window, zone)} only. Somebody may resume it.`;
}
