/**
 * Live migration by iterative pre-copy, after Clark et al., *Live Migration of Virtual Machines*, NSDI 2005: reserve at
 * the target, copy all memory while the guest runs, copy again what it wrote meanwhile (its writable working set), stop
 * it for the last rest, activate it at the target. Post-copy after Hines and Gopalan, VEE 2009. Links are shared by the
 * migrations that use them.
 */
import { DriverError } from '@/lib/drivers/errors';
import type { MigrateOptions } from '@/lib/drivers/port';
import { checkMigration } from './check-migration';
import { failHost } from './fail-host';
import { guestUptimeMs, resetGuestClock, startGuestClock, stopGuestClock } from './guest-clock';
import { dropMigrationPlan, settleMigration, shareLinks } from './links';
import type { Migration, MigrationOutcome } from './migration-state';
import type { DomainRecord } from './records';
import { hasSentinel } from './sentinels';
import { dropPlan, findDomain, findHost, noteDomain, plan, planKey, removeDomain, type World } from './world';

const PAGE_BYTES = 4096;
/** `xc_domain_save`: after so many rounds, so much data or so few dirty pages the guest is stopped. */
const XEN_MAX_ROUNDS = 29;
const XEN_MAX_MEMORY_FACTOR = 3;
const XEN_MIN_DIRTY_PAGES = 50;
/** QEMU's `downtime-limit`. */
const QEMU_DOWNTIME_MS = 300;
/** QEMU's `cpu-throttle-initial`, `cpu-throttle-increment`, `max-cpu-throttle`; throttling begins after this round. */
const THROTTLE = { afterRound: 2, initial: 0.2, step: 0.1, max: 0.99 };
/** Reserving memory, opening channels: each migration takes about this long before its first byte. */
const PREPARE_MS = 220;
/** Device state, ARP and unpausing at the target, while the guest stands. */
const ACTIVATE_MS = 45;
const JITTER = 0.25;
/** Rounds differ from the model by this share: guests are not clockwork. */
const ROUND_JITTER = 0.08;
/** Writing speed of a guest called `never-converges`, as a multiple of its link. */
const RELENTLESS = 3;

export interface StartMigrationInput {
  readonly source: string;
  readonly target: string;
  readonly id: string;
  readonly options: MigrateOptions;
}

/** Begins a migration, or throws what the hypervisors refuse. Its end is told to `migration.watchers`. */
export function startMigration(world: World, input: StartMigrationInput): Migration {
  const { source, target, id, options } = input;
  const domain = findDomain(world, source, id);
  checkMigration(world, domain, input);
  const total = Math.max(PAGE_BYTES, domain.memoryKiB * 1024 * domain.habits.usedShare);
  const migration: Migration = {
    domainId: id,
    source,
    target,
    options,
    manner: findHost(world, source).record.hypervisor === 'xen' ? 'bounded' : 'patient',
    startedAtMs: world.nowMs,
    totalBytes: total,
    phase: 'preparing',
    round: 0,
    roundStartedAtMs: world.nowMs,
    leftBytes: 0,
    sentBytes: 0,
    settledAtMs: world.nowMs,
    bytesPerSecond: 0,
    dirtyBytesPerSecond: undefined,
    throttle: 0,
    postCopyActive: false,
    stoppedAtMs: undefined,
    downtimeMs: 0,
    onSent: () => undefined,
    watchers: new Set(),
  };
  world.migrations.set(id, migration);
  const waiting: DomainRecord = {
    ...structuredClone(domain),
    arriving: true,
    state: 'paused',
    stateReason: 'migration',
    persistent: false,
  };
  delete waiting.guest.runningSinceMs;
  // It uses no CPU here before it runs here.
  waiting.cpuMsAtArrival = waiting.counters.cpuMs;
  findHost(world, target).domains.set(id, waiting);
  noteDomain(world, target, id, 'arriving');
  plan(world, `migration/${id}`, world.nowMs + PREPARE_MS * world.random.jitter(JITTER), () => {
    migration.phase = 'copying';
    if (!options.live) stopGuest(world, migration, domain);
    beginRound(world, migration, domain, total);
  });
  return migration;
}

function beginRound(world: World, migration: Migration, domain: DomainRecord, bytes: number): void {
  migration.round += 1;
  migration.roundStartedAtMs = world.nowMs;
  migration.leftBytes = bytes;
  migration.onSent = () => endRound(world, migration, domain);
  shareLinks(world);
}

function endRound(world: World, migration: Migration, domain: DomainRecord): void {
  const doomed = [migration.source, migration.target].find((end) => hasSentinel(end, 'dies-mid-copy'));
  if (doomed !== undefined) {
    failHost(world, doomed, abortBecauseHostFailed);
    return;
  }
  const rest = dirtiedBytes(world, migration, domain);
  const seconds = Math.max(0.001, (world.nowMs - migration.roundStartedAtMs) / 1000);
  migration.dirtyBytesPerSecond = rest / seconds;
  const limitMs = migration.options.maxDowntimeMs ?? QEMU_DOWNTIME_MS;
  const restMs = (rest / migration.bytesPerSecond) * 1000;
  const stop =
    migration.manner === 'bounded'
      ? rest <= XEN_MIN_DIRTY_PAGES * PAGE_BYTES ||
        migration.round >= XEN_MAX_ROUNDS ||
        migration.sentBytes + rest > XEN_MAX_MEMORY_FACTOR * migration.totalBytes
      : restMs <= limitMs;
  if (stop || domain.guest.runningSinceMs === undefined) switchOver(world, migration, domain, rest);
  else if (migration.options.postCopy === true) goPostCopy(world, migration, domain, rest);
  else {
    if (migration.options.autoConverge === true && migration.round > THROTTLE.afterRound) {
      migration.throttle = Math.min(
        THROTTLE.max,
        migration.throttle === 0 ? THROTTLE.initial : migration.throttle + THROTTLE.step,
      );
    }
    beginRound(world, migration, domain, rest);
  }
}

/** W · (1 − e^(−D·t/W)): what the guest wrote during this round, each page once. A guest that stands writes nothing. */
function dirtiedBytes(world: World, migration: Migration, domain: DomainRecord): number {
  if (domain.guest.runningSinceMs === undefined) return 0;
  const seconds = (world.nowMs - migration.roundStartedAtMs) / 1000;
  const relentless = hasSentinel(domain.name, 'never-converges');
  const rate = relentless
    ? findHost(world, migration.source).record.linkBytesPerSecond * RELENTLESS
    : domain.habits.dirtyBytesPerSecond;
  const set = Math.min(migration.totalBytes, relentless ? migration.totalBytes / 2 : domain.habits.workingSetBytes);
  if (set <= 0) return 0;
  // A relentless guest is one that throttling does not tame either.
  const written = set * (1 - Math.exp((-rate * (relentless ? 1 : 1 - migration.throttle) * seconds) / set));
  return Math.min(migration.totalBytes, written * world.random.jitter(ROUND_JITTER));
}

function switchOver(world: World, migration: Migration, domain: DomainRecord, rest: number): void {
  migration.phase = 'switching-over';
  stopGuest(world, migration, domain);
  migration.leftBytes = rest;
  migration.round += 1;
  const activate = (): void => {
    settleMigration(world, migration);
    shareLinks(world);
    plan(world, `migration/${domain.id}`, world.nowMs + ACTIVATE_MS * world.random.jitter(JITTER), () => {
      arrive(world, migration, domain);
      finish(world, migration);
    });
  };
  migration.onSent = activate;
  if (rest > 0) shareLinks(world);
  else activate();
}

/** Moves the CPU first and the rest behind it; the guest stands only for the activation. */
function goPostCopy(world: World, migration: Migration, domain: DomainRecord, rest: number): void {
  migration.phase = 'switching-over';
  stopGuest(world, migration, domain);
  plan(world, `migration/${domain.id}`, world.nowMs + ACTIVATE_MS * world.random.jitter(JITTER), () => {
    arrive(world, migration, domain);
    migration.postCopyActive = true;
    migration.round += 1;
    migration.leftBytes = rest;
    migration.onSent = () => finish(world, migration);
    shareLinks(world);
  });
}

function stopGuest(world: World, migration: Migration, domain: DomainRecord): void {
  if (migration.stoppedAtMs !== undefined || domain.guest.runningSinceMs === undefined) return;
  stopGuestClock(domain, world.nowMs);
  migration.stoppedAtMs = world.nowMs;
  domain.state = 'paused';
  domain.stateReason = 'migration';
  noteDomain(world, migration.source, domain.id, 'suspended');
}

/** The domain is at the target from now on, and no longer at the source, unless its name says otherwise. */
function arrive(world: World, migration: Migration, domain: DomainRecord): void {
  const target = findHost(world, migration.target);
  const ran = migration.stoppedAtMs !== undefined;
  const moved = structuredClone(domain);
  moved.cpuMsAtArrival = moved.counters.cpuMs;
  moved.persistent = true;
  moved.state = ran ? 'running' : 'paused';
  moved.stateReason = ran ? 'migrated' : 'migration';
  if (!ran) moved.stateReason = 'user';
  if (hasSentinel(domain.name, 'moved-but-mute')) moved.guest.mute = true;
  if (hasSentinel(domain.name, 'moved-but-restarted')) resetGuestClock(moved);
  dropPlan(world, planKey(migration.source, domain.id, 'pending'));
  dropPlan(world, planKey(migration.source, domain.id, 'balloon'));
  delete moved.balloon;
  delete moved.pending;
  if (ran) startGuestClock(moved, world.nowMs);
  if (migration.stoppedAtMs !== undefined) migration.downtimeMs = world.nowMs - migration.stoppedAtMs;
  if (hasSentinel(domain.name, 'splits-in-two')) {
    domain.state = 'running';
    domain.stateReason = 'unpaused';
    startGuestClock(domain, world.nowMs);
  } else removeDomain(world, migration.source, domain);
  if (hasSentinel(domain.name, 'lost-in-move')) target.domains.delete(domain.id);
  else target.domains.set(domain.id, moved);
  noteDomain(world, migration.target, domain.id, 'migrated-in');
  noteDomain(world, migration.source, domain.id, 'migrated-out');
}

function finish(world: World, migration: Migration): void {
  settleMigration(world, migration);
  endMigration(world, migration, {
    kind: 'done',
    elapsedMs: world.nowMs - migration.startedAtMs,
    downtimeMs: migration.downtimeMs,
    bytes: migration.sentBytes,
    rounds: migration.round,
  });
}

function endMigration(world: World, migration: Migration, outcome: MigrationOutcome): void {
  dropMigrationPlan(world, migration);
  world.migrations.delete(migration.domainId);
  shareLinks(world);
  for (const watcher of migration.watchers) watcher(outcome);
}

/** Gives a migration up: the reservation goes, the guest runs on where it was. After post-copy there is no way back. */
export function abortMigration(world: World, id: string, error: DriverError): void {
  const migration = world.migrations.get(id);
  if (migration === undefined) {
    throw new DriverError('refused', `No migration of ${id} is running.`, {
      native: { code: 55, name: 'SIM_NO_JOB', message: 'no job is active on the domain' },
    });
  }
  if (migration.postCopyActive) {
    throw new DriverError(
      'refused',
      'The guest runs at the target already (post-copy); the move cannot be taken back.',
      {
        native: { code: 55, name: 'SIM_POSTCOPY', message: 'cannot abort migration in post-copy mode' },
      },
    );
  }
  const arriving = world.hosts.get(migration.target)?.domains.get(id);
  if (arriving?.arriving === true) {
    findHost(world, migration.target).domains.delete(id);
    noteDomain(world, migration.target, id, 'arrival-cancelled');
  }
  const domain = findHost(world, migration.source).domains.get(id);
  if (domain !== undefined && migration.stoppedAtMs !== undefined && domain.stateReason === 'migration') {
    domain.state = 'running';
    domain.stateReason = 'migration-cancelled';
    startGuestClock(domain, world.nowMs);
    noteDomain(world, migration.source, id, 'resumed');
  }
  endMigration(world, migration, { kind: 'failed', error });
}

/** What `failHost` does to the migrations of a host that failed. */
export function abortBecauseHostFailed(world: World, host: string): void {
  for (const migration of world.migrations.values()) {
    if (migration.source !== host && migration.target !== host) continue;
    migration.postCopyActive = false;
    const message = `The connection between ${migration.source} and ${migration.target} was lost: ${host} failed.`;
    const native = {
      code: 38,
      name: 'SIM_PEER_LOST',
      message: 'unable to read from migration stream: Connection reset by peer',
    };
    abortMigration(
      world,
      migration.domainId,
      new DriverError(migration.source === host ? 'unreachable' : 'internal', message, { native }),
    );
  }
}

/** The guest's uptime where it runs now, for tests and readers of one domain. */
export const uptimeOf = (world: World, host: string, id: string): number =>
  guestUptimeMs(findDomain(world, host, id), world.nowMs);
