/** What people ask of a run: to stand still, to go on, to be taken back, to be left as it is. */
import type { z } from 'zod';
import type { AuditedRouteId } from '@/lib/contracts/routes';
import type { SiteRun } from '@/lib/contracts/sites';
import { AppError } from '@/lib/domain/errors';
import { type RunDeed, runRefusal } from '@/lib/domain/site-run';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { recordSite } from '@/lib/server/services/sites/record-site';
import { findRun, RUN_PARTS, type RunRow, runBody, situationOf } from './run-rows';
import { tryAgain } from './try-again';

interface Ask {
  readonly context: ServiceContext;
  readonly id: string;
  /** The version that the asker has read; undefined: whichever it is. */
  readonly ifMatch: number | undefined;
}
type Answer = Promise<z.input<typeof SiteRun>>;
interface Change {
  readonly action: AuditedRouteId;
  readonly words: string;
  readonly data: Prisma.SiteRunUpdateManyMutationInput;
}

/** Nothing more is begun; what is under way ends, and is noted. @throws AppError `refused` where no step is under way */
export const pauseRun = async (ask: Ask): Answer =>
  await change(ask, 'pause', async () => ({
    action: 'pauseSiteRun',
    words: 'stands still, as was asked',
    data: { state: 'paused', halted: null },
  }));

/** What has failed is tried again, by the asker's account from then on. @throws AppError `refused` */
export const resumeRun = async (ask: Ask): Answer =>
  await change(ask, 'resume', async (tx, row) => {
    await tryAgain(tx, row);
    // What was waited for when it stood still is waited for as long again.
    await tx.siteRunStep.updateMany({
      where: { runId: row.id, state: 'verifying' },
      data: { startedAt: ask.context.now() },
    });
    const { undoing, kind } = situationOf(row);
    return {
      action: 'resumeSiteRun',
      words: 'goes on',
      data: {
        ...ownedBy(ask),
        state: undoing && kind === 'apply' ? 'rolling-back' : 'running',
        halted: null,
        proofDueAt: null,
      },
    };
  });

/** What was not begun is not begun any more; the loop takes back the rest when what is under way has ended. @throws AppError `refused` */
export const rollBackRun = async (ask: Ask): Answer =>
  await change(ask, 'roll-back', async (tx, row) => {
    await leaveWaiting(tx, row, 'It was rolled back before its turn.');
    return {
      action: 'rollBackSiteRun',
      words: 'is rolled back',
      data: { ...ownedBy(ask), state: 'rolling-back', halted: null },
    };
  });

/** Ends it where it stands: what there is stays, and is the next plan's to go on from. @throws AppError `refused` */
export const leaveRun = async (ask: Ask): Answer =>
  await change(ask, 'leave', async (tx, row) => {
    await leaveWaiting(tx, row, 'The run was ended before its turn.');
    return {
      action: 'leaveSiteRun',
      words: 'was left as it is',
      data: { state: 'kept', endedAt: ask.context.now(), proofDueAt: null },
    };
  });

async function leaveWaiting(tx: Tx, row: RunRow, words: string): Promise<void> {
  await tx.siteRunStep.updateMany({ where: { runId: row.id, state: 'waiting' }, data: { state: 'left', words } });
}

const ownedBy = ({ context: { actor } }: Ask) => ({ ownerId: actor.userId, ownerName: actor.name });

async function change(ask: Ask, deed: RunDeed, make: (tx: Tx, row: RunRow) => Promise<Change>): Answer {
  const { context, id, ifMatch } = ask;
  requireScope(context.actor, 'sites:apply');
  return await context.db.$transaction(async (tx) => {
    const row = await findRun(tx, context.actor, id);
    if (ifMatch !== undefined && ifMatch !== row.version) throw changedMeanwhile(row.version);
    const refusal = runRefusal(deed, situationOf(row));
    if (refusal !== undefined) throw new AppError('refused', refusal);
    // First the run itself: who comes at the same time finds it changed.
    const held = await tx.siteRun.updateMany({
      where: { id, version: row.version },
      data: { version: { increment: 1 } },
    });
    if (held.count === 0) throw changedMeanwhile(row.version + 1);
    const { action, words, data } = await make(tx, row);
    await tx.siteRun.update({ where: { id }, data });
    await recordSite(tx, context, action, row.site, words);
    return runBody(context.actor, await tx.siteRun.findUniqueOrThrow({ where: { id }, include: RUN_PARTS }));
  });
}

const changedMeanwhile = (version: number): AppError =>
  new AppError('conflict', 'The run has gone on since you read it. Read it again.', { detail: { version } });
