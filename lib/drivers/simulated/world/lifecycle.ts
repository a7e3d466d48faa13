/** Verbs on one domain of one host. Each throws a `DriverError` and changes nothing where it is refused. */
import { isActive } from '@/lib/domain/domain';
import { VERB_STATES, type DomainVerb } from '@/lib/domain/domain-actions';
import { DriverError } from '@/lib/drivers/errors';
import { formatKiB } from '@/lib/utils/units';
import { planRecovery } from './fail-host';
import { resetGuestClock, startGuestClock, stopGuestClock } from './guest-clock';
import { memoryFreeKiB, memoryNowKiB } from './host-memory';
import { abortMigration } from './migration';
import { type DomainRecord, isAtMemory, type PendingChange } from './records';
import { hasSentinel } from './sentinels';
import { dropPlan, findDomain, findHost, noteDomain, plan, planKey, refuse, removeDomain, type World } from './world';

/** Share of its boot time after which a guest that crashes on boot does so. */
const CRASH_AT_BOOT_SHARE = 0.5;
/** A balloon moves this much memory in a second, in KiB. */
const BALLOON_KIB_PER_SECOND = 256 * 1024;

export function startDomain(world: World, host: string, id: string): void {
  const domain = allow(world, host, id, 'start');
  if (hasSentinel(domain.name, 'fail-to-start')) {
    throw new DriverError('internal', `Starting ${domain.name} failed: the hypervisor could not build the domain.`, {
      native: { code: 1, name: 'SIM_BUILD_FAILED', message: 'internal error: domain building failed (-3)' },
    });
  }
  requireFreeMemory(world, host, domain);
  resetGuestClock(domain);
  domain.guest.mute = false;
  domain.counters = { ...domain.counters, atMs: world.nowMs };
  setState(world, host, domain, 'running', 'booted');
  startGuestClock(domain, world.nowMs);
  if (hasSentinel(domain.name, 'crashes-on-boot')) {
    planChange(world, host, domain, 'crashed', world.nowMs + domain.habits.bootMs * CRASH_AT_BOOT_SHARE);
  }
  noteDomain(world, host, id, 'started');
}

export function requireFreeMemory(world: World, host: string, domain: DomainRecord): void {
  const freeKiB = memoryFreeKiB(findHost(world, host));
  if (freeKiB >= domain.memoryKiB) return;
  refuse(
    'SIM_NO_MEMORY',
    `${host} has ${formatKiB(freeKiB)} free; ${domain.name} needs ${formatKiB(domain.memoryKiB)}.`,
  );
}

export function shutdownDomain(world: World, host: string, id: string): void {
  const domain = allow(world, host, id, 'shutdown');
  if (!hasSentinel(domain.name, 'hangs-on-shutdown')) {
    planChange(world, host, domain, 'off', world.nowMs + domain.habits.shutdownMs);
  }
  setState(world, host, domain, 'shutting-down', 'asked');
  noteDomain(world, host, id, 'shutdown');
}

export function destroyDomain(world: World, host: string, id: string): void {
  const domain = allow(world, host, id, 'destroy');
  turnOff(world, host, domain, 'off', 'destroyed');
}

export function rebootDomain(world: World, host: string, id: string): void {
  const domain = allow(world, host, id, 'reboot');
  planChange(world, host, domain, 'rebooted', world.nowMs + domain.habits.shutdownMs);
  noteDomain(world, host, id, 'reboot-asked');
}

export function resetDomain(world: World, host: string, id: string): void {
  const domain = allow(world, host, id, 'reset');
  restartGuest(world, host, domain);
}

export function pauseDomain(world: World, host: string, id: string): void {
  const domain = allow(world, host, id, 'pause');
  stopGuestClock(domain, world.nowMs);
  setState(world, host, domain, 'paused', 'user');
  noteDomain(world, host, id, 'suspended');
}

export function resumeDomain(world: World, host: string, id: string): void {
  const domain = allow(world, host, id, 'resume');
  setState(world, host, domain, 'running', 'unpaused');
  startGuestClock(domain, world.nowMs);
  noteDomain(world, host, id, 'resumed');
}

/** @param memoryKiB balloon target; a running guest moves towards it at its own pace */
export function setDomainMemory(world: World, host: string, id: string, memoryKiB: number): void {
  const domain = allow(world, host, id, 'resize');
  if (memoryKiB > domain.maxMemoryKiB) {
    refuse(
      'SIM_OVER_MAXIMUM',
      `${domain.name} may have at most ${formatKiB(domain.maxMemoryKiB)}; its maximum changes only while it is off.`,
    );
  }
  const fromKiB = memoryNowKiB(domain, world.nowMs);
  if (isActive(domain.state)) {
    const freeKiB = memoryFreeKiB(findHost(world, host));
    if (memoryKiB - domain.memoryKiB > freeKiB) refuse('SIM_NO_MEMORY', `${host} has only ${formatKiB(freeKiB)} free.`);
    const takesMs = (Math.abs(memoryKiB - fromKiB) / BALLOON_KIB_PER_SECOND) * 1000;
    domain.balloon = { fromKiB, startedAtMs: world.nowMs, endsAtMs: world.nowMs + takesMs };
    plan(world, planKey(host, id, 'balloon'), world.nowMs + takesMs, () => {
      delete domain.balloon;
      noteDomain(world, host, id, 'balloon');
    });
  }
  domain.memoryKiB = memoryKiB;
  domain.revision += 1;
  noteDomain(world, host, id, 'resized');
}

export function setDomainVcpus(world: World, host: string, id: string, vcpus: number): void {
  const domain = allow(world, host, id, 'resize');
  if (vcpus > domain.maxVcpus) refuse('SIM_OVER_MAXIMUM', `${domain.name} may have at most ${domain.maxVcpus} vCPUs.`);
  if (isActive(domain.state)) {
    stopGuestClock(domain, world.nowMs);
    startGuestClock(domain, world.nowMs);
  }
  domain.vcpus = vcpus;
  domain.revision += 1;
  noteDomain(world, host, id, 'resized');
}

/** Ends the domain's run, whatever it was doing. A transient domain is gone with it. */
export function turnOff(
  world: World,
  host: string,
  domain: DomainRecord,
  state: 'off' | 'crashed' | 'saved',
  reason: string,
): void {
  stopGuestClock(domain, world.nowMs);
  delete domain.balloon;
  dropPlan(world, planKey(host, domain.id, 'balloon'));
  setState(world, host, domain, state, reason);
  if (!domain.persistent) removeDomain(world, host, domain);
  if (world.migrations.get(domain.id)?.source === host) {
    const message = `${domain.name} stopped running while it was being migrated.`;
    abortMigration(
      world,
      domain.id,
      new DriverError('internal', message, { native: { code: 38, name: 'SIM_GUEST_GONE', message } }),
    );
  }
  noteDomain(world, host, domain.id, state === 'crashed' ? 'crashed' : 'stopped');
}

/** Makes the plans that records of an earlier life of this world speak of. */
export function resumePlans(world: World): void {
  for (const [host, { domains }] of world.hosts) {
    planRecovery(world, host);
    for (const domain of domains.values()) {
      const { pending, balloon } = domain;
      if (pending !== undefined) planChange(world, host, domain, pending.what, pending.atMs);
      if (balloon !== undefined) {
        plan(world, planKey(host, domain.id, 'balloon'), balloon.endsAtMs, () => {
          delete domain.balloon;
          noteDomain(world, host, domain.id, 'balloon');
        });
      }
    }
  }
}

/** The domain, if its state and what it is busy with allow the verb. */
export function allow(world: World, host: string, id: string, verb: DomainVerb): DomainRecord {
  const domain = findDomain(world, host, id);
  const migration = world.migrations.get(id);
  if (domain.arriving === true || (migration !== undefined && verb !== 'destroy')) {
    throw new DriverError('busy', `${domain.name} is being migrated; ${verb} must wait.`, {
      native: { code: 68, name: 'SIM_JOB_ACTIVE', message: 'cannot acquire state change lock: migration' },
    });
  }
  if (isAtMemory(domain) && verb !== 'destroy') {
    throw new DriverError('busy', `${domain.name} is being ${jobOf(domain)}; ${verb} must wait.`, {
      native: { code: 68, name: 'SIM_JOB_ACTIVE', message: 'cannot acquire state change lock: save' },
    });
  }
  if (!VERB_STATES[verb].includes(domain.state)) {
    refuse(
      'SIM_INVALID_STATE',
      `${domain.name} is ${domain.state}; ${verb} needs it to be ${VERB_STATES[verb].join(' or ')}.`,
    );
  }
  return domain;
}

const jobOf = ({ pending }: DomainRecord): string => (pending?.what === 'saved' ? 'saved' : 'restored');

export function setState(
  world: World,
  host: string,
  domain: DomainRecord,
  state: DomainRecord['state'],
  reason: string,
): void {
  domain.state = state;
  domain.stateReason = reason;
  if (state !== 'running' && state !== 'shutting-down') dropPending(world, host, domain);
}

export function planChange(world: World, host: string, domain: DomainRecord, what: PendingChange, atMs: number): void {
  domain.pending = { what, atMs };
  plan(world, planKey(host, domain.id, 'pending'), atMs, () => {
    delete domain.pending;
    if (what === 'rebooted') restartGuest(world, host, domain);
    else if (what === 'running') endRestore(world, host, domain);
    else turnOff(world, host, domain, what, END_REASONS[what]);
  });
}

const END_REASONS = { off: 'shutdown', crashed: 'panicked', saved: 'saved' } as const;

/** The memory is there again: the guest's clock goes on where it stood. */
function endRestore(world: World, host: string, domain: DomainRecord): void {
  setState(world, host, domain, 'running', 'restored');
  startGuestClock(domain, world.nowMs);
  noteDomain(world, host, domain.id, 'resumed');
}

function dropPending(world: World, host: string, domain: DomainRecord): void {
  delete domain.pending;
  dropPlan(world, planKey(host, domain.id, 'pending'));
}

function restartGuest(world: World, host: string, domain: DomainRecord): void {
  stopGuestClock(domain, world.nowMs);
  resetGuestClock(domain);
  dropPending(world, host, domain);
  setState(world, host, domain, 'running', 'booted');
  startGuestClock(domain, world.nowMs);
  noteDomain(world, host, domain.id, 'rebooted');
}
