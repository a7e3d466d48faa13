import { createSeededRandom } from '@/lib/utils/seeded-random';
import { DriverError } from '@/lib/drivers/errors';
import { isActive, type GridMetadata } from '@/lib/domain/domain';
import type { ParsedDefinition } from '../parse-definition';
import { findNode } from './jobs';
import type { DomainRecord, HabitsRecord } from './records';
import { dropPlan, findDomain, findHost, noteDomain, planKey, refuse, removeDomain, type World } from './world';

const MIB = 1024 * 1024;

/** Puts a definition on a host; one that is there already is replaced, its run untouched. Throws where the host cannot run such a domain. */
export function defineDomain(world: World, hostName: string, parsed: ParsedDefinition): DomainRecord {
  const host = findHost(world, hostName);
  const { definition } = parsed;
  const offered = host.record.architecture;
  if (definition.architecture !== offered && !(definition.architecture === 'i686' && offered === 'x86_64')) {
    refuse('SIM_INCOMPATIBLE', `${hostName} is ${offered}; the definition asks for ${definition.architecture}.`);
  }
  if (!host.record.guestModes.includes(definition.guestMode)) {
    refuse('SIM_INCOMPATIBLE', `${hostName} does not run ${definition.guestMode} guests.`);
  }
  for (const other of host.domains.values()) {
    if (other.name === parsed.name && other.id !== parsed.id) {
      refuse('SIM_EXISTS', `${hostName} has a domain of that name already, with UUID ${other.id}.`);
    }
  }
  const existing = host.domains.get(parsed.id);
  if (existing !== undefined && (existing.arriving === true || world.migrations.has(parsed.id))) {
    throw new DriverError('busy', `${existing.name} is being migrated; its definition must wait.`);
  }
  if (existing !== undefined && (isActive(existing.state) || existing.state === 'saved')) {
    Object.assign(existing, { name: parsed.name, definition, maxVcpus: Math.max(parsed.maxVcpus, existing.vcpus) });
    existing.maxMemoryKiB = Math.max(parsed.maxMemoryKiB, existing.memoryKiB);
    existing.revision += 1;
    noteDomain(world, hostName, parsed.id, 'defined');
    return existing;
  }
  const habits = existing?.habits ?? ordinaryHabits(parsed.id, parsed.memoryKiB);
  const record = makeDomain({ ...parsed, habits, nowMs: world.nowMs, revision: (existing?.revision ?? 0) + 1 });
  // The batch system knows a node by its id, wherever it is defined.
  const batch = existing?.batch ?? findNode(world, parsed.id)?.domain.batch;
  if (batch !== undefined) record.batch = structuredClone(batch);
  host.domains.set(parsed.id, record);
  noteDomain(world, hostName, parsed.id, 'defined');
  return record;
}

/** A domain that is off, with all its figures at nought. */
export function makeDomain(
  input: ParsedDefinition & { readonly habits: HabitsRecord; readonly nowMs: number; readonly revision: number },
): DomainRecord {
  const { id, name, vcpus, maxVcpus, memoryKiB, maxMemoryKiB, definition, habits, nowMs, revision } = input;
  return {
    id,
    name,
    state: 'off',
    stateReason: 'defined',
    persistent: true,
    vcpus,
    maxVcpus,
    memoryKiB,
    maxMemoryKiB,
    definition,
    revision,
    habits,
    counters: { atMs: nowMs, cpuMs: 0, netReceiveBytes: 0, netTransmitBytes: 0, blockReadBytes: 0, blockWriteBytes: 0 },
    cpuMsAtArrival: 0,
    guest: { gatheredMs: 0, audibleFromMs: habits.bootMs, mute: false },
  };
}

/** Habits of a guest nobody described: quiet, and always the same for the same UUID. */
export function ordinaryHabits(id: string, memoryKiB: number): HabitsRecord {
  const random = createSeededRandom(id);
  return {
    cpuShare: 0.05 * random.jitter(0.5),
    usedShare: 0.6 * random.jitter(0.2),
    dirtyBytesPerSecond: 2 * MIB * random.jitter(0.5),
    workingSetBytes: Math.min(16 * MIB, memoryKiB * 256) * random.jitter(0.3),
    netBytesPerSecond: 40_000 * random.jitter(0.5),
    diskBytesPerSecond: 120_000 * random.jitter(0.5),
    bootMs: Math.round(2_500 * random.jitter(0.2)),
    shutdownMs: Math.round(1_500 * random.jitter(0.2)),
  };
}

/** Forgets a domain; one that runs goes on as a transient one. */
export function undefineDomain(world: World, hostName: string, id: string): void {
  const domain = findDomain(world, hostName, id);
  if (domain.arriving === true || world.migrations.has(id))
    throw new DriverError('busy', `${domain.name} is being migrated.`);
  if (domain.state === 'saved')
    refuse('SIM_INVALID_STATE', `${domain.name} has a saved memory, which would be lost with its definition.`);
  if (isActive(domain.state)) domain.persistent = false;
  else {
    removeDomain(world, hostName, domain);
    dropPlan(world, planKey(hostName, id, 'pending'));
  }
  noteDomain(world, hostName, id, 'undefined');
}

export function writeMetadata(world: World, hostName: string, id: string, metadata: GridMetadata): void {
  const domain = findDomain(world, hostName, id);
  if (domain.arriving === true) throw new DriverError('busy', `${domain.name} is on its way here.`);
  domain.definition = {
    ...domain.definition,
    metadata: { ...metadata, roles: [...metadata.roles], tags: [...metadata.tags] },
  };
  domain.revision += 1;
  noteDomain(world, hostName, id, 'metadata');
}
