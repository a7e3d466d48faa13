/**
 * What a lease keeps at its end, before anything of it is destroyed: an operation for each of its domains, tried again where it fails. Each
 * step is a row, written only from what was read, as all of a lease is.
 */
import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { isSettled, keepAgainMs, KEEPING_STATES, keepsTrying } from '@/lib/domain/lease-ending';
import { isFinished, OPERATION_STATES } from '@/lib/domain/operation';
import { OPERATIONS } from '@/lib/operations/registry';
import type { LeaseKeeping, Prisma } from '@/lib/server/db/generated/client';
import { fileNotice } from '@/lib/server/services/notices/file-notice';
import { submitCommand } from '@/lib/server/services/operations/submit-command';
import { leaseContext, LEASES_ACTOR } from './lease-actor';
import { Changed, type Look, note } from './lease-writes';
import { tellLease } from './record-lease';

/** @returns whether nothing more is kept of it, so that it may be destroyed */
export async function keepLeaseDisks(look: Look, siteId: string): Promise<boolean> {
  const { db, row } = look;
  if (row.keepDays === null || row.keepDoneAt !== null || row.activeAt === null) return true;
  const keepings = await db.leaseKeeping.findMany({ where: { leaseId: row.id }, orderBy: { domainName: 'asc' } });
  if (keepings.length === 0) await begin(look, siteId);
  else if (keepings.every((keeping) => isSettled(stateOf(keeping)))) await finish(look, keepings);
  else for (const keeping of keepings) await advance(look, keeping);
  return false;
}

const stateOf = ({ state }: LeaseKeeping) => z.enum(KEEPING_STATES).parse(state);

async function begin({ db, row, now }: Look, siteId: string): Promise<void> {
  const nodes = await db.siteNode.findMany({ where: { siteId }, select: { domainId: true, instance: true } });
  const domains = await db.domain.findMany({
    where: { id: { in: nodes.map(({ domainId }) => domainId) } },
    select: { id: true, name: true },
  });
  await db.$transaction(async (tx) => {
    if (domains.length === 0) return void (await done(tx, row, now));
    const made = await tx.leaseKeeping.createMany({
      data: domains.map(({ id, name }) => ({ leaseId: row.id, domainId: id, domainName: name, beganAt: now })),
      skipDuplicates: true,
    });
    // Otherwise another look has begun a moment ago.
    if (made.count > 0) await tellLease(tx, row, 'keeps its disks before they are destroyed');
  });
}

/** @returns false where another look has said so a moment ago */
async function done(tx: Prisma.TransactionClient, row: Look['row'], now: Date): Promise<boolean> {
  const open = { id: row.id, keepDoneAt: null };
  return (await tx.lease.updateMany({ where: open, data: { keepDoneAt: now, words: null } })).count > 0;
}

async function finish({ db, row, now }: Look, keepings: readonly LeaseKeeping[]): Promise<void> {
  const lost = keepings.filter((keeping) => stateOf(keeping) === 'given-up');
  await db.$transaction(async (tx) => {
    if (!(await done(tx, row, now))) return;
    if (lost.length > 0)
      await fileNotice(tx, {
        lease: row,
        kind: 'failed',
        key: 'not kept',
        words: `ends, and not everything of it is kept: ${lost.map(({ domainName, words }) => `${domainName}: ${words ?? ''}`).join(' ')}`,
        now,
      });
    await tellLease(tx, row, lost.length > 0 ? 'could not keep all of its disks' : 'has kept its disks');
  });
}

async function advance(look: Look, keeping: LeaseKeeping): Promise<void> {
  switch (stateOf(keeping)) {
    case 'waiting':
      return keeping.dueAt !== null && keeping.dueAt > look.now ? undefined : await ask(look, keeping);
    case 'copying':
      return await settle(look, keeping);
    default:
      return;
  }
}

/** Only from what was read. @throws Changed */
async function move(
  tx: Prisma.TransactionClient,
  keeping: LeaseKeeping,
  data: Prisma.LeaseKeepingUncheckedUpdateManyInput,
): Promise<void> {
  const { leaseId, domainId, state, attempt } = keeping;
  const changed = await tx.leaseKeeping.updateMany({ where: { leaseId, domainId, state, attempt }, data });
  if (changed.count === 0) throw new Changed();
}

async function ask(look: Look, keeping: LeaseKeeping): Promise<void> {
  const { db, row, now } = look;
  const domain = await db.domain.findUnique({
    where: { id: keeping.domainId },
    select: { id: true, name: true, vo: true, hostId: true },
  });
  if (domain === null) return await stop(look, keeping, 'not-found', 'It was not there any more.');
  const context = leaseContext(db, row, LEASES_ACTOR, now);
  try {
    await db.$transaction(async (tx) => {
      const { operation } = await submitCommand(
        tx,
        context,
        { idempotencyKey: `lease-${row.id}-keep-${domain.id}-${keeping.attempt}` },
        {
          action: 'endLease',
          kind: 'keep-disks',
          input: { leaseId: row.id },
          title: OPERATIONS['keep-disks'].title({ domain: domain.name }),
          reason: `Lease ${row.number} of ${row.vo} ends.`,
          domain,
          hostId: domain.hostId ?? undefined,
        },
      );
      await move(tx, keeping, { state: 'copying', operationId: operation.id });
      await tellLease(tx, row, `keeps the disks of ${domain.name}`);
    });
  } catch (error) {
    // Another look was faster.
    if (error instanceof Changed) return;
    if (!AppError.is(error)) throw error;
    await stop(look, keeping, error.code, error.message);
  }
}

async function settle(look: Look, keeping: LeaseKeeping): Promise<void> {
  const { db, row } = look;
  const operation =
    keeping.operationId === null ? null : await db.operation.findUnique({ where: { id: keeping.operationId } });
  if (operation !== null && !isFinished(z.enum(OPERATION_STATES).parse(operation.state))) return;
  if (operation?.state !== 'succeeded')
    return await stop(look, keeping, operation?.errorKind ?? null, operation?.errorMessage ?? 'It was cancelled.');
  await commit(look, keeping, { state: 'done', words: null }, `has kept the disks of ${keeping.domainName}`);
  await note({ db, row, now: look.now }, null);
}

/** It did not work: tried again in a while, or given up. */
async function stop(look: Look, keeping: LeaseKeeping, errorKind: string | null, words: string): Promise<void> {
  const { now } = look;
  if (!keepsTrying({ beganAtMs: keeping.beganAt.getTime(), errorKind }, now.getTime()))
    return await commit(
      look,
      keeping,
      { state: 'given-up', words },
      `cannot keep the disks of ${keeping.domainName}: ${words}`,
    );
  const attempt = keeping.attempt + 1;
  const dueAt = new Date(now.getTime() + keepAgainMs(attempt));
  await commit(look, keeping, { state: 'waiting', attempt, dueAt, words }, undefined);
  await note(look, `The disks of ${keeping.domainName} are not kept yet: ${words}`);
}

async function commit(
  { db, row }: Look,
  keeping: LeaseKeeping,
  data: Prisma.LeaseKeepingUncheckedUpdateManyInput,
  words: string | undefined,
): Promise<void> {
  try {
    await db.$transaction(async (tx) => {
      await move(tx, keeping, data);
      if (words !== undefined) await tellLease(tx, row, words);
    });
  } catch (error) {
    if (!(error instanceof Changed)) throw error;
  }
}
