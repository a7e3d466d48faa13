/** The end of a run that takes away: what was to go is looked for again by an operation of its own, and what that found is kept. */
import { SiteProof } from '@/lib/contracts/sites';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import { definitionOf } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import type { Db, Tx } from '@/lib/server/db/client';
import { STORED_PREFIX } from '@/lib/server/services/sites/secrets/named-secrets';
import { MINUTE_MS } from '@/lib/utils/time';
import { networkOf } from './network-of';
import { kindOf, type RunRow } from './run-rows';
import { stateOf } from './run-summary';
import { ownerOf } from './run-work';
import { leaveState, tellRun } from './run-writes';

/** Looking is nobody's wish but the end of what was asked: it is done even where whoever asked may not any more. */
const SITES_ACTOR = { userId: 'gridbox-sites', name: 'Gridbox (sites)' } as const;
/** What is still there is gone on with after this, and after twice as long each time up to the longest. */
const LOOK_AGAIN_MS = MINUTE_MS;
const LOOK_AGAIN_LONGEST_MS = 15 * MINUTE_MS;

/** From here on only what is left is looked for. What of the site is Gridbox's own goes with this. */
export async function beginProof(db: Db, run: RunRow, _now: Date): Promise<void> {
  await db.$transaction(async (tx) => {
    const changed = await tx.siteRun.updateMany({
      where: { id: run.id, state: run.state, version: run.version },
      data: { state: 'proving', proofOperationId: null, proofDueAt: null, version: { increment: 1 } },
    });
    if (changed.count === 0) return;
    await forgetSecrets(tx, run);
    await tellRun(tx, run, 'is looked for: what was to go');
  });
}

/** Its keys are of no use to anybody once none of its domains is there; the next apply makes others. What people stored stays with the file. */
async function forgetSecrets(tx: Tx, run: RunRow): Promise<void> {
  const nodes = await tx.siteNode.count({ where: { siteId: run.siteId } });
  if (nodes === 0)
    await tx.siteSecret.deleteMany({ where: { siteId: run.siteId, NOT: { name: { startsWith: STORED_PREFIX } } } });
}

export async function advanceProof(db: Db, run: RunRow, now: Date): Promise<void> {
  if (run.proofOperationId === null) return await submitProof(db, run);
  const operation = await db.operation.findUnique({
    where: { id: run.proofOperationId },
    select: { state: true, result: true, errorMessage: true },
  });
  const state = (operation?.state ?? 'failed') as OperationState; // our own column
  if (!isFinished(state)) return;
  const proof = SiteProof.safeParse(operation?.result);
  const back = kindOf(run) === 'apply';
  if (state === 'succeeded' && proof.success && proof.data.clean)
    return await leaveState(
      db,
      run,
      { state: back ? 'rolled-back' : 'destroyed', proof: proof.data, endedAt: now },
      back ? 'is rolled back, and nothing of it is left' : 'is destroyed, and nothing of it is left',
    );
  const words = proof.success ? leftWords(proof.data) : (operation?.errorMessage ?? 'It could not be looked for.');
  // With best effort one look is all that was wished for.
  const ended = run.cleanup === 'best-effort';
  const pause = Math.min(LOOK_AGAIN_LONGEST_MS, LOOK_AGAIN_MS * 2 ** Math.min(run.proofAttempt - 1, 8));
  await leaveState(
    db,
    run,
    {
      state: 'not-clean',
      halted: words,
      proofAttempt: run.proofAttempt + 1,
      proofOperationId: null,
      ...(proof.success ? { proof: proof.data } : {}),
      ...(ended ? { endedAt: now } : { proofDueAt: new Date(now.getTime() + pause) }),
    },
    `is not clean: ${words}`,
  );
}

const MOST_NAMED = 5;
function leftWords({ items }: SiteProof): string {
  const left = items.filter(({ outcome }) => outcome === 'still-there' || outcome === 'unknown');
  const named = left.slice(0, MOST_NAMED).map(({ kind, name, where, words }) => `${kind} ${name} (${where}): ${words}`);
  return `${left.length === 1 ? 'One thing is' : `${left.length} things are`} not known to be gone. ${named.join(' ')}`;
}

async function submitProof(db: Db, run: RunRow): Promise<void> {
  await db.$transaction(async (tx) => {
    const held = await tx.siteRun.updateMany({
      where: { id: run.id, state: stateOf(run), version: run.version, proofOperationId: null },
      data: { version: { increment: 1 } },
    });
    if (held.count === 0) return;
    const whole = kindOf(run) === 'destroy';
    const made = run.steps.filter(({ verb, undo }) => (whole ? verb === 'destroy' : undo && verb === 'destroy'));
    const networks = run.steps.filter(({ verb, undo }) => verb === 'remove-network' && (whole || undo));
    const { operation } = await submitOperation(tx, {
      kind: 'prove-clean',
      input: {
        runId: run.id,
        siteId: run.siteId,
        siteName: run.site.name,
        owner: ownerOf(run.siteId),
        whole,
        domains: made.flatMap(({ domainId, subject }) => (domainId === null ? [] : [{ id: domainId, name: subject }])),
        networks: networks.flatMap((step) => {
          if (step.hostId === null) return [];
          const { name, hostId } = networkOf(run, step);
          return [{ hostId, hostName: step.hostName, name }];
        }),
      },
      actor: SITES_ACTOR,
      title: definitionOf('prove-clean').title({ site: run.site.name }),
      idempotencyKey: `site-run-${run.id}-proof-${run.proofAttempt}`,
      vo: run.site.vos.length === 1 ? run.site.vos[0] : undefined,
    });
    await tx.siteRun.update({ where: { id: run.id }, data: { proofOperationId: operation.id } });
  });
}
