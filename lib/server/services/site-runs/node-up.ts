/** Whether a node of a site is up: its domain runs, and each of its probes has been answered as it should once since. */
import type { DomainState } from '@/lib/domain/domain';
import { STATE_LABELS } from '@/lib/domain/domain-actions';
import type { ProbeId } from '@/lib/domain/probe';
import type { Db } from '@/lib/server/db/client';
import { HostFacts } from '@/lib/server/db/facts';
import { formatDuration, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { healthOf, keepTarget } from './probe-node';
import { networkOf } from './network-of';
import type { RunWork } from './run-work';
import { noteStep, type StepRow } from './run-writes';

/**
 * What has not come up by then has failed. An ARC CE under emulation on a busy machine took 142 s; longer would only have whoever
 * waits wait longer for a failure.
 */
const UP_WITHIN_MS = 15 * MINUTE_MS;
/** While a node comes up it is asked again so soon after a wrong answer; its usual interval would find it up a minute late. */
const ASK_AGAIN_MS = 3 * SECOND_MS;

export async function lookWhetherUp(work: RunWork, step: StepRow): Promise<void> {
  const { db, run, site, now } = work;
  if (step.verb === 'make-network') return await lookForNetwork(work, step);
  const wanted = site.domains.find(({ instance }) => instance === step.subject);
  const domain = step.domainId === null ? null : await db.domain.findUnique({ where: { id: step.domainId } });
  const done = async (words: string) => void (await noteStep(db, run, step, { state: 'done', words, endedAt: now }));
  const since = step.startedAt ?? now;
  const late = now.getTime() - since.getTime() > UP_WITHIN_MS;
  const wait = async (words: string) => {
    if (late)
      await noteStep(db, run, step, {
        state: 'failed',
        words: `Not up within ${formatDuration(UP_WITHIN_MS)}. ${words}`,
        endedAt: now,
      });
    else if (words !== step.words) await noteStep(db, run, step, { state: 'verifying', words });
  };
  if (domain === null || domain.missingSince !== null) return await wait('No host reports it yet.');
  if (domain.state === 'crashed')
    return void (await noteStep(db, run, step, { state: 'failed', words: 'Its guest has crashed.', endedAt: now }));
  if (domain.state !== 'running')
    return await wait(`It is ${STATE_LABELS[domain.state as DomainState].toLowerCase()}.`); // our own column
  const health = wanted === undefined ? [] : healthOf(wanted);
  if (wanted === undefined || health.length === 0) return await done('It runs.');
  // Nothing listens in a guest that only a model has.
  if (domain.simulated) return await done('It runs. It is simulated, so its services are not asked.');
  const targetId = await keepTarget(work, domain.id, wanted);
  const missing = await notAnswered(db, targetId, health, since);
  if (missing.length === 0) {
    await noteStep(
      db,
      run,
      step,
      {
        state: 'done',
        words: `It runs, and ${health.join(', ')} ${health.length === 1 ? 'is' : 'are'} answered.`,
        endedAt: now,
      },
      async (tx) => {
        // What it answered while it came up is not held against it.
        await tx.probeState.updateMany({
          where: { targetId, confirmed: { not: 'ok' } },
          data: { confirmed: null, confirmedSince: null, recent: [] },
        });
      },
    );
    return;
  }
  await db.probeState.updateMany({
    where: {
      targetId,
      probe: { in: [...missing] },
      at: { lt: new Date(now.getTime() - ASK_AGAIN_MS) },
      nextDueAt: { gt: now },
    },
    data: { nextDueAt: now },
  });
  await wait(`It runs; ${await lastWords(db, targetId, missing)}`);
}

/** Those of its probes that have not been answered well since then. */
async function notAnswered(
  db: Db,
  targetId: string,
  health: readonly ProbeId[],
  since: Date,
): Promise<readonly ProbeId[]> {
  const answered = await db.probeResult.findMany({
    where: { targetId, probe: { in: [...health] }, verdict: 'ok', at: { gte: since } },
    distinct: ['probe'],
    select: { probe: true },
  });
  return health.filter((probe) => !answered.some((each) => each.probe === probe));
}

async function lastWords(db: Db, targetId: string, missing: readonly ProbeId[]): Promise<string> {
  const states = await db.probeState.findMany({ where: { targetId, probe: { in: [...missing] } } });
  const told = missing.map((probe) => {
    const sentence = states.find((state) => state.probe === probe)?.sentence;
    return sentence === undefined || sentence === null
      ? `${probe} was not asked yet`
      : `${probe} says: ${sentence.replace(/\.$/, '')}`;
  });
  return `${told.join('; ')}.`;
}

/** A host is read every few seconds; one that does not report its new network by then does not answer. */
const REPORTED_WITHIN_MS = 2 * MINUTE_MS;

/** A network that was made is of use once its host reports it: by that reading domains are placed. */
async function lookForNetwork({ db, run, now }: RunWork, step: StepRow): Promise<void> {
  const { name, hostId } = networkOf(run, step);
  const host = await db.host.findUnique({ where: { id: hostId }, select: { facts: true } });
  const facts = HostFacts.safeParse(host?.facts);
  if (facts.success && facts.data.networks.some((network) => network.name === name))
    return void (await noteStep(db, run, step, { state: 'done', words: null, endedAt: now }));
  if (now.getTime() - (step.startedAt ?? now).getTime() <= REPORTED_WITHIN_MS) return;
  const words = `${step.hostName} made it, and does not report it within ${formatDuration(REPORTED_WITHIN_MS)}.`;
  await noteStep(db, run, step, { state: 'failed', words, endedAt: now });
}
