import { EMPTY_METADATA, type Role } from '@/lib/domain/domain';
import { createSeededRandom, type SeededRandom } from '@/lib/utils/seeded-random';
import { KIB_PER_GIB, KIB_PER_MIB } from '@/lib/utils/units';
import { dempseyHost, dempseyKvmHost, montecitoHost, SHARED_PATH } from './host-models';
import { uriOfHost } from './simulated-uri';
import { makeDomain, ordinaryHabits } from './world/define';
import { startGuestClock } from './world/guest-clock';
import type { DomainRecord, HostRecord, SimulatedHostSpec, WorldSeed } from './world/records';

export interface GenerateFleetInput {
  readonly hosts: number;
  readonly domains: number;
  readonly seed: number | string;
  readonly nowMs: number;
}

const VOS = ['atlas', 'cms', 'alice', 'lhcb', 'geant4', 'dteam'] as const;
/** Worker nodes are most of a site. */
const ROLES_DEALT: readonly [Role, ...Role[]] = [
  'WN',
  'WN',
  'WN',
  'WN',
  'WN',
  'WN',
  'WN',
  'CE',
  'SE',
  'VOBOX',
  'UI',
  'BDII',
];
/** One domain in so many is off. */
const OFF_ONE_IN = 8;
const DAY_MS = 86_400_000;

/** A large fleet, the same for the same seed: a third Xen, a third KVM, a third Itanium, dealt evenly. */
export function generateFleet({ hosts: hostCount, domains: domainCount, seed, nowMs }: GenerateFleetInput): WorldSeed {
  const random = createSeededRandom(seed);
  const digits = String(hostCount).length;
  const hosts = Array.from({ length: hostCount }, (_unused, index) => {
    const number = String(index + 1).padStart(digits, '0');
    const bootedAtMs = nowMs - random.integer(1, 90) * DAY_MS;
    // 64 GiB: a fleet is of a later day than the testbed.
    const room = { bootedAtMs, memoryTotalKiB: 64 * KIB_PER_GIB, cpuCount: 16 };
    if (index % 3 === 0) return dempseyHost({ name: `dempsey-${number}`, ...room });
    if (index % 3 === 1) return dempseyKvmHost({ name: `dempsey-${number}`, ...room });
    return montecitoHost({ name: `montecito-${number}`, liveMigration: true, ...room });
  });
  const domains = Array.from({ length: domainCount }, (_unused, index) => {
    const host = hosts[index % hosts.length];
    return host === undefined
      ? []
      : [{ host: host.name, domain: fleetDomain(host, index, domainCount, random, nowMs) }];
  }).flat();
  return { hosts, domains };
}

function fleetDomain(
  host: HostRecord,
  index: number,
  count: number,
  random: SeededRandom,
  nowMs: number,
): DomainRecord {
  const id = random.uuid();
  const role = random.pick(ROLES_DEALT);
  const number = String(index + 1).padStart(String(count).length, '0');
  const name = `${role.toLowerCase()}-${number}`;
  const memoryKiB = random.pick([512, 1024, 1024, 2048, 2048]) * KIB_PER_MIB;
  const kvm = host.hypervisor === 'kvm';
  const vcpus = random.integer(1, 2);
  const domain = makeDomain({
    id,
    name,
    vcpus,
    maxVcpus: 4,
    memoryKiB,
    maxMemoryKiB: memoryKiB * 2,
    definition: {
      architecture: host.architecture,
      guestMode: kvm ? 'hvm' : 'pv',
      osType: kvm ? 'hvm' : 'linux',
      ...(kvm ? { machine: 'pc-i440fx-7.2' } : { kernel: '/boot/vmlinuz-2.6.18-xen' }),
      emulated: false,
      cpuFlags: [],
      disks: [
        {
          target: kvm ? 'vda' : 'xvda',
          kind: 'disk',
          source: `${SHARED_PATH}/${name}.img`,
          format: 'raw',
          readOnly: false,
          shared: true,
        },
      ],
      nics: [{ mac: macOf(id), kind: 'bridge', source: 'xenbr0' }],
      passthrough: [],
      hasSnapshots: false,
      metadata: { ...EMPTY_METADATA, roles: [role], tags: [], vo: random.pick(VOS), homeHost: host.name },
    },
    habits: { ...ordinaryHabits(id, memoryKiB), cpuShare: 0.1 + random.next() * 0.4 },
    nowMs,
    revision: 1,
  });
  if (random.integer(1, OFF_ONE_IN) === 1) return domain;
  domain.state = 'running';
  domain.stateReason = 'booted';
  domain.guest.gatheredMs = random.integer(1, 30) * DAY_MS;
  startGuestClock(domain, nowMs);
  return domain;
}

/** Xen's own prefix of addresses, the rest from the UUID: stable and, within a testbed, unique enough. */
export const macOf = (id: string): string => `00:16:3e:${id.slice(0, 2)}:${id.slice(2, 4)}:${id.slice(4, 6)}`;

/** What to register in the database for each host of a world. */
export const hostSpecs = (seed: WorldSeed): SimulatedHostSpec[] =>
  seed.hosts.map((host) => ({ name: host.name, uri: uriOfHost(host.name), class: host.class }));
