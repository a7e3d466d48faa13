/**
 * Makes a domain with its disks, all or nothing: what is about to be made is written down first, a run that follows a dead one
 * goes on where that was, and any failure takes away again whatever there is. The picture is in docs/operations.md.
 */
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { isActive } from '@/lib/domain/domain';
import { imageLabel } from '@/lib/domain/library-image';
import { DriverError } from '@/lib/drivers/errors';
import { goneIds, listItems, lookAgain } from '@/lib/agent/cleanup/look-again';
import {
  leaveThings,
  listThings,
  markGone,
  markMade,
  noteThing,
  type MadeThing,
} from '@/lib/agent/cleanup/made-things';
import { removeThings } from '@/lib/agent/cleanup/remove-things';
import { createProgress } from '@/lib/agent/handlers/step-progress';
import { hearBoot } from '@/lib/agent/handlers/hear-boot';
import type { DomainAtHost } from '@/lib/agent/handlers/host-of-domain';
import { letGo } from '@/lib/agent/images/let-go';
import { putImageFile } from '@/lib/agent/images/put-image-file';
import { sleepUnless } from '@/lib/agent/system-clock';
import { AgentStopping, CancelRequested, LeaseLost } from '@/lib/agent/worker/abort-reasons';
import { describeFailure, OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler, HandlerResult } from '@/lib/agent/worker/run';
import { isDatabaseAway } from '@/lib/server/database-away';
import type { CleanUp } from '@/lib/contracts/domain-making';
import { formatBytes } from '@/lib/utils/units';
import { makeLibraryDisk } from './library-disk';
import { disksAt, openPlace, type CreateRun } from './place';
import { planCreation, type CreationPlan, type DiskPlan } from './plan-creation';
import { verifyImages } from './verify-images';
import { HEAR_NEW_DOMAIN_MS, UNDO_LOOK_EVERY_MS, UNDO_WAIT_MS } from './tunables';

export const createDomainHandler: Handler<'create-domain'> = {
  kind: 'create-domain',
  firstStep: { name: 'check', title: 'Check again on what the host says now' },
  run: async (run) => {
    try {
      const before = await thingsOf(run);
      // An earlier run had begun to take it back, or did: it is not made after all.
      if (before.some((thing) => thing.state === 'leaving' || thing.state === 'gone'))
        throw new OperationFailure('undone', 'The creation had failed, and its agent ended while it was taken back.');
      const at = await openPlace(run);
      const plan = await planCreation(run, at, before.length > 0);
      run.probe('planned');
      return await carryOut(run, at, plan);
    } catch (error) {
      return await afterFailure(run, error);
    }
  },
};

const thingsOf = async (run: CreateRun): Promise<MadeThing[]> =>
  await listThings(run.sql, { operationId: run.operation.id, gone: true });

async function carryOut(run: CreateRun, place: DomainAtHost, plan: CreationPlan): Promise<HandlerResult> {
  for (const wish of plan.images) {
    await run.step(
      `image-${wish.file.name}`,
      `Put ${wish.file.name} of ${imageLabel(wish.image)} on ${place.hostName}`,
    );
    await putImageFile(run, place, wish);
  }
  // A long copy may outlive a connection.
  const now = async (): Promise<DomainAtHost> => ({ ...place, connection: await run.connection(place.hostId) });
  await verifyImages(run, await now());
  for (const disk of plan.disks) await makeDisk(run, await now(), disk);
  const at = await now();
  await define(run, at, plan);
  const boot = plan.wish.start ? await start(run, at, plan) : undefined;
  run.directory.reader(at.hostId)?.look(at.id, true);
  return {
    result: {
      domainId: at.id,
      hostId: at.hostId,
      disks: plan.disks.map(({ path }) => path),
      verified: boot?.heard ?? false,
      verification: boot?.words ?? 'It was not started.',
    },
  };
}

/** What is written to the book with every thing of this creation. */
const bookEntry = (run: CreateRun, at: DomainAtHost) => ({
  state: 'begun' as const,
  hostId: at.hostId,
  hostName: at.hostName,
  domainId: at.id,
  domainName: at.name,
  ours: true,
  owner: run.input.owner,
});

async function makeDisk(run: CreateRun, at: DomainAtHost, disk: DiskPlan): Promise<void> {
  const disks = disksAt(at);
  const call = { signal: run.signal };
  await run.step(
    `disk-${disk.target}`,
    disk.how === 'context'
      ? `Write the context of ${at.name} as disk ${disk.target} on ${at.hostName}`
      : `Make disk ${disk.target} on ${at.hostName}`,
  );
  const known = (await thingsOf(run)).find((thing) => thing.path === disk.path);
  const there = await disks.stat(disk.path, call);
  if (known?.state === 'made' && there !== undefined) return run.note('Made by an earlier run already.', true);
  if (known === undefined && there !== undefined)
    throw new OperationFailure('refused', `${at.hostName} has a file ${disk.path} already; it is left alone.`);
  // An earlier run began it, and nobody knows how far it came.
  if (there !== undefined) await disks.remove(disk.path, call);
  const image = disk.how === 'library' ? { digest: disk.library.digest, file: disk.file.name } : undefined;
  await noteThing(run, { ...bookEntry(run, at), kind: 'disk', path: disk.path, basePath: baseOf(disk), image });
  run.probe('before-disk');
  const words = await fillDisk(run, at, disk);
  run.probe('after-disk');
  await markMade(run, 'disk', disk.path);
  run.note(`${disk.path}: ${words}.`);
}

function baseOf(disk: DiskPlan): string | undefined {
  if (disk.how === 'library') return disk.basePath;
  return disk.how === 'make' ? disk.image.base?.path : undefined;
}

/** @returns what it is then, for people. */
async function fillDisk(run: CreateRun, at: DomainAtHost, disk: DiskPlan): Promise<string> {
  const call = { signal: run.signal };
  switch (disk.how) {
    case 'copy':
      await copyDisk(run, at, disk);
      return `${formatBytes(disk.bytes)} copied from ${disk.from}`;
    case 'library':
      return await makeLibraryDisk(run, at, disk);
    case 'context': {
      const { content, path } = disk;
      const to = { folder: posix.dirname(path), name: posix.basename(path) };
      await disksAt(at).upload({ bytes: content.length, pieces: Readable.from([content]) }, to, undefined, call);
      return `${formatBytes(content.length)}, what the guest is told of itself and its site; it cannot write there`;
    }
    case 'make': {
      const { image, format } = disk;
      await disksAt(at).make(image, call);
      const base = image.base === undefined ? 'empty' : `a layer on ${image.base.path}`;
      return `${formatBytes(image.capacityBytes)}, ${format}, ${base}`;
    }
  }
}

async function copyDisk(run: CreateRun, at: DomainAtHost, disk: Extract<DiskPlan, { how: 'copy' }>): Promise<void> {
  const progress = createProgress(run);
  const slash = disk.path.lastIndexOf('/');
  const to = { folder: disk.path.slice(0, slash), name: disk.path.slice(slash + 1) };
  try {
    await disksAt(at).copy(
      disk.from,
      to,
      (written, of) => progress.say(`${formatBytes(written)} of ${formatBytes(of)} copied.`),
      { signal: run.signal },
    );
  } finally {
    progress.close();
  }
}

async function define(run: CreateRun, at: DomainAtHost, plan: CreationPlan): Promise<void> {
  const text = at.connection.renderDefinition(plan.wanted, plan.host);
  await run.step('define', `Define it on ${at.hostName}`);
  // Defining the same text twice changes nothing, so what a dead run may have done is simply done again.
  await noteThing(run, { ...bookEntry(run, at), kind: 'domain', note: plan.wish.note });
  run.probe('before-define');
  const there = await at.connection.readDomain(at.id, { signal: run.signal, figures: false });
  if (there === undefined || !isActive(there.state)) await at.connection.define(text, { signal: run.signal });
  else run.note('An earlier run had it running already.', true);
  run.probe('after-define');
  await markMade(run, 'domain');
}

async function start(run: CreateRun, at: DomainAtHost, plan: CreationPlan) {
  await run.step('start', `Start it on ${at.hostName}`);
  const before = await at.connection.readDomain(at.id, { signal: run.signal, figures: false });
  run.probe('before-start');
  if (before !== undefined && isActive(before.state)) run.note('It runs already.', true);
  else await at.connection.start(at.id, { signal: run.signal });
  run.probe('after-start');
  await run.step('verify', 'Boot check: hear the guest');
  const [first] = plan.wish.disks;
  if (plan.wish.boot.from === 'disk' && first?.from === 'new') {
    const words = 'Its first disk is empty, so nothing boots from it yet: not listened for.';
    run.note(words, true);
    return { heard: false, words };
  }
  const boot = await hearBoot(run, at, HEAR_NEW_DOMAIN_MS);
  run.note(boot.words);
  run.probe('verified');
  return boot;
}

/** Whatever was made is taken away, looked for again, and said. */
async function afterFailure(run: CreateRun, error: unknown): Promise<never> {
  const { reason } = run.signal;
  if (error instanceof LeaseLost || reason instanceof LeaseLost || reason instanceof AgentStopping) throw error;
  if (isDatabaseAway(error)) throw error;
  const words = describeFailure(error);
  if (words.unexpected !== undefined) run.ports.emit({ type: 'loop.error', loop: 'create-domain', error });
  const things = (await thingsOf(run)).filter((thing) => thing.state !== 'gone');
  if (things.length === 0) {
    await letGoOf(run);
    throw error;
  }
  await leaveThings(
    run.sql,
    things.map(({ id }) => id),
  );
  await run.step('undo', 'Take away what was made', { detail: words.message });
  run.probe('before-undo');
  const { ended, proof } = await takeAway(run, things);
  await letGoOf(run);
  run.note(ended);
  if (reason instanceof CancelRequested && (DriverError.is(error, 'cancelled') || error === reason))
    throw new OperationFailure('cancelled', `Cancelled. ${ended}`, { result: proof });
  throw new OperationFailure(words.kind, `${words.message} ${ended}`, {
    native: words.native,
    result: proof,
    cause: error,
  });
}

/** What it held of the library, and what it was to be told; the host's copies stay a while for the next. */
const letGoOf = async (run: CreateRun): Promise<void> =>
  await letGo(run.sql, { domainId: run.operation.domainId ?? undefined, operationId: run.operation.id });

/** @returns what is true then, and what was looked for where that could be done. */
async function takeAway(
  run: CreateRun,
  things: readonly MadeThing[],
): Promise<{ readonly ended: string; readonly proof?: CleanUp }> {
  const host = things[0]?.hostName ?? 'its host';
  const open = async (hostId: string) => await openAgain(run, hostId);
  try {
    await removeThings(things, { open, onThing: (_thing, when) => run.probe(`undo-${when}`) });
  } catch (error) {
    if (!DriverError.is(error)) throw error;
    return {
      ended: `What was made on ${host} could not be taken away whole: ${error.message} Gridbox goes on with it as soon as ${host} answers.`,
    };
  }
  const looked = await lookAgain(things, open);
  await markGone(run.sql, goneIds(looked));
  const left = looked.filter(({ item }) => item.outcome !== 'gone').map(({ item }) => item);
  return {
    proof: { clean: left.length === 0, items: looked.map(({ item }) => item) },
    ended:
      left.length === 0
        ? `Nothing is left of it on ${host}: each thing was looked for again.`
        : `Still there: ${listItems(left)}. Gridbox goes on with it.`,
  };
}

/** Not by the run's signal: what was made is taken away after a cancellation as well. */
async function openAgain(run: CreateRun, hostId: string) {
  const { clock } = run.ports;
  const never = new AbortController().signal;
  const endsAt = clock.monotonicMs() + UNDO_WAIT_MS;
  for (;;) {
    try {
      return await run.directory.connection(hostId, never);
    } catch (error) {
      if (!DriverError.is(error) || clock.monotonicMs() >= endsAt) throw error;
      await sleepUnless(clock, UNDO_LOOK_EVERY_MS, never);
    }
  }
}
