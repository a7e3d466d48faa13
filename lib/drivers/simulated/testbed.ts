import { isActive, type RestartPriority, type Role } from '@/lib/domain/domain';
import { createSeededRandom } from '@/lib/utils/seeded-random';
import { DAY_MS, HOUR_MS } from '@/lib/utils/time';
import { GIB, KIB_PER_GIB, KIB_PER_MIB, MIB } from '@/lib/utils/units';
import { hostSpecs, macOf } from './fleet';
import { dempseyHost, dempseyKvmHost, LOCAL_PATH, montecitoHost, SHARED_PATH } from './host-models';
import { TESTBED_PLAN, type PlannedDomain } from './testbed-plan';
import { makeDomain } from './world/define';
import { startGuestClock } from './world/guest-clock';
import { newNode } from './world/jobs';
import type {
  DefinitionRecord,
  DomainRecord,
  HabitsRecord,
  HostRecord,
  SimulatedHostSpec,
  WorldSeed,
} from './world/records';

/** Storage of the old site, mounted by two hosts only. */
const LCG26_PATH = '/srv/lcg26/images';
const LCG26_STORAGE: HostRecord['storage'][number] = {
  name: 'lcg26-images',
  kind: 'netfs',
  path: LCG26_PATH,
  capacityBytes: 512 * GIB,
  freeBytes: 180 * GIB,
  shared: true,
};

/** The default simulated testbed *openlab*: 4 Montecito and 6 Dempsey hosts, some 60 domains. The same every time but for its clock. */
export function openlabTestbed(nowMs: number): WorldSeed {
  const hosts = openlabHostRecords(nowMs);
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const domains = TESTBED_PLAN.map((planned) => {
    const host = byName.get(planned.host);
    if (host === undefined)
      throw new Error(`The plan puts ${planned.name} on ${planned.host}, which is not in the testbed.`);
    return { host: host.name, domain: plannedDomain(planned, host, nowMs) };
  });
  return { hosts, domains };
}

/** Hosts of the default testbed, to be registered in the database. */
export const openlabHosts = (): SimulatedHostSpec[] => hostSpecs({ hosts: openlabHostRecords(0), domains: [] });

function openlabHostRecords(nowMs: number): HostRecord[] {
  const bootedAtMs = nowMs - 12 * DAY_MS;
  const usual = dempseyHost({ name: 'usual', bootedAtMs });
  const isolated: HostRecord['networks'] = [...usual.networks, { name: 'xenbr1', kind: 'bridge', active: true }];
  return [
    montecitoHost({ name: 'montecito-01', bootedAtMs, liveMigration: true }),
    montecitoHost({ name: 'montecito-02', bootedAtMs, liveMigration: true }),
    montecitoHost({ name: 'montecito-03', bootedAtMs }),
    montecitoHost({ name: 'montecito-04', bootedAtMs }),
    dempseyHost({ name: 'dempsey-01', bootedAtMs, networks: isolated, storage: [...usual.storage, LCG26_STORAGE] }),
    dempseyKvmHost({ name: 'dempsey-02', bootedAtMs }),
    dempseyKvmHost({ name: 'dempsey-03', bootedAtMs, machineTypes: ['pc-i440fx-7.2', 'pc-q35-7.2'] }),
    dempseyHost({
      name: 'dempsey-04',
      bootedAtMs,
      networks: isolated,
      // Switched off in the firmware.
      hardwareVirtualization: 'none',
      cpuFlags: usual.cpuFlags.filter((flag) => flag !== 'vmx'),
      guestModes: ['pv'],
    }),
    dempseyHost({
      name: 'dempsey-05',
      bootedAtMs,
      memoryTotalKiB: 4 * KIB_PER_GIB,
      cpuFlags: usual.cpuFlags.filter((flag) => flag !== 'cx16' && flag !== 'lahf_lm'),
    }),
    dempseyHost({
      name: 'dempsey-06',
      bootedAtMs,
      hypervisorVersion: '2.0.7',
      managementVersion: 'xend 2.0 (modelled)',
      hardwareVirtualization: 'none',
      guestModes: ['pv'],
      memoryTotalKiB: 4 * KIB_PER_GIB,
      storage: [LCG26_STORAGE, ...usual.storage.filter((pool) => !pool.shared)],
    }),
  ];
}

function plannedDomain(planned: PlannedDomain, host: HostRecord, nowMs: number): DomainRecord {
  const random = createSeededRandom(`openlab/${planned.name}`);
  const memoryKiB = planned.memoryMiB * KIB_PER_MIB;
  const vcpus = planned.vcpus ?? 1;
  const domain = makeDomain({
    id: random.uuid(),
    name: planned.name,
    vcpus,
    maxVcpus: Math.max(2, vcpus),
    memoryKiB,
    maxMemoryKiB: memoryKiB * 2,
    definition: definitionOf(planned, host, random.uuid()),
    habits: habitsOf(planned, memoryKiB, random.jitter(0.3)),
    nowMs,
    revision: 1,
  });
  if (planned.libTls === true)
    domain.inside = { machine: 'i686', paths: { '/lib/tls': { mode: '755', uid: 0, gid: 0 } } };
  if (planned.roles.includes('WN')) domain.batch = newNode(vcpus);
  domain.state = planned.state ?? 'running';
  domain.stateReason = { running: 'booted', paused: 'user', crashed: 'panicked' }[domain.state as string] ?? 'defined';
  if (!isActive(domain.state)) return domain;
  domain.guest.gatheredMs = random.integer(2, 11 * 24) * HOUR_MS;
  if (domain.state === 'running') startGuestClock(domain, nowMs);
  return domain;
}

function definitionOf(planned: PlannedDomain, host: HostRecord, macSeed: string): DefinitionRecord {
  const kvm = host.hypervisor === 'kvm';
  const guestMode = planned.guestMode ?? (kvm ? 'hvm' : 'pv');
  const kernelVersion = planned.kernelVersion ?? (guestMode === 'pv' ? '2.6.18-xenU' : undefined);
  const prefix = kvm ? 'vd' : 'xvd';
  const folder = planned.localDisk === true ? LOCAL_PATH : planned.lcg26Disk === true ? LCG26_PATH : SHARED_PATH;
  const image = {
    source: `${folder}/${planned.name}.img`,
    format: 'raw',
    readOnly: false,
    shared: planned.localDisk !== true,
  };
  const machine = planned.machine ?? (kvm ? 'pc-i440fx-7.2' : undefined);
  return {
    architecture: host.architecture,
    guestMode,
    osType: guestMode === 'pv' ? 'linux' : 'hvm',
    ...(machine === undefined ? {} : { machine }),
    ...(guestMode === 'pv' && kernelVersion !== undefined ? { kernel: `/boot/vmlinuz-${kernelVersion}` } : {}),
    emulated: false,
    cpuFlags: [...(planned.cpuFlags ?? [])],
    disks: [
      { target: `${prefix}a`, kind: 'disk', capacityBytes: 8 * GIB, ...image },
      ...(planned.iso === undefined
        ? []
        : [
            {
              target: `${prefix}c`,
              kind: 'cdrom' as const,
              source: planned.iso,
              format: 'raw',
              readOnly: true,
              shared: false,
            },
          ]),
    ],
    nics: [
      { mac: macOf(macSeed), kind: 'bridge', source: planned.bridge ?? 'xenbr0', model: kvm ? 'virtio' : 'netfront' },
    ],
    passthrough: planned.passthrough === undefined ? [] : [planned.passthrough],
    hasSnapshots: planned.snapshots === true,
    metadata: {
      roles: [...planned.roles],
      vo: planned.vo,
      tags: [...(planned.tags ?? [])],
      homeHost: host.name,
      ...(kernelVersion === undefined ? {} : { kernelVersion }),
      needsFpswa: planned.needsFpswa === true,
      ...(planned.antiAffinity === undefined ? {} : { antiAffinity: planned.antiAffinity }),
      ...restartPriorityOf(planned.roles),
    },
  };
}

/** What the site cannot do without comes first; a worker node is one of many. */
function restartPriorityOf(roles: readonly Role[]): { readonly restartPriority?: RestartPriority } {
  if (roles.some((role) => role !== 'WN' && role !== 'UI')) return { restartPriority: 'high' };
  return roles.includes('WN') ? { restartPriority: 'medium' } : {};
}

/** What a role does to its machine; modelled, to look like a site at work. */
const ROLE_HABITS: Record<
  Role,
  {
    readonly cpu: number;
    readonly dirtyMiBps: number;
    readonly workingSetMiB: number;
    readonly netMBps: number;
    readonly diskMBps: number;
  }
> = {
  CE: { cpu: 0.18, dirtyMiBps: 4, workingSetMiB: 24, netMBps: 0.4, diskMBps: 0.8 },
  SE: { cpu: 0.12, dirtyMiBps: 8, workingSetMiB: 48, netMBps: 9, diskMBps: 11 },
  WN: { cpu: 0.52, dirtyMiBps: 14, workingSetMiB: 64, netMBps: 1.2, diskMBps: 1.5 },
  UI: { cpu: 0.05, dirtyMiBps: 1, workingSetMiB: 8, netMBps: 0.05, diskMBps: 0.1 },
  RB: { cpu: 0.22, dirtyMiBps: 5, workingSetMiB: 32, netMBps: 0.6, diskMBps: 1 },
  BDII: { cpu: 0.3, dirtyMiBps: 6, workingSetMiB: 40, netMBps: 0.3, diskMBps: 0.4 },
  MON: { cpu: 0.1, dirtyMiBps: 2, workingSetMiB: 16, netMBps: 0.2, diskMBps: 0.3 },
  LFC: { cpu: 0.15, dirtyMiBps: 5, workingSetMiB: 96, netMBps: 0.5, diskMBps: 2 },
  VOBOX: { cpu: 0.08, dirtyMiBps: 2, workingSetMiB: 16, netMBps: 0.3, diskMBps: 0.2 },
  PX: { cpu: 0.03, dirtyMiBps: 1, workingSetMiB: 8, netMBps: 0.02, diskMBps: 0.05 },
};

function habitsOf(planned: PlannedDomain, memoryKiB: number, jitter: number): HabitsRecord {
  const role = ROLE_HABITS[planned.roles[0] ?? 'UI'];
  const busy = planned.busy ?? 1;
  return {
    cpuShare: Math.min(0.66, role.cpu * jitter),
    usedShare: Math.min(0.95, 0.7 * jitter),
    dirtyBytesPerSecond: role.dirtyMiBps * MIB * jitter * busy,
    workingSetBytes: Math.min(role.workingSetMiB * MIB * busy, memoryKiB * 512),
    netBytesPerSecond: role.netMBps * 1_000_000 * jitter,
    diskBytesPerSecond: role.diskMBps * 1_000_000 * jitter,
    // A guest without a hypervisor's help with its devices boots slower.
    bootMs: Math.round((planned.guestMode === 'hvm' ? 6_000 : 3_500) * jitter),
    shutdownMs: Math.round(2_000 * jitter),
  };
}
