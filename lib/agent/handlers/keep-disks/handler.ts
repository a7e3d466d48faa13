/**
 * Keeps the disks of one domain of a lease that ends: the guest is asked to power off, and forced off where it does not; each disk of its own
 * is read from its host, made one whole qcow2 image, hashed and put where its VO can fetch it. What is about to be made is written
 * down first, so that the run after a dead one does what is not done yet, and nothing twice.
 */
import { isActive, type DiskFacts } from '@/lib/domain/domain';
import type { DomainReading } from '@/lib/domain/readings';
import { DriverError } from '@/lib/drivers/errors';
import { type DomainAtHost, hostOfDomain, readOrFail } from '@/lib/agent/handlers/host-of-domain';
import { closeKeptWork, openKeptWork } from '@/lib/agent/kept/kept-store';
import { sleepUnless } from '@/lib/agent/system-clock';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler } from '@/lib/agent/worker/run';
import { MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { keepDisk, type OwnDisk } from './keep-disk';
import { type KeepRun, readKeepingLease, runningKeepings } from './sql';

/** A guest that is asked to power off gets this long to write what it has in memory; its lease is over, and then it is forced off. */
const POWER_OFF_MS = 2 * MINUTE_MS;
const POWER_OFF_LOOK_EVERY_MS = SECOND_MS;

export const keepDisksHandler: Handler<'keep-disks'> = {
  kind: 'keep-disks',
  firstStep: { name: 'check', title: 'Look what disks it has' },
  run: async (run) => {
    const { kept } = run.ports;
    if (kept === undefined) throw new OperationFailure('unsupported', 'This agent has no folder for kept disks.');
    const lease = await readKeepingLease(run);
    if (lease === undefined) throw new OperationFailure('not-found', 'Nothing of the lease is to be kept any more.');
    const at = await hostOfDomain(run);
    const reading = await readOrFail(run, at);
    const disks = ownDisks(reading);
    if (disks.length === 0) {
      run.note(`${at.name} has no disk of its own.`, true);
      return { result: { disks: 0 } };
    }
    await powerOff(run, at, reading);
    const work = await openKeptWork(kept.dir, run.operation.id, await runningKeepings(run.sql));
    try {
      for (const disk of disks) {
        await run.step(`keep-${disk.target}`, `Keep disk ${disk.target}`);
        await keepDisk(run, at, { lease, disk, kept, work });
      }
    } finally {
      await closeKeptWork(work);
    }
    return { result: { disks: disks.length } };
  },
};

/** What it can write to. Media, and images that others have as well, hold nothing of its own. */
const ownDisks = ({ definition }: DomainReading): readonly OwnDisk[] =>
  (definition?.disks ?? []).filter(
    (disk): disk is DiskFacts & OwnDisk =>
      disk.kind === 'disk' && !disk.readOnly && disk.source?.startsWith('/') === true,
  );

async function powerOff(run: KeepRun, at: DomainAtHost, reading: DomainReading): Promise<void> {
  if (!isActive(reading.state)) return;
  await run.step('shutdown', `Ask its guest on ${at.hostName} to power off`);
  run.probe('before-stop');
  const asked = reading.state === 'running' && (await ask(run, at));
  if (asked && (await isOffInTime(run, at))) return run.probe('after-stop');
  await run.step('force-off', `Force it off on ${at.hostName}`);
  const now = await at.connection.readDomain(at.id, { signal: run.signal, figures: false });
  if (now !== undefined && isActive(now.state)) await at.connection.destroy(at.id, { signal: run.signal });
  run.probe('after-stop');
}

/** @returns false where its host cannot ask it */
async function ask(run: KeepRun, at: DomainAtHost): Promise<boolean> {
  try {
    await at.connection.shutdown(at.id, { signal: run.signal });
    return true;
  } catch (error) {
    if (!DriverError.is(error, 'unsupported') && !DriverError.is(error, 'refused')) throw error;
    run.note(error.message);
    return false;
  }
}

async function isOffInTime(run: KeepRun, at: DomainAtHost): Promise<boolean> {
  const { clock } = run.ports;
  const endsAt = clock.monotonicMs() + POWER_OFF_MS;
  while (clock.monotonicMs() < endsAt) {
    const now = await at.connection.readDomain(at.id, { signal: run.signal, figures: false });
    if (now === undefined || !isActive(now.state)) return true;
    if (!(await sleepUnless(clock, POWER_OFF_LOOK_EVERY_MS, run.signal))) throw run.signal.reason;
  }
  return false;
}
