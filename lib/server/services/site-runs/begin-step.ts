/** Begins a step: what it takes is written down first, then its operation is asked for, in the transaction that also keeps its thing. */
import { AppError } from '@/lib/domain/errors';
import { isActive } from '@/lib/domain/domain';
import { domainId, hostId } from '@/lib/domain/ids';
import { EditDomain, ResizeDomain } from '@/lib/contracts/domains';
import { MigrateDomain } from '@/lib/contracts/migrations';
import type { Db, Tx } from '@/lib/server/db/client';
import { actOnDomain } from '@/lib/server/services/domains/act-on-domain';
import { deleteDomain } from '@/lib/server/services/domains/delete-domain';
import { editDomain } from '@/lib/server/services/domains/edit-domain';
import { migrateDomain } from '@/lib/server/services/migrations/migrate-domain';
import { DeleteDomain } from '@/lib/contracts/domain-making';
import { changeDeeds, type RunDeed, RunFacts, wantedFacts } from '@/lib/site/run/deeds';
import { SECOND_MS } from '@/lib/utils/time';
import { removeTarget } from './probe-node';
import { RUN_PARTS, type RunRow } from './run-rows';
import { contextOf, keyOf, reasonOf, type RunWork } from './run-work';
import { asRead, noteStep, type StepRow } from './run-writes';
import { deedsOf } from './settle-steps';
import { submitNode } from './submit-node';
import { submitNetwork } from './submit-network';

/** So long a domain that was just made or changed may be other in the inventory than it is: its next reading says it. */
const INVENTORY_LAG_MS = 30 * SECOND_MS;

/** Of those that are there, what the inventory knows. */
async function factsOf(tx: Tx, id: string | null): Promise<RunFacts | undefined> {
  const row = id === null ? null : await tx.domain.findUnique({ where: { id } });
  if (row === null || row.hostId === null || row.missingSince !== null) return undefined;
  const { state, vcpus, memoryKiB, roles, vo, antiAffinity, affinity } = row;
  // Parsed, for a column may hold words of a newer release.
  return RunFacts.parse({
    hostId: row.hostId,
    state,
    memoryKiB: Number(memoryKiB),
    vcpus,
    roles,
    vo,
    antiAffinity,
    affinity,
  });
}

/** What a step takes, decided by what there is now. */
async function planStep(
  tx: Tx,
  { run, site }: RunWork,
  step: StepRow,
): Promise<{ readonly deeds: readonly RunDeed[]; readonly domainId: string | null; readonly before?: RunFacts }> {
  switch (step.verb) {
    case 'make-network':
    case 'remove-network':
      return { deeds: [{ do: step.verb }], domainId: null };
    case 'create': {
      const made = await nodeOf(tx, run, step.subject);
      // Made before, and not up in time: it is waited for once more.
      return made !== undefined && made === step.domainId && (await factsOf(tx, made)) !== undefined
        ? { deeds: [], domainId: made }
        : { deeds: [{ do: 'create' }], domainId: null };
    }
    case 'destroy':
      return { deeds: [{ do: 'delete' }], domainId: step.domainId ?? (await nodeOf(tx, run, step.subject)) ?? null };
    default: {
      const id = step.domainId ?? (await nodeOf(tx, run, step.subject)) ?? null;
      const now = await factsOf(tx, id);
      if (now === undefined) throw new AppError('refused', 'It is not there any more. Plan the site again.');
      const before = step.before === null ? now : RunFacts.parse(step.before);
      const wanted = site.domains.find(({ instance }) => instance === step.subject);
      const to = step.undo || wanted === undefined ? before : wantedFacts(wanted, step.hostId ?? now.hostId);
      return { deeds: changeDeeds(now, to), domainId: id, before };
    }
  }
}

const nodeOf = async (tx: Tx, run: RunRow, instance: string): Promise<string | undefined> =>
  (await tx.siteNode.findUnique({ where: { siteId_instance: { siteId: run.siteId, instance } } }))?.domainId;

export async function beginStep(work: RunWork, step: StepRow): Promise<void> {
  const { db, run, now } = work;
  try {
    const { deeds, domainId: id, before } = await planStep(db, work, step);
    const begun = await noteStep(db, run, step, {
      state: deeds.length === 0 ? 'verifying' : 'running',
      deeds: [...deeds],
      stage: 0,
      words: null,
      startedAt: now,
      ...(id === null ? {} : { domainId: id }),
      ...(before === undefined ? {} : { before }),
    });
    if (!begun || deeds.length === 0) return;
  } catch (error) {
    return await noteRefusal(work, step, error);
  }
  const after = await db.siteRun.findUniqueOrThrow({ where: { id: run.id }, include: RUN_PARTS });
  const row = after.steps.find(({ sequence }) => sequence === step.sequence);
  if (row !== undefined && row.state === 'running' && row.operationId === null) await submitDeed(work, row);
}

/** Asks for the operation of a step that is under way and has none. Asked twice it is one. */
export async function submitDeed(work: RunWork, step: StepRow): Promise<void> {
  const deed = deedsOf(step)[step.stage];
  if (deed === undefined) return;
  try {
    switch (deed.do) {
      case 'make-network':
      case 'remove-network':
        return await submitNetwork(work, step, deed.do);
      case 'create':
        return await submitNode(work, step);
      case 'delete':
        return await submitDeletion(work, step);
      default:
        return await submitChange(work, step, deed);
    }
  } catch (error) {
    if (AppError.is(error, 'refused') && (await isLate(work, step))) return;
    await noteRefusal(work, step, error);
  }
}

/** Whether the state that stands in the way may be the one from before the operation that just ended. */
async function isLate({ db, run, now }: RunWork, step: StepRow): Promise<boolean> {
  if (step.stage === 0) return false;
  const earlier = await db.operation.findFirst({
    where: { idempotencyKey: keyOf(run, { ...step, stage: step.stage - 1 }) },
    select: { finishedAt: true },
  });
  const endedAt = earlier?.finishedAt?.getTime() ?? 0;
  return now.getTime() - endedAt < INVENTORY_LAG_MS;
}

async function noteRefusal({ db, run, now }: RunWork, step: StepRow, error: unknown): Promise<void> {
  if (!AppError.is(error)) throw error;
  await noteStep(db, run, step, {
    state: 'failed',
    words: error.message,
    startedAt: step.startedAt ?? now,
    endedAt: now,
  });
}

/** Begun by one that died before it could note it. */
async function findEarlier(db: Db, run: RunRow, step: StepRow): Promise<string | undefined> {
  return (await db.operation.findFirst({ where: { idempotencyKey: keyOf(run, step) }, select: { id: true } }))?.id;
}
const noteOperation = async ({ db, run }: RunWork, step: StepRow, operationId: string): Promise<void> => {
  await db.siteRunStep.updateMany({ where: asRead(run, step), data: { operationId } });
};

async function submitDeletion(work: RunWork, step: StepRow): Promise<void> {
  const { db, run, now } = work;
  const earlier = await findEarlier(db, run, step);
  if (earlier !== undefined) return await noteOperation(work, step, earlier);
  const id = step.domainId;
  const there = id === null ? null : await db.domain.findUnique({ where: { id } });
  if (id === null || there === null) {
    const left = id === null ? 0 : await db.madeThing.count({ where: { domainId: id, state: { not: 'gone' } } });
    const waited = now.getTime() - (step.startedAt ?? now).getTime();
    if (left === 0 || id === null) {
      const words = 'There was nothing of it to take away.';
      await noteStep(db, run, step, { state: 'done', words, endedAt: now }, async (tx) => {
        await tx.siteNode.deleteMany({
          where: { siteId: run.siteId, instance: step.subject, ...(id === null ? {} : { domainId: id }) },
        });
      });
    } else if (waited > INVENTORY_LAG_MS)
      throw new AppError(
        'refused',
        'Something of it was made, and no host reports the domain. What is left of it is looked for.',
      );
    return;
  }
  await removeTarget(contextOf(work), id);
  const body = DeleteDomain.parse({
    // What a site has made is Gridbox's own, and goes for good: nobody's work waits for a clean end.
    stop: isActive(there.state as Parameters<typeof isActive>[0]) ? 'force-off' : 'no', // our own column
    confirmName: there.name,
    reason: reasonOf(run),
  });
  const { operation } = await deleteDomain({
    context: contextOf(work),
    id,
    body,
    call: { idempotencyKey: keyOf(run, step) },
  });
  await noteOperation(work, step, operation.id);
}

type Change = Exclude<RunDeed, { do: 'make-network' | 'remove-network' | 'create' | 'delete' }>;
async function submitChange(work: RunWork, step: StepRow, deed: Change): Promise<void> {
  const { db, run } = work;
  const earlier = await findEarlier(db, run, step);
  if (earlier !== undefined) return await noteOperation(work, step, earlier);
  const context = contextOf(work);
  const call = { idempotencyKey: keyOf(run, step) };
  const reason = reasonOf(run);
  const id = domainId(step.domainId ?? '');
  const ask = async () => {
    switch (deed.do) {
      case 'edit': {
        const { do: _verb, ...facts } = deed;
        return await editDomain({ context, id, body: EditDomain.parse({ ...facts, reason }), call });
      }
      case 'resize': {
        const { do: _verb, ...sizes } = deed;
        const { reason: _reason, ...input } = ResizeDomain.parse({ ...sizes, reason });
        return await actOnDomain({ context, action: 'resizeDomain', id, verb: 'resize', input, reason, call });
      }
      case 'migrate': {
        const body = MigrateDomain.parse({ targetHostId: hostId(deed.hostId), live: true, reason });
        return await migrateDomain({ context, id, body, call });
      }
      default:
        return await actOnDomain({ context, action: 'actOnDomain', id, verb: deed.do, input: {}, reason, call });
    }
  };
  const { operation } = await ask();
  await noteOperation(work, step, operation.id);
}
