/**
 * One step of a loss: what is known is judged, what is decided is begun, what has ended is noted. All of it stands in the rows,
 * every change is made from the state that was read, and each operation has a key made of the loss's own numbers: of two agents
 * one finds it done, and one that dies leaves nothing that the next would do twice.
 */
import { ACTIVE_STATES } from '@/lib/domain/domain';
import { judgeLoss, type LossState, restartWords, type SignOfLife, SUSPECT_AFTER_MS } from '@/lib/domain/recovery';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import { definitionOf } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import type { Db, Tx } from '@/lib/server/db/client';
import { type Host, Prisma } from '@/lib/server/db/generated/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { raiseLossAlarm, settleLossAlarm } from './loss-alarm';
import { writeFenced } from './fence-done';
import { fenceOf, findLoss, hasSecondPath, LOSS_PARTS, type LossRow, lossState, signOf } from './loss-rows';
import { RECOVERY_ACTOR } from './recovery-actor';
import { tellLoss } from './record-loss';
import { restartDomains } from './restart-domains';
import { isToStart } from './restart-items';
import { standingOf, startAgain } from './start-again';

/** Asks a host's second path for a sign of life; undefined: not yet again. */
export type AskSign = (
  host: Pick<Host, 'id' | 'name' | 'uri' | 'driver' | 'secondPath'>,
  last: SignOfLife | undefined,
) => Promise<SignOfLife | undefined>;

/** Opens a loss for every host that has been silent for long enough and had domains when it was last heard. */
export async function suspectHosts(db: Db, now: Date): Promise<void> {
  const silent = await db.host.findMany({
    where: {
      enabled: true,
      status: 'unreachable',
      statusSince: { lte: new Date(now.getTime() - SUSPECT_AFTER_MS) },
      domains: { some: { state: { in: [...ACTIVE_STATES] } } },
    },
  });
  for (const host of silent) {
    await db.$transaction(async (tx) => {
      const open = await tx.hostLoss.findFirst({ where: { hostId: host.id, endedAt: null } });
      // Of a silence that somebody has called none, nothing more is said before it has answered once.
      const judged = await tx.hostLoss.findFirst({
        where: { hostId: host.id, endedAt: { gt: host.statusSince } },
        select: { id: true },
      });
      if (open !== null || judged !== null) return;
      // Two agents may be here at once: the index lets one of them in.
      const made = await tx.hostLoss.createManyAndReturn({
        data: [
          {
            hostId: host.id,
            hostName: host.name,
            hostClass: host.class,
            suspectedAt: host.statusSince,
            reason: host.statusReason,
          },
        ],
        skipDuplicates: true,
      });
      const [row] = made;
      if (row === undefined) return;
      await tellLoss(tx, row, 'it is suspected');
    });
  }
}

/** Those with something to be judged, begun or noted. */
export async function openLosses(db: Db): Promise<readonly string[]> {
  const rows = await db.hostLoss.findMany({
    where: { endedAt: null },
    orderBy: { suspectedAt: 'asc' },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

export async function advanceLoss(db: Db, id: string, now: Date, askSign: AskSign): Promise<void> {
  const row = await db.hostLoss.findUnique({ where: { id }, include: LOSS_PARTS });
  if (row === null || row.endedAt !== null) return;
  const host = await db.host.findUnique({ where: { id: row.hostId } });
  const state = lossState(row);
  if (host === null && state !== 'restarting')
    return await end(db, row, 'dismissed', 'The host was removed from Gridbox.', now);
  if (host !== null && (state === 'suspected' || state === 'lost')) {
    if (host.status === 'up' && row.rebootedAt !== null && row.items.some((item) => isToStart(item.state)))
      return await leave(
        db,
        row,
        state,
        { state: 'returned', halted: null },
        'it answers again; its domains are started on it',
      );
    if (host.status === 'up') return await end(db, row, 'dismissed', 'The host answers again.', now);
    if (!host.enabled) return await end(db, row, 'dismissed', 'The host was disabled.', now);
  }
  if (state === 'suspected' && host !== null) return await judge(db, row, host, now, askSign);
  if (state === 'lost' && host !== null) return await fence(db, row, host);
  if (state === 'fencing') return await noteFence(db, row, now);
  if (state === 'restarting') await restart(db, row, now);
  if (state === 'returned' && host !== null) await comeBack(db, row, host, now);
}

async function judge(db: Db, row: LossRow, host: Host, now: Date, askSign: AskSign): Promise<void> {
  const before = signOf(row) ?? undefined;
  const sign = await askSign(host, before);
  const silentAsks = sign === undefined ? row.silentAsks : sign.alive === false ? row.silentAsks + 1 : 0;
  const others = await db.host.findMany({
    where: { enabled: true, id: { not: host.id } },
    select: { status: true },
  });
  const verdict = judgeLoss({
    unreachableForMs: now.getTime() - row.suspectedAt.getTime(),
    lastSign: sign ?? before,
    hasSecondPath: hasSecondPath(host),
    silentAsks,
    others: others.length,
    othersUp: others.filter(({ status }) => status === 'up').length,
  });
  const heard = sign === undefined ? {} : { lastSign: { ...sign }, silentAsks };
  if (verdict.lost) {
    await db.$transaction(async (tx) => await raiseLossAlarm(sqlOfTx(tx), row));
    await leave(
      db,
      row,
      'suspected',
      { ...heard, state: 'lost', halted: null, lostAt: now, lostWhy: verdict.why },
      'it is lost, by the rules',
    );
  } else if (sign !== undefined || row.halted !== verdict.waitsFor) {
    const other = row.halted !== verdict.waitsFor || sign?.alive !== before?.alive;
    await leave(
      db,
      row,
      'suspected',
      { ...heard, halted: verdict.waitsFor },
      other ? 'what is known has changed' : undefined,
    );
  }
}

async function fence(db: Db, row: LossRow, host: Host): Promise<void> {
  const { method } = fenceOf(host);
  if (method === 'manual') {
    const waits = 'Somebody has to confirm that it is off. Nothing is started elsewhere before that.';
    if (row.halted !== waits) await leave(db, row, 'lost', { halted: waits }, 'somebody has to confirm that it is off');
    return;
  }
  // It failed, and its words stand: somebody looks at it first.
  if (row.halted !== null) return;
  await db.$transaction(async (tx) => {
    const { operation } = await submitOperation(tx, {
      kind: 'fence-host',
      input: { lossId: row.id },
      actor: RECOVERY_ACTOR,
      title: definitionOf('fence-host').title({ host: host.name }),
      reason: row.lostWhy ?? undefined,
      idempotencyKey: `loss-${row.id}-fence-${row.fenceAttempt}`,
      hostId: host.id,
    });
    await leaveIn(tx, row, 'lost', { state: 'fencing', fenceOperationId: operation.id }, 'it is being switched off');
  });
}

async function noteFence(db: Db, row: LossRow, now: Date): Promise<void> {
  const operation =
    row.fenceOperationId === null ? null : await db.operation.findUnique({ where: { id: row.fenceOperationId } });
  const state = (operation?.state ?? 'failed') as OperationState; // our own column; its row goes with its retention
  if (!isFinished(state)) return;
  if (state !== 'succeeded') {
    const halted = `It could not be switched off: ${operation?.errorMessage ?? 'its operation is not known any more.'}`;
    return await leave(db, row, 'fencing', { state: 'lost', halted }, halted);
  }
  const how = operation?.result;
  const fencedHow =
    typeof how === 'object' && how !== null && 'how' in how && typeof how.how === 'string'
      ? how.how
      : 'It was switched off.';
  await db.$transaction(async (tx) => {
    const left = await leaveIn(
      tx,
      row,
      'fencing',
      { state: 'restarting', halted: null, fencedAt: now, fencedHow },
      'it is off for certain; its domains are started elsewhere',
    );
    if (left) await writeFenced(tx, row);
  });
}

async function restart(db: Db, row: LossRow, now: Date): Promise<void> {
  await restartDomains(db, row, now);
  const after = await findLoss(db, row.id);
  if (after.items.some(({ state }) => state !== 'done' && state !== 'left')) return;
  const done = after.items.filter(({ state }) => state === 'done').length;
  const left = after.items.length - done;
  const why = `${done} of ${after.items.length} domains run elsewhere${left === 0 ? '.' : `; ${left} not restarted.`}`;
  await end(db, after, 'recovered', why, now);
}

async function comeBack(db: Db, row: LossRow, host: Host, now: Date): Promise<void> {
  if (!host.enabled) return await end(db, row, 'dismissed', 'The host was disabled.', now);
  const standing = standingOf(row, host, now);
  if (standing.kind === 'silent') {
    const anew = {
      state: 'suspected',
      suspectedAt: host.statusSince,
      reason: host.statusReason,
      silentAsks: 0,
      halted: null,
    };
    return await leave(db, row, 'returned', { ...anew, lastSign: Prisma.DbNull }, 'it is silent again, and suspected');
  }
  const halted = standing.kind === 'hold' ? standing.why : null;
  if (row.halted !== halted) await leave(db, row, 'returned', { halted }, halted ?? 'its domains are started again');
  if (standing.kind !== 'go') return;
  await startAgain(db, row, host);
  const after = await findLoss(db, row.id);
  if (after.items.some(({ state }) => isToStart(state))) return;
  const done = after.items.filter(({ state }) => state === 'done').length;
  const left = after.items.length - done;
  const restarted = restartWords(host.name, row.rebootedAt ?? row.suspectedAt);
  const why = `${restarted}; ${done} of ${after.items.length} domains run on it again${left === 0 ? '.' : `, ${left} not started.`}`;
  await end(db, after, 'recovered', why, now);
}

async function end(db: Db, row: LossRow, state: LossState, why: string, now: Date): Promise<void> {
  await db.$transaction(async (tx) => {
    const data = { state, halted: null, endedAt: now, endedWhy: why };
    if (await leaveIn(tx, row, row.state, data, why)) await settleLossAlarm(sqlOfTx(tx), row.hostId, why);
  });
}

/** Only from the state that was read. `words`: told to pages, where there is something to tell. */
async function leave(
  db: Db,
  row: LossRow,
  from: string,
  data: Prisma.HostLossUpdateManyMutationInput,
  words: string | undefined,
): Promise<void> {
  await db.$transaction(async (tx) => void (await leaveIn(tx, row, from, data, words)));
}

async function leaveIn(
  tx: Tx,
  row: LossRow,
  from: string,
  data: Prisma.HostLossUpdateManyMutationInput,
  words: string | undefined,
): Promise<boolean> {
  const changed = await tx.hostLoss.updateMany({
    where: { id: row.id, state: from, endedAt: null },
    // A reader's version is of what there is to decide on, not of a clock that goes on.
    data: words === undefined ? data : { ...data, version: { increment: 1 } },
  });
  if (changed.count === 0) return false;
  if (words !== undefined) await tellLoss(tx, await tx.hostLoss.findUniqueOrThrow({ where: { id: row.id } }), words);
  return true;
}
