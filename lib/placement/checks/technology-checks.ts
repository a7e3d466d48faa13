import { type Architecture, type HardwareVirtualization, HYPERVISOR_NAMES } from '@/lib/domain/host';
import type { PlacementDomain, PlacementHost, PlacementHostReading } from '@/lib/domain/placement';
import type { MoveEnd } from '@/lib/domain/refusal-values';
import type { Refusal } from '@/lib/domain/refusals';
import { coldMovePossible } from '@/lib/domain/technologies/cold-move';
import { familyOf } from '@/lib/domain/technologies/technologies';
import { compareVersions } from '../compare-versions';
import { NOTHING, type Check, type Move } from './check';
import { FPSWA, GUEST_MODE, PARAVIRTUAL_KERNEL } from './guest-fit-checks';

/** Full virtualization could be moved live from here on (xen-unstable of March 2007, released as 3.1). */
const XEN_HVM_LIVE = '3.1';
const HELP_NEEDED: Record<'ia64' | 'other', readonly HardwareVirtualization[]> = {
  ia64: ['vti'],
  other: ['vt-x', 'svm'],
};

/** Does the technology of the target run this guest, and does that of the pair move it? Skipped where a host was never read. */
export const TECHNOLOGY_CHECKS: readonly Check[] = [
  {
    name: 'same architecture',
    find: ({ domain, source, target }) => {
      if (target.reading === undefined) return NOTHING;
      const need = neededArchitecture(domain, source?.reading);
      const have = target.reading.architecture;
      return need === 'unknown' || have === need || (need === 'i686' && have === 'x86_64')
        ? NOTHING
        : [{ code: 'architecture-mismatch', values: { host: target.name, have, need } }];
    },
  },
  {
    name: 'same driver',
    find: ({ source, target }) =>
      source === undefined || source.driver === target.driver
        ? NOTHING
        : [
            {
              code: 'driver-mismatch',
              values: {
                source: source.name,
                target: target.name,
                sourceDriver: source.driver,
                targetDriver: target.driver,
              },
            },
          ],
  },
  {
    name: 'same hypervisor',
    find: ({ domain, source, target }) => {
      if (source?.reading === undefined || target.reading === undefined) return NOTHING;
      const need = source.reading.hypervisor;
      const have = target.reading.hypervisor;
      return have === need ||
        (familyOf(need) === 'qemu' && familyOf(have) === 'qemu' && (domain.emulated || have === 'kvm'))
        ? NOTHING
        : [
            {
              code: 'hypervisor-mismatch',
              values: {
                source: source.name,
                target: target.name,
                have,
                need,
                haveName: HYPERVISOR_NAMES[have],
                needName: HYPERVISOR_NAMES[need],
                // Nothing real becomes simulated by converting its disks.
                coldMove:
                  source.driver === target.driver &&
                  coldMovePossible({
                    guestMode: domain.guestMode,
                    from: need,
                    to: { hypervisor: have, guestModes: target.reading.guestModes },
                  }),
              },
            },
          ];
    },
  },
  { name: 'hypervisor not older', find: findOlderHypervisor },
  {
    name: 'pair can migrate',
    find: (move) => [...migrationAt('source', move.source, move), ...migrationAt('target', move.target, move)],
  },
  { name: 'paravirtual and live', find: findParavirtualLive },
  GUEST_MODE,
  {
    name: 'hardware virtualization',
    find: ({ domain, target }) => {
      if (target.reading === undefined || domain.guestMode !== 'hvm' || domain.emulated) return NOTHING;
      const need = HELP_NEEDED[target.reading.architecture === 'ia64' ? 'ia64' : 'other'];
      const have = target.reading.hardwareVirtualization;
      return have === 'unknown' || need.includes(have)
        ? NOTHING
        : [{ code: 'hardware-virtualization-missing', values: { host: target.name, have, need } }];
    },
  },
  {
    name: 'machine type',
    find: ({ domain, target }) =>
      domain.machine === undefined ||
      target.reading?.machineTypes === undefined ||
      target.reading.machineTypes.includes(domain.machine)
        ? NOTHING
        : [{ code: 'machine-type-missing', values: { host: target.name, machine: domain.machine } }],
  },
  PARAVIRTUAL_KERNEL,
  FPSWA,
  {
    name: 'CPU flags',
    find: ({ domain, target }) => {
      // An emulated CPU is the emulator's, not the host's; flags of two architectures are not comparable.
      if (domain.emulated || domain.cpuFlags.length === 0 || target.reading === undefined) return NOTHING;
      if ((target.reading.architecture === 'ia64') !== (domain.architecture === 'ia64')) return NOTHING;
      if (target.reading.cpuFlags.length === 0) return [{ code: 'cpu-flags-unknown', values: { host: target.name } }];
      const missing = missingFlags(domain.cpuFlags, target.reading.cpuFlags);
      return missing.length === 0 ? NOTHING : [{ code: 'cpu-flags-missing', values: { host: target.name, missing } }];
    },
  },
];

/** A foreign guest under emulation asks for the same kind of host as it has now; everyone else for its own architecture. */
function neededArchitecture(domain: PlacementDomain, source: PlacementHostReading | undefined): Architecture {
  if (!domain.emulated || source === undefined || source.architecture === domain.architecture)
    return domain.architecture;
  return source.architecture;
}

function findOlderHypervisor({ source, target }: Move): readonly Refusal[] {
  if (source?.reading === undefined || target.reading === undefined) return NOTHING;
  const { hypervisor, hypervisorVersion: need } = source.reading;
  const have = target.reading.hypervisorVersion;
  if (familyOf(hypervisor) !== familyOf(target.reading.hypervisor)) return NOTHING;
  const order = compareVersions(have, need, 2);
  if (order === undefined || order >= 0) return NOTHING;
  const values = { source: source.name, target: target.name, have, need, hypervisor };
  // QEMU keeps old machine types alive, so only the machine type decides; Xen's saved state only goes forward.
  return [
    familyOf(hypervisor) === 'qemu'
      ? { code: 'hypervisor-older-untested', values }
      : { code: 'hypervisor-older', values },
  ];
}

function migrationAt(end: MoveEnd, host: PlacementHost | undefined, move: Move): readonly Refusal[] {
  if (host?.abilities === undefined || host.reading === undefined) return NOTHING;
  if (end === 'target' && move.source?.id === host.id) return NOTHING;
  const { reading, abilities } = host;
  const { live } = move.context.options;
  const hypervisor = `${HYPERVISOR_NAMES[reading.hypervisor]} ${reading.hypervisorVersion}`;
  // Said first, with its own remedy: on IA-64 it is the rule, not a flaw of this host.
  if (live && !abilities.live && reading.architecture === 'ia64') {
    return [{ code: 'ia64-live-migration', values: { end, host: host.name, hypervisor } }];
  }
  if (abilities.migrateUnsupported !== undefined) {
    return [{ code: 'migration-unsupported', values: { end, host: host.name, reason: abilities.migrateUnsupported } }];
  }
  if (!live) return NOTHING;
  if (!abilities.live) return [{ code: 'live-migration-unsupported', values: { end, host: host.name, hypervisor } }];
  if (move.domain.guestMode === 'hvm' && reading.hypervisor === 'xen') {
    const order = compareVersions(reading.hypervisorVersion, XEN_HVM_LIVE, 2);
    if (order !== undefined && order < 0) {
      return [
        {
          code: 'hvm-live-migration-xen',
          values: { end, host: host.name, have: reading.hypervisorVersion, need: XEN_HVM_LIVE },
        },
      ];
    }
  }
  return NOTHING;
}

/** Only the source has to log what the guest writes; the target takes what comes. */
function findParavirtualLive({ domain, source, context }: Move): readonly Refusal[] {
  if (domain.guestMode !== 'pv' || !context.options.live) return NOTHING;
  if (source?.reading?.hypervisor !== 'xen' || source.abilities?.live !== true) return NOTHING;
  const can = source.abilities.liveParavirtual;
  if (can === true) return NOTHING;
  const values = { domain: domain.name, host: source.name };
  return [can === false ? { code: 'paravirtual-live', values } : { code: 'paravirtual-live-untried', values }];
}

/** Up to so many flags, looking each up in the host's list costs less than making a set of the list. */
const FLAGS_LOOKED_UP = 8;
function missingFlags(wanted: readonly string[], offered: readonly string[]): string[] {
  if (wanted.length <= FLAGS_LOOKED_UP) return wanted.filter((flag) => !offered.includes(flag));
  const set = new Set(offered);
  return wanted.filter((flag) => !set.has(flag));
}
