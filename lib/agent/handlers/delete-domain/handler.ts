/**
 * Takes a domain away whole: ends it if asked, forgets its definition and saved memory, removes the disks that are its own, and
 * then looks for each of them again. What is to go is written down first, so that a run that follows a dead one knows it although
 * the definition is gone by then.
 */
import type { CleanItem } from '@/lib/contracts/domain-making';
import { isActive } from '@/lib/domain/domain';
import type { DomainReading } from '@/lib/domain/readings';
import { goneIds, listItems, lookAgain } from '@/lib/agent/cleanup/look-again';
import { listThings, markGone, noteThing, type MadeThing } from '@/lib/agent/cleanup/made-things';
import { removeThings } from '@/lib/agent/cleanup/remove-things';
import { hostOfDomain, type DomainAtHost } from '@/lib/agent/handlers/host-of-domain';
import { letGo } from '@/lib/agent/images/let-go';
import { requireState } from '@/lib/agent/handlers/plain-verb';
import { sleepUnless } from '@/lib/agent/system-clock';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler } from '@/lib/agent/worker/run';
import { formatDuration, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { planDeletion, type DeleteRun } from './plan-deletion';
import { settleCrash } from '@/lib/agent/inventory/crash-alarm';
import { FORGET, SEEN_ELSEWHERE } from './sql';

/** A guest that is asked to power off gets this long; then somebody decides whether it is forced off. */
const POWER_OFF_MS = 2 * MINUTE_MS;
const POWER_OFF_LOOK_EVERY_MS = SECOND_MS;

export const deleteDomainHandler: Handler<'delete-domain'> = {
  kind: 'delete-domain',
  firstStep: { name: 'check', title: 'Look what there is of it' },
  run: async (run) => {
    const at = await hostOfDomain(run);
    const reading = await at.connection.readDomain(at.id, { signal: run.signal });
    const before = await listThings(run.sql, { domainId: at.id });
    const kept = reading === undefined ? keptOf(before) : await decideAndEnd(run, at, reading, before);
    const leaving = (await listThings(run.sql, { domainId: at.id })).filter((thing) => thing.state === 'leaving');
    await remove(run, leaving);
    return await prove(run, at, leaving, kept);
  },
};

/** Of a domain whose definition is gone by now: what an earlier run left on purpose. */
const keptOf = (things: readonly MadeThing[]): CleanItem[] =>
  things
    .filter((thing) => thing.kind === 'disk' && thing.state !== 'leaving')
    .map(({ path, hostName }) => ({
      what: 'disk',
      name: path,
      hostName,
      outcome: 'kept',
      words: 'Left by the run before this one: another domain uses it, or it was to be kept.',
    }));

/**
 * Ends it, and writes down what goes before anything does; not sooner, since from then on it is taken away to the end, whoever
 * does it. @returns what stays.
 */
async function decideAndEnd(
  run: DeleteRun,
  at: DomainAtHost,
  reading: DomainReading,
  things: readonly MadeThing[],
): Promise<readonly CleanItem[]> {
  requireState(run, 'delete', at, reading);
  if (isActive(reading.state) && run.input.stop === 'no')
    throw new OperationFailure(
      'refused',
      `${at.name} is ${reading.state} on ${at.hostName}. Shut it down first, or have it ended with its deletion.`,
    );
  const plan = await planDeletion(run, at, { reading, things });
  await end(run, at, reading);
  const entry = {
    state: 'leaving' as const,
    hostId: at.hostId,
    hostName: at.hostName,
    domainId: at.id,
    domainName: at.name,
  };
  await noteThing(run, { ...entry, kind: 'domain', ours: false });
  for (const { path, ours } of plan.disks) await noteThing(run, { ...entry, kind: 'disk', path, ours });
  // It was made on another host and has moved since: its definition there is looked for, and its disk, which may have been copied.
  const paths = new Set(plan.disks.map(({ path }) => path));
  for (const thing of things) {
    const { hostId, hostName, kind, path } = thing;
    if (hostId !== at.hostId && (kind === 'domain' || paths.has(path)))
      await noteThing(run, { ...entry, hostId, hostName, kind, path, ours: true });
  }
  run.probe('planned');
  return plan.kept;
}

/** Off, by its guest or by force as was asked. */
async function end(run: DeleteRun, at: DomainAtHost, reading: DomainReading): Promise<void> {
  if (!isActive(reading.state)) return;
  const force = run.input.stop === 'force-off';
  await run.step('stop', force ? `Force it off on ${at.hostName}` : `Ask its guest on ${at.hostName} to power off`);
  run.probe('before-stop');
  if (force) await at.connection.destroy(at.id, { signal: run.signal });
  else await powerOff(run, at, reading);
  run.probe('after-stop');
}

async function powerOff(run: DeleteRun, at: DomainAtHost, reading: DomainReading): Promise<void> {
  const { clock } = run.ports;
  if (reading.state === 'running') await at.connection.shutdown(at.id, { signal: run.signal });
  const endsAt = clock.monotonicMs() + POWER_OFF_MS;
  while (clock.monotonicMs() < endsAt) {
    const now = await at.connection.readDomain(at.id, { signal: run.signal, figures: false });
    if (now === undefined || !isActive(now.state)) return;
    if (!(await sleepUnless(clock, POWER_OFF_LOOK_EVERY_MS, run.signal))) throw run.signal.reason;
  }
  throw new OperationFailure(
    'timeout',
    `${at.name} did not power off within ${formatDuration(POWER_OFF_MS)}. It still runs on ${at.hostName}, and nothing of it was taken away. Delete it again and force it off.`,
  );
}

async function remove(run: DeleteRun, leaving: readonly MadeThing[]): Promise<void> {
  await removeThings(leaving, {
    open: async (hostId) => await run.connection(hostId),
    signal: run.signal,
    onThing: async (thing, when) => {
      if (when === 'before') {
        await run.step(...stepOf(thing));
        if (thing.kind === 'disk') run.note(thing.path);
      }
      run.probe(`${when}-${thing.kind}`);
    },
  });
}

const stepOf = (thing: MadeThing): [name: string, title: string] =>
  thing.kind === 'domain'
    ? ['undefine', `Delete the definition on ${thing.hostName}`]
    : ['remove-disk', `Remove a disk from ${thing.hostName}`];

/** Nothing is gone because a call said so. */
async function prove(run: DeleteRun, at: DomainAtHost, leaving: readonly MadeThing[], kept: readonly CleanItem[]) {
  await run.step('prove', 'Look for everything again');
  run.probe('before-prove');
  const looked = await lookAgain(leaving, async (hostId) => await run.connection(hostId));
  await markGone(run.sql, goneIds(looked));
  await run.sql.query(FORGET, [at.id, at.hostId]);
  await settleCrash(run.sql, at.id, 'It was deleted.');
  await letGo(run.sql, { domainId: at.id, operationId: run.operation.id });
  const elsewhere = await run.sql.query<{ hostName: string; state: string }>(SEEN_ELSEWHERE, [at.id, at.hostId]);
  const items: CleanItem[] = [
    ...looked.map(({ item }) => item),
    ...kept,
    ...elsewhere.map(({ hostName, state }) => ({
      what: 'domain' as const,
      name: at.name,
      hostName,
      outcome: 'still-there' as const,
      words: `${hostName} reports a domain of this UUID as well (${state}). Delete it there, or the definition alone.`,
    })),
  ];
  const left = items.filter(({ outcome }) => outcome === 'still-there');
  const unknown = items.filter(({ outcome }) => outcome === 'unknown');
  const clean = left.length === 0 && unknown.length === 0;
  const gone = items.filter(({ outcome }) => outcome === 'gone').length;
  run.note(
    clean
      ? `Clean: ${gone} looked for and not found${kept.length === 0 ? '' : `, ${kept.length} kept on purpose`}.`
      : `Not clean. ${[left.length === 0 ? '' : `Still there: ${listItems(left)}.`, unknown.length === 0 ? '' : `Not known: ${listItems(unknown)}.`].join(' ').trim()}`,
  );
  return { result: { clean, items } };
}
