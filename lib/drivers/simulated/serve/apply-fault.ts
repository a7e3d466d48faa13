import { match } from 'ts-pattern';
import type { Fault } from '../wire';
import { cutHost, failHost, recoverHost } from '../world/fail-host';
import { startGuestClock, stopGuestClock } from '../world/guest-clock';
import { endJobs, makeJobEndless } from '../world/jobs';
import { turnOff } from '../world/lifecycle';
import { stallMigration } from '../world/links';
import { abortBecauseHostFailed } from '../world/migration';
import { findDomain, findHost, noteDomain, noteHost, refuse, type World } from '../world/world';

/** Makes a fault happen now. @throws DriverError where the host or domain is not there */
export function applyFault(world: World, hostName: string, fault: Fault): void {
  const host = findHost(world, hostName);
  match(fault)
    .with({ fault: 'fail' }, () => failHost(world, hostName, abortBecauseHostFailed))
    .with({ fault: 'cut' }, () => cutHost(world, hostName))
    .with({ fault: 'heal' }, () => recoverHost(world, hostName))
    .with({ fault: 'hang' }, () => {
      host.record.faults.callsHang = true;
      noteHost(world, hostName, 'hangs');
    })
    .with({ fault: 'delay' }, ({ delayMs }) => {
      host.record.faults.delayMs = delayMs;
      noteHost(world, hostName, 'slow');
    })
    .with({ fault: 'crash' }, ({ id }) =>
      turnOff(world, hostName, findDomain(world, hostName, id), 'crashed', 'panicked'),
    )
    .with({ fault: 'mute' }, ({ id, mute }) => {
      findDomain(world, hostName, id).guest.mute = mute;
      noteDomain(world, hostName, id, 'guest');
    })
    .with({ fault: 'inside' }, ({ id, inside }) => {
      findDomain(world, hostName, id).inside = inside;
      noteDomain(world, hostName, id, 'inside');
    })
    .with({ fault: 'split' }, ({ id, other }) => {
      const copy = structuredClone(findDomain(world, hostName, id));
      if (copy.state !== 'running')
        refuse('SIM_INVALID_STATE', `${copy.name} does not run; only a running domain can be in two places.`);
      if (findHost(world, other).domains.has(id)) refuse('SIM_EXISTS', `${other} has that domain already.`);
      delete copy.pending;
      delete copy.balloon;
      findHost(world, other).domains.set(id, copy);
      noteDomain(world, other, id, 'appeared');
    })
    .with({ fault: 'vanish' }, ({ id }) => {
      const domain = findDomain(world, hostName, id);
      domain.persistent = false;
      turnOff(world, hostName, domain, 'off', 'vanished');
    })
    .with({ fault: 'jobs' }, ({ id, what }) => (what === 'endless' ? makeJobEndless(world, id) : endJobs(world, id)))
    .with({ fault: 'stall' }, ({ id }) => {
      const migration = world.migrations.get(id);
      if (migration === undefined) refuse('SIM_NO_JOB', `No migration of ${id} is running.`);
      stallMigration(world, migration);
    })
    .with({ fault: 'write-rate' }, ({ id, dirtyBytesPerSecond, workingSetBytes }) => {
      const domain = findDomain(world, hostName, id);
      const running = domain.guest.runningSinceMs !== undefined;
      if (running) stopGuestClock(domain, world.nowMs);
      Object.assign(domain.habits, { dirtyBytesPerSecond, workingSetBytes });
      if (running) startGuestClock(domain, world.nowMs);
      noteDomain(world, hostName, id, 'habits');
    })
    .exhaustive();
}
