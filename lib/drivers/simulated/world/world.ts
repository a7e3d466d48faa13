/**
 * The simulated world: hosts, the domains on them, and a timeline of what will happen. Deterministic: its clock only
 * moves when told (`advanceWorld`), and chance comes from its seed. No I/O here; the daemon keeps it in files.
 */
import type { SeededRandom } from '@/lib/utils/seeded-random';
import { createSeededRandom } from '@/lib/utils/seeded-random';
import type { DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import { countersAt, startGuestClock } from './guest-clock';
import type { Migration } from './migration-state';
import type { DomainRecord, HostRecord, WorldSeed } from './records';
import { createTimeline, type Timeline } from './timeline';

export interface HostState {
  readonly record: HostRecord;
  readonly domains: Map<string, DomainRecord>;
}

/** Something changed. The journal writes it down, watchers look again. */
export type WorldChange =
  | { readonly kind: 'domain'; readonly host: string; readonly id: DomainId; readonly what: string }
  | { readonly kind: 'host'; readonly host: string; readonly what: string };

export interface World {
  nowMs: number;
  readonly random: SeededRandom;
  readonly timeline: Timeline;
  readonly hosts: Map<string, HostState>;
  /** By domain. */
  readonly migrations: Map<string, Migration>;
  readonly listeners: Set<(change: WorldChange) => void>;
  /** Plans that belong to one domain on one host, by `planKey`; taken back when the state changes otherwise. */
  readonly plans: Map<string, () => void>;
}

export interface CreateWorldInput {
  readonly seed: WorldSeed;
  readonly nowMs: number;
  /** Where chance comes from. */
  readonly randomSeed?: number | string | undefined;
}

/** Puts a seed, or what the files kept, into a world. Migrations do not survive: the domain is where its record is. */
export function createWorld({ seed, nowMs, randomSeed = 'openlab' }: CreateWorldInput): World {
  const world: World = {
    nowMs,
    random: createSeededRandom(randomSeed),
    timeline: createTimeline(),
    hosts: new Map(seed.hosts.map((record) => [record.name, { record, domains: new Map() }])),
    migrations: new Map(),
    listeners: new Set(),
    plans: new Map(),
  };
  for (const { host, domain } of seed.domains) {
    const state = world.hosts.get(host);
    if (state === undefined) throw new DriverError('internal', `The seed names a host ${host} that is not in it.`);
    state.domains.set(domain.id, domain);
    // Caught in the middle of a switch-over: no migration is left, so the guest runs on where it is.
    if (domain.state === 'paused' && domain.stateReason === 'migration') {
      domain.state = 'running';
      domain.stateReason = 'migration-cancelled';
      startGuestClock(domain, nowMs);
    }
  }
  return world;
}

/** Lets time pass up to `toMs`: everything due happens in order, each at its own instant. Time never runs backwards. */
export function advanceWorld(world: World, toMs: number): void {
  for (;;) {
    const plan = world.timeline.takeDue(toMs);
    if (plan === undefined) break;
    world.nowMs = Math.max(world.nowMs, plan.atMs);
    plan.run();
  }
  world.nowMs = Math.max(world.nowMs, toMs);
}

export function findHost(world: World, name: string): HostState {
  const host = world.hosts.get(name);
  if (host === undefined) {
    throw new DriverError('not-found', `The simulated testbed has no host ${name}.`, {
      native: { code: 404, name: 'SIM_NO_HOST', message: `no host ${name}` },
    });
  }
  return host;
}

export function findDomain(world: World, hostName: string, id: string): DomainRecord {
  const domain = findHost(world, hostName).domains.get(id);
  if (domain === undefined) {
    throw new DriverError('not-found', `${hostName} does not know the domain ${id}.`, {
      native: { code: 42, name: 'SIM_NO_DOMAIN', message: `no domain with UUID ${id}` },
    });
  }
  return domain;
}

/** Takes a domain off a host for good; the CPU time it used there stays with the host. */
export function removeDomain(world: World, hostName: string, domain: DomainRecord): void {
  const host = findHost(world, hostName);
  if (!host.domains.delete(domain.id)) return;
  host.record.departedCpuMs += countersAt(domain, world.nowMs).cpuMs - domain.cpuMsAtArrival;
  noteHost(world, hostName, 'departed');
}

/** Tells everybody that a domain of a host changed. */
export function noteDomain(world: World, host: string, id: string, what: string): void {
  // Ids in records were made or parsed as domain ids.
  const change: WorldChange = { kind: 'domain', host, id: id as DomainId, what };
  for (const listener of world.listeners) listener(change);
}

export function noteHost(world: World, host: string, what: string): void {
  for (const listener of world.listeners) listener({ kind: 'host', host, what });
}

export const planKey = (host: string, id: string, what: string): string => `${host}/${id}/${what}`;

/** Replaces the plan of that key. */
export function plan(world: World, key: string, atMs: number, run: () => void): void {
  dropPlan(world, key);
  const cancel = world.timeline.schedule(atMs, () => {
    world.plans.delete(key);
    run();
  });
  world.plans.set(key, cancel);
}

export function dropPlan(world: World, key: string): void {
  world.plans.get(key)?.();
  world.plans.delete(key);
}

/** A refusal in the simulated hypervisor's own words. */
export function refuse(name: string, message: string): never {
  throw new DriverError('refused', message, { native: { code: 55, name, message } });
}
