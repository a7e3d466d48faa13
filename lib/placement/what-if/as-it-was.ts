/**
 * Hosts and domains of the past as a placement decision sees them. Records say what the map draws; what is not recorded (networks,
 * storage, guest mode) is as the inventory has it now, and not known of what is gone. Pure.
 */
import { EMPTY_METADATA } from '@/lib/domain/domain';
import { domainId, hostId } from '@/lib/domain/ids';
import type { PastDomain, PastHost } from '@/lib/domain/past/records';
import type { PlacementDomain, PlacementHost, PlacementHostReading } from '@/lib/domain/placement';
import { madeAnew } from './choose-start';

/** A host of now, and what it has for domains in KiB; undefined where that is not known. */
export interface KnownHost {
  readonly host: PlacementHost;
  readonly capacityKiB: number | undefined;
}

/** @returns a host with all of its memory free: what its domains held then is promised by whoever puts them there */
export function hostThen(id: string, facts: PastHost, known: KnownHost | undefined): PlacementHost {
  const now = known?.host.reading;
  const memoryTotalKiB = facts.memoryTotalKiB ?? now?.memoryTotalKiB ?? 0;
  // Memory that was put in or taken out since was not, or was, there then.
  const capacityKiB =
    known === undefined
      ? (facts.memoryTotalKiB ?? undefined)
      : known.capacityKiB === undefined
        ? undefined
        : Math.max(0, known.capacityKiB + memoryTotalKiB - (now?.memoryTotalKiB ?? memoryTotalKiB));
  const reading: PlacementHostReading = {
    ...(now ?? UNKNOWN),
    hypervisor: facts.hypervisor ?? now?.hypervisor ?? 'other',
    hypervisorVersion: facts.hypervisorVersion ?? now?.hypervisorVersion ?? '',
    architecture: facts.architecture ?? now?.architecture ?? 'unknown',
    memoryTotalKiB,
    memoryFreeKiB: capacityKiB,
  };
  return {
    id: hostId(id),
    name: facts.name,
    driver: known?.host.driver ?? (facts.simulated ? 'simulated' : 'libvirt'),
    simulated: facts.simulated,
    class: facts.class,
    // Gridbox had not read it yet, which says nothing of the host.
    status: facts.status === 'connecting' && known !== undefined ? 'up' : facts.status,
    statusReason: facts.statusReason ?? undefined,
    statusSince: new Date(facts.statusSince),
    maintenance: facts.maintenance,
    // Neither its moves nor its load of then are looked at.
    limits: known?.host.limits ?? { migrationsIn: 1, migrationsOut: 1 },
    migrationsIn: 0,
    migrationsOut: 0,
    cpuCount: facts.cpuCount ?? undefined,
    reading,
    abilities: known?.host.abilities,
  };
}

const UNKNOWN = {
  cpuFlags: [],
  hardwareVirtualization: 'unknown',
  guestModes: [],
  storage: [],
  networks: [],
} as const;

/** @param known the domain as it is now; undefined: it is gone, and only what was recorded of it is known */
export function domainThen(id: string, facts: PastDomain, known: PlacementDomain | undefined): PlacementDomain {
  const base: PlacementDomain = known ?? {
    id: domainId(id),
    name: facts.name,
    state: facts.state,
    missing: false,
    vcpus: facts.vcpus,
    memoryKiB: facts.memoryKiB,
    maxMemoryKiB: facts.memoryKiB,
    architecture: facts.architecture,
    guestMode: 'unknown',
    emulated: false,
    cpuFlags: [],
    disks: [],
    nics: [],
    passthrough: [],
    hasSnapshots: false,
    metadata: { ...EMPTY_METADATA, roles: facts.roles },
  };
  const { name, state, vcpus, memoryKiB, architecture } = facts;
  return { ...madeAnew(base), name, state, vcpus, memoryKiB, architecture };
}
