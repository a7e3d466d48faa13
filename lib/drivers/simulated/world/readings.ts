/** What the driver port is told: readings of hosts, domains, guests and migrations as of the world's clock. */
import { isActive, presentMetadata } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import type { DomainDefinition, DomainReading, HostReading } from '@/lib/domain/readings';
import type { GuestSign, MigrationProgress } from '@/lib/drivers/port';
import { hostCapabilities } from './capabilities';
import { storageNow } from './disks';
import { countersAt, guestUptimeMs, isAudible } from './guest-clock';
import { memoryFreeKiB, memoryNowKiB } from './host-memory';
import type { Migration } from './migration-state';
import type { DomainRecord } from './records';
import { findHost, type HostState, type World } from './world';

/** Share of each CPU the control domain keeps busy. */
const CONTROL_DOMAIN_SHARE = 0.02;
/** The heartbeat of a guest: one sign in so many milliseconds of its own clock. */
export const HEARTBEAT_MS = 100;
const NS_PER_MS = 1_000_000;

export function readHost(world: World, name: string): HostReading {
  const host = findHost(world, name);
  const { record } = host;
  return {
    at: new Date(world.nowMs),
    hostname: `${record.name}.openlab.example`,
    hypervisor: record.hypervisor,
    hypervisorVersion: record.hypervisorVersion,
    managementVersion: record.managementVersion,
    hosted: record.hosted,
    architecture: record.architecture,
    cpuModel: record.cpuModel,
    cpuVendor: record.cpuVendor,
    cpuFlags: record.cpuFlags,
    cpuCount: record.cpuCount,
    cpuMHz: record.cpuMHz,
    hardwareVirtualization: record.hardwareVirtualization,
    fpswa: record.fpswa,
    memoryTotalKiB: record.memoryTotalKiB,
    memoryFreeKiB: memoryFreeKiB(host),
    cpuBusyNs: nanoseconds(hostBusyMs(world, host)),
    boot: { counterNs: nanoseconds(Math.max(0, world.nowMs - record.bootedAtMs)), at: new Date(record.bootedAtMs) },
    guestModes: record.guestModes,
    guestArchitectures: record.architecture === 'x86_64' ? ['x86_64', 'i686'] : [record.architecture],
    machineTypes: record.machineTypes,
    migrationLinkBytesPerSecond: record.linkBytesPerSecond,
    storage: storageNow(record),
    networks: record.networks.map(({ name, kind, active }) => ({ name, kind, active })),
  };
}

function hostBusyMs(world: World, { record, domains }: HostState): number {
  let busyMs =
    record.departedCpuMs + Math.max(0, world.nowMs - record.bootedAtMs) * record.cpuCount * CONTROL_DOMAIN_SHARE;
  for (const domain of domains.values()) busyMs += countersAt(domain, world.nowMs).cpuMs - domain.cpuMsAtArrival;
  return busyMs;
}

export const definitionHash = (domain: DomainRecord): string => `sim-${domain.revision}`;

/** @param known hash of the definition the reader has; the same one is left out */
export function readDomain(world: World, domain: DomainRecord, known?: string): DomainReading {
  const counters = countersAt(domain, world.nowMs);
  const active = isActive(domain.state);
  return {
    id: domainId(domain.id),
    name: domain.name,
    at: new Date(world.nowMs),
    state: domain.state,
    stateReason: domain.stateReason,
    persistent: domain.persistent,
    vcpus: domain.vcpus,
    maxVcpus: domain.maxVcpus,
    memoryKiB: memoryNowKiB(domain, world.nowMs),
    maxMemoryKiB: domain.maxMemoryKiB,
    cpuTimeNs: active ? nanoseconds(counters.cpuMs) : undefined,
    blockReadBytes: active ? whole(counters.blockReadBytes) : undefined,
    blockWriteBytes: active ? whole(counters.blockWriteBytes) : undefined,
    netReceiveBytes: active ? whole(counters.netReceiveBytes) : undefined,
    netTransmitBytes: active ? whole(counters.netTransmitBytes) : undefined,
    definition: known === definitionHash(domain) ? undefined : readDefinition(domain),
  };
}

function readDefinition(domain: DomainRecord): DomainDefinition {
  return { ...domain.definition, metadata: presentMetadata(domain.definition.metadata), hash: definitionHash(domain) };
}

/** The sign of life a guest gives now; undefined while it cannot be heard. */
export function readGuest(world: World, domain: DomainRecord): GuestSign | undefined {
  if (!isAudible(domain, world.nowMs)) return undefined;
  const uptimeMs = guestUptimeMs(domain, world.nowMs);
  return {
    channel: 'heartbeat',
    heardAt: new Date(world.nowMs),
    uptimeMs,
    sequence: Math.floor(uptimeMs / HEARTBEAT_MS),
  };
}

/** How far a migration is. A pair that reports no figures gives stages and time only. */
export function readMigration(world: World, migration: Migration): MigrationProgress {
  const base = { at: new Date(world.nowMs), phase: migration.phase, elapsedMs: world.nowMs - migration.startedAtMs };
  if (!hostCapabilities(findHost(world, migration.source).record).migration.progress || migration.phase === 'preparing')
    return base;
  const moved = Math.min(
    migration.leftBytes,
    (migration.bytesPerSecond * (world.nowMs - migration.settledAtMs)) / 1000,
  );
  const flowing = migration.leftBytes > 0 && migration.bytesPerSecond > 0;
  const dirty = migration.dirtyBytesPerSecond;
  return {
    ...base,
    bytesTotal: Math.round(migration.totalBytes),
    bytesTransferred: Math.round(migration.sentBytes + moved),
    bytesRemaining: Math.round(migration.leftBytes - moved),
    dirtyBytesPerSecond: dirty === undefined ? undefined : Math.round(dirty),
    bandwidthBytesPerSecond: flowing ? Math.round(migration.bytesPerSecond) : undefined,
    rounds: migration.round,
    throttlePercent: migration.throttle > 0 ? Math.round(migration.throttle * 100) : undefined,
    // As QEMU does: what was dirty at the end of the last round, over the bandwidth of now.
    expectedDowntimeMs:
      dirty !== undefined && flowing && migration.phase === 'copying'
        ? Math.round((migration.leftBytes / migration.bytesPerSecond) * 1000)
        : undefined,
    postCopyActive: migration.postCopyActive ? true : undefined,
  };
}

const nanoseconds = (ms: number): bigint => BigInt(Math.round(ms * NS_PER_MS));
const whole = (bytes: number): bigint => BigInt(Math.round(bytes));
