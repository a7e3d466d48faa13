/** Whether a node of a site is up: its domain runs, and each of its probes has been answered as it should once since. Those that want worker
 * nodes are asked with these (`lib/site/run/late-health.ts`). */
import type { DomainState } from '@/lib/domain/domain';
import { STATE_LABELS } from '@/lib/domain/domain-actions';
import type { ProbeId } from '@/lib/domain/probe';
import type { Db } from '@/lib/server/db/client';
import { HostFacts } from '@/lib/server/db/facts';
import { formatDuration, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { healthOf, heldBy, lateHealth } from '@/lib/site/run/late-health';
import { keepTarget } from './probe-node';
import { networkOf } from './network-of';
import { verbOf } from './run-rows';
import type { RunWork } from './run-work';
import { noteStep, type StepRow } from './run-writes';

/**
 * What has not come up so long after it was made has failed: copying its disk, and the turn that it waits for, take none of it. An ARC CE under emulation on a busy machine took 142 s; longer would only have whoever
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
  const overdue = now.getTime() - (await madeAt(db, step, since)).getTime() > UP_WITHIN_MS;
  const wait = async (words: string) => {
    if (overdue)
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
  const steps = run.steps.filter(({ undo }) => undo === step.undo).map((each) => ({ ...each, verb: verbOf(each) }));
  const own = steps.find(({ sequence }) => sequence === step.sequence);
  const health = wanted === undefined ? [] : healthOf(wanted);
  const heads = own === undefined ? [] : heldBy(site, steps, own);
  if (wanted === undefined || own === undefined || health.length + heads.length === 0) return await done('It runs.');
  // Nothing listens in a guest that only a model has.
  if (domain.simulated) return await done('It runs. It is simulated, so its services are not asked.');
  const late = lateHealth(site, steps, own);
  const asked: Asked[] = [];
  if (health.length > 0)
    asked.push({
      targetId: await keepTarget(work, domain.id, wanted, late),
      probes: health.filter((probe) => !late.includes(probe)),
      since,
      of: undefined,
    });
  for (const head of heads) {
    const target =
      head.domainId === null
        ? null
        : await db.probeTarget.findUnique({ where: { domainId: head.domainId }, select: { id: true } });
    const probes = lateHealth(site, steps, head);
    // One that is simulated has none.
    if (target !== null) asked.push({ targetId: target.id, probes, since: head.startedAt ?? since, of: head.subject });
  }
  const missing = await Promise.all(asked.map(async (each) => ({ ...each, probes: await notAnswered(db, each) })));
  if (missing.every(({ probes }) => probes.length === 0))
    return void (await noteStep(
      db,
      run,
      step,
      { state: 'done', words: upWords(asked, late), endedAt: now },
      async (tx) => {
        // What it answered while it came up is not held against it.
        await tx.probeState.updateMany({
          where: { targetId: { in: asked.map(({ targetId }) => targetId) }, confirmed: { not: 'ok' } },
          data: { confirmed: null, confirmedSince: null, recent: [] },
        });
      },
    ));
  for (const { targetId, probes } of missing)
    await db.probeState.updateMany({
      where: {
        targetId,
        probe: { in: [...probes] },
        OR: [{ at: null }, { at: { lt: new Date(now.getTime() - ASK_AGAIN_MS) } }],
        nextDueAt: { gt: now },
      },
      data: { nextDueAt: now },
    });
  const last = await Promise.all(missing.map(async (each) => await lastWords(db, each)));
  await wait(`It runs; ${last.flat().join('; ')}.`);
}

/** When the last operation of the step ended. */
async function madeAt(db: Db, { operationId }: StepRow, since: Date): Promise<Date> {
  if (operationId === null) return since;
  const made = await db.operation.findUnique({ where: { id: operationId }, select: { finishedAt: true } });
  return made?.finishedAt ?? since;
}

interface Asked {
  readonly targetId: string;
  readonly probes: readonly ProbeId[];
  /** What was answered before says nothing. */
  readonly since: Date;
  /** Instance of another node; undefined: its own. */
  readonly of: string | undefined;
}

const namesOf = ({ probes, of }: Pick<Asked, 'probes' | 'of'>): readonly string[] =>
  probes.map((probe) => (of === undefined ? probe : `${probe} of ${of}`));

function upWords(asked: readonly Asked[], late: readonly ProbeId[]): string {
  const names = asked.flatMap(namesOf);
  const answered = `It runs, and ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} answered.`;
  const later = `${late.join(', ')} ${late.length === 1 ? 'is' : 'are'} asked when a worker node is there.`;
  return `${names.length === 0 ? 'It runs.' : answered}${late.length === 0 ? '' : ` ${later}`}`;
}

/** Those of the probes that have not been answered well since then. */
async function notAnswered(db: Db, { targetId, probes, since }: Asked): Promise<readonly ProbeId[]> {
  const answered = await db.probeResult.findMany({
    where: { targetId, probe: { in: [...probes] }, verdict: 'ok', at: { gte: since } },
    distinct: ['probe'],
    select: { probe: true },
  });
  return probes.filter((probe) => !answered.some((each) => each.probe === probe));
}

async function lastWords(db: Db, { targetId, probes, of }: Asked): Promise<readonly string[]> {
  const states = await db.probeState.findMany({ where: { targetId, probe: { in: [...probes] } } });
  return probes.map((probe) => {
    const sentence = states.find((state) => state.probe === probe)?.sentence;
    const name = namesOf({ probes: [probe], of }).join('');
    return sentence === undefined || sentence === null
      ? `${name} was not asked yet`
      : `${name} says: ${sentence.replace(/\.$/, '')}`;
  });
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
