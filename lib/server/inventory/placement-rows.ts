import type { DomainState } from '@/lib/domain/domain';
import {
  ARCHITECTURES,
  type DriverName,
  type HostClass,
  type HostStatus,
  HYPERVISORS,
  isSimulated,
} from '@/lib/domain/host';
import { domainId, hostId } from '@/lib/domain/ids';
import type { PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import type { DomainReading, HostCapabilities, HostReading } from '@/lib/domain/readings';
import { parseCapabilities, parseDefinition, parseHostFacts } from '@/lib/server/db/facts';

/** 64-bit sizes are selected as `float8`: KiB of any real memory are exact in it. */
export interface PlacementHostRow {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly uri: string;
  readonly class: string;
  readonly status: string;
  readonly statusReason: string | null;
  readonly statusSince: Date;
  readonly seenAt: Date | null;
  readonly maintenance: boolean;
  readonly migrationsInLimit: number;
  readonly migrationsOutLimit: number;
  readonly hypervisor: string | null;
  readonly hypervisorVersion: string | null;
  readonly architecture: string | null;
  readonly cpuLoad: number | null;
  readonly cpuCount: number | null;
  readonly memoryTotalKiB: number | null;
  readonly memoryFreeKiB: number | null;
  readonly facts: unknown;
  readonly capabilities: unknown;
  readonly arriving: number;
  readonly leaving: number;
  readonly promisedKiB: number;
  /** Title of the benchmark that holds the host. */
  readonly benchmark: string | null;
}

export const PLACEMENT_HOST_COLUMNS = `
  h."id"::text as "id", h."name", h."driver", h."uri", h."class", h."status", h."statusReason", h."statusSince", h."seenAt",
  h."maintenance", h."migrationsInLimit", h."migrationsOutLimit", h."hypervisor", h."hypervisorVersion",
  h."architecture", h."cpuLoad", h."cpuCount", h."memoryTotalKiB"::float8 as "memoryTotalKiB",
  h."memoryFreeKiB"::float8 as "memoryFreeKiB", h."facts", h."capabilities"`;

export interface PlacementDomainRow {
  readonly id: string;
  readonly name: string;
  readonly hostId: string | null;
  readonly state: string;
  readonly missing: boolean;
  readonly splitBrain: boolean;
  readonly vcpus: number;
  readonly memoryKiB: number;
  readonly maxMemoryKiB: number;
  readonly architecture: string;
  readonly guestMode: string;
  readonly definition: unknown;
  readonly claimedBy: readonly string[] | null;
}

/** A host as placement sees it, from its row. */
export function toPlacementHost(row: PlacementHostRow): PlacementHost {
  const facts = parseHostFacts(row.facts);
  const capabilities = parseCapabilities(row.capabilities);
  return {
    id: hostId(row.id),
    name: row.name,
    // Our own columns: only these words are written to them.
    driver: row.driver as DriverName,
    simulated: isSimulated(row),
    class: row.class as HostClass,
    status: row.status as HostStatus,
    statusReason: row.statusReason ?? undefined,
    statusSince: row.statusSince,
    seenAt: row.seenAt ?? undefined,
    maintenance: row.maintenance,
    limits: { migrationsIn: row.migrationsInLimit, migrationsOut: row.migrationsOutLimit },
    migrationsIn: row.arriving,
    migrationsOut: row.leaving,
    memoryPromisedKiB: row.promisedKiB,
    benchmark: row.benchmark ?? undefined,
    cpuLoad: row.cpuLoad ?? undefined,
    cpuCount: row.cpuCount ?? undefined,
    reading:
      facts === undefined
        ? undefined
        : {
            ...facts,
            hypervisor: HYPERVISORS.find((word) => word === row.hypervisor) ?? 'other',
            hypervisorVersion: row.hypervisorVersion ?? '',
            architecture: ARCHITECTURES.find((word) => word === row.architecture) ?? 'unknown',
            memoryTotalKiB: row.memoryTotalKiB ?? 0,
            memoryFreeKiB: row.memoryFreeKiB ?? undefined,
          },
    abilities: capabilities === undefined ? undefined : abilitiesOf(capabilities),
  };
}

function abilitiesOf(capabilities: NonNullable<ReturnType<typeof parseCapabilities>>): PlacementHost['abilities'] {
  return {
    ...capabilities.migration,
    migrateUnsupported: capabilities.unsupported['migrate'],
    guestChannels: capabilities.guestChannels,
  };
}

/** A domain as placement sees it, from its row. */
export function toPlacementDomain(row: PlacementDomainRow): PlacementDomain {
  const definition = parseDefinition(row.definition);
  return {
    id: domainId(row.id),
    name: row.name,
    state: row.state as DomainState, // our own column: only these words are written
    claimedBy: row.splitBrain ? (row.claimedBy ?? []) : undefined,
    missing: row.missing,
    vcpus: row.vcpus,
    memoryKiB: row.memoryKiB,
    maxMemoryKiB: row.maxMemoryKiB,
    architecture: definition?.architecture ?? 'unknown',
    guestMode: definition?.guestMode ?? 'unknown',
    emulated: definition?.emulated ?? false,
    machine: definition?.machine,
    kernel: definition?.kernel,
    cpuFlags: definition?.cpuFlags ?? [],
    disks: definition?.disks ?? [],
    nics: definition?.nics ?? [],
    passthrough: definition?.passthrough ?? [],
    hasSnapshots: definition?.hasSnapshots ?? false,
    metadata: definition?.metadata ?? { roles: [], tags: [], needsFpswa: false },
  };
}

/** The host as it was read just now: what an agent checks a move with before it begins. */
export function withFreshReading(
  host: PlacementHost,
  fresh: { readonly reading: HostReading; readonly capabilities: HostCapabilities | undefined; readonly seenAt: Date },
): PlacementHost {
  return {
    ...host,
    status: host.status === 'disabled' ? 'disabled' : 'up',
    seenAt: fresh.seenAt,
    reading: fresh.reading,
    abilities:
      fresh.capabilities === undefined
        ? host.abilities
        : {
            ...fresh.capabilities.migration,
            migrateUnsupported: fresh.capabilities.unsupported.migrate,
            guestChannels: fresh.capabilities.guestChannels,
          },
  };
}

/** The domain as its host reports it just now. */
export function withFreshDomain(domain: PlacementDomain, reading: DomainReading): PlacementDomain {
  const { definition } = reading;
  return {
    ...domain,
    state: reading.state,
    missing: false,
    vcpus: reading.vcpus,
    memoryKiB: reading.memoryKiB,
    maxMemoryKiB: reading.maxMemoryKiB,
    ...(definition === undefined
      ? {}
      : {
          architecture: definition.architecture,
          guestMode: definition.guestMode,
          emulated: definition.emulated,
          machine: definition.machine,
          kernel: definition.kernel,
          cpuFlags: definition.cpuFlags,
          disks: definition.disks,
          nics: definition.nics,
          passthrough: definition.passthrough,
          hasSnapshots: definition.hasSnapshots,
          metadata: definition.metadata,
        }),
  };
}
